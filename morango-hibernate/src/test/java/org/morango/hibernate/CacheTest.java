package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;

/** The application's caches follow the rows that a sync writes. */
class CacheTest {
    /** An entity that is cached with its collections. */
    @Entity
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @Syncable(profile = "facilitydata", model = "shelf")
    static class Shelf extends SyncableEntity {
        String name;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> tags = new HashSet<>();

        @OneToMany(mappedBy = "shelf")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Item> items = new HashSet<>();

        @Override
        protected String partition() {
            return "p";
        }
    }

    /** An item on a shelf. */
    @Entity
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    @Syncable(profile = "facilitydata", model = "item")
    static class Item extends SyncableEntity {
        @ManyToOne(fetch = FetchType.LAZY)
        Shelf shelf;

        @Override
        protected String partition() {
            return "p";
        }
    }

    private final SessionFactory factory = new Configuration()
            .addAnnotatedClass(Shelf.class)
            .addAnnotatedClass(Item.class)
            .setProperty("hibernate.connection.url", "jdbc:h2:mem:cache")
            .setProperty("hibernate.hbm2ddl.auto", "create-drop")
            .setProperty("hibernate.cache.region.factory_class", CachingRegions.class.getName())
            .setProperty("hibernate.cache.use_query_cache", "true")
            .buildSessionFactory();
    private final HibernateReplica replica =
            new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom());

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    void rowsCollectionsAndQueriesAreReadAnew() {
        SyncRecord shelf = Records.record("a".repeat(32), "shelf", "s", "p", "{\"name\":\"old\",\"tags\":[\"x\"]}");
        SyncRecord item = Records.record("b".repeat(32), "item", "i", "p", "{\"shelf_id\":\"" + shelf.id() + "\"}");
        receive(shelf, item);
        assertThat(state(shelf.id())).isEqualTo("old [x] 1 [old]");
        factory.getStatistics().setStatisticsEnabled(true);
        assertThat(state(shelf.id())).isEqualTo("old [x] 1 [old]");
        assertThat(factory.getStatistics().getPrepareStatementCount())
                .as("statements, as all of it is cached")
                .isZero();

        SyncRecord more = Records.record("c".repeat(32), "item", "j", "p", "{\"shelf_id\":\"" + shelf.id() + "\"}");
        receive(Records.next(shelf, "{\"name\":\"new\",\"tags\":[\"y\"]}"), more);
        assertThat(state(shelf.id())).isEqualTo("new [y] 2 [new]");

        receive(Records.deleted(item, false));
        assertThat(state(shelf.id())).isEqualTo("new [y] 1 [new]");
    }

    private void receive(SyncRecord... records) {
        factory.inStatelessTransaction(session -> {
            List<StoreRow> rows =
                    List.of(records).stream().<StoreRow>map(StoreRecords::row).toList();
            Rows.upsert(session, rows);
            Rows.upsert(
                    session, rows.stream().map(row -> PendingRow.of(row, null)).toList());
        });
        assertThat(replica.deserialize("facilitydata", Filter.EVERYTHING).failed())
                .isZero();
    }

    /** Returns the state as the application sees it through its caches. */
    private String state(String id) {
        return factory.fromTransaction(session -> {
            Shelf shelf = session.find(Shelf.class, id);
            List<String> names = session.createSelectionQuery("select s.name from CacheTest$Shelf s", String.class)
                    .setCacheable(true)
                    .getResultList();
            return shelf.name + " " + Set.copyOf(shelf.tags) + " " + shelf.items.size() + " " + names;
        });
    }
}
