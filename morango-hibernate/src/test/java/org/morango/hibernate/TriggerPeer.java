package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.certificate.Certificate;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.Filter;
import org.morango.record.ScopeDefinition;

/** An application, and another program on its database. */
final class TriggerPeer implements AutoCloseable {
    private static final String PROFILE = TriggerShapes.PROFILE;
    private static final ScopeDefinition ALL = ScopeDefinition.named("everything", PROFILE)
            .primaryParam("root")
            .readWrite("${root}")
            .build();
    private static final Certificate ROOT = Certificate.root(CertificateContract.KEY, ALL, Map.of());

    final SessionFactory factory;
    final HibernateReplica replica;
    final Connection other;
    final boolean isSqlite;
    final boolean isMariaDb;
    final boolean isPostgres;

    TriggerPeer(String url) {
        isSqlite = url.startsWith("jdbc:sqlite:");
        isMariaDb = url.startsWith("jdbc:mariadb:");
        isPostgres = url.startsWith("jdbc:postgresql:");
        factory = configuration(url, "create-only").buildSessionFactory();
        try {
            other = DriverManager.getConnection(url);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        if (isSqlite) {
            // Hibernate does not always give a key the type by which this database numbers rows, nor foreign keys.
            sql(
                    "drop table barn",
                    "drop table fence",
                    "drop table farm_animals",
                    "drop table Animal_tags",
                    "drop table cow",
                    "drop table animal",
                    "create table animal (id integer primary key, name varchar(255),"
                            + " mother_id integer references animal on delete cascade)",
                    "create table cow (id integer primary key references animal on delete cascade, milk integer)",
                    "create table Animal_tags (Animal_id integer not null references animal on delete cascade,"
                            + " tags varchar(255))",
                    "create table farm_animals (farm_id integer not null references farm on delete cascade,"
                            + " animals_id integer not null references animal on delete cascade)",
                    "create table fence (id integer primary key, name varchar(255),"
                            + " farm_id integer references farm)",
                    "create table barn (id integer primary key, name varchar(255),"
                            + " farm_id integer references farm on delete cascade)");
        }
        CaptureTriggers.of(factory).install();
        TriggerShapes.root = ROOT.id();
        replica = new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom());
        replica.certificates().save(ALL);
        replica.certificates().save(List.of(ROOT), CertificateContract.KEY);
    }

    static Configuration configuration(String url, String tables) {
        Configuration configuration = new Configuration();
        TriggerShapes.ALL.forEach(configuration::addAnnotatedClass);
        return configuration
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", tables)
                .setProperty("hibernate.globally_quoted_identifiers_skip_column_definitions", "true")
                .setProperty("hibernate.show_sql", System.getProperty("showSql", "false"));
    }

    /** Runs statements as another program. */
    void sql(String... statements) {
        try (Statement statement = other.createStatement()) {
            for (String sql : statements) {
                statement.execute(isMariaDb ? sql.replace('"', '`') : sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Persists an entity, which is serialized; returns it. */
    <E> E saved(E entity) {
        factory.inTransaction(session -> session.persist(entity));
        serialize();
        return entity;
    }

    void serialize() {
        replica.serialize(PROFILE, Filter.EVERYTHING);
        assertThat(notes()).isEmpty();
    }

    /** Returns what is noted: models and kinds with keys, each once. */
    Map<String, Set<String>> notes() {
        return factory.fromStatelessTransaction(session -> {
            Map<String, Set<String>> notes = new TreeMap<>();
            List<String> models =
                    SyncableModels.of((SessionFactoryImplementor) factory).names(PROFILE);
            for (Outbox.Note note : new Outbox(session).first(PROFILE, models, Integer.MAX_VALUE)) {
                Set<String> keys = notes.computeIfAbsent(note.modelName() + " " + note.kind(), k -> new TreeSet<>());
                note.readable().forEach(row -> keys.add(row.id()));
            }
            new Notes(factory).rescans().forEach(model -> notes.put(model + " RESCAN", Set.of()));
            return notes;
        });
    }

    long noteRows() {
        return factory.fromTransaction(
                session -> session.createSelectionQuery("select count(*) from MorangoOutboxRow", Long.class)
                        .getSingleResult());
    }

    /** Asserts that a program has noted exactly this, and that nothing else has changed. */
    void assertNoted(Map<String, Set<?>> expected) {
        Map<String, Set<String>> texts = new TreeMap<>();
        expected.forEach((note, keys) ->
                texts.put(note, new TreeSet<>(keys.stream().map(String::valueOf).toList())));
        assertThat(notes()).isEqualTo(texts);
        serialize();
        assertThat(replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
    }

    List<StoreRow> store() {
        return factory.fromTransaction(session -> session.createSelectionQuery("from MorangoStoreRow", StoreRow.class)
                .getResultList());
    }

    StoreRow record(String model, Object key) {
        return store().stream()
                .filter(row ->
                        row.modelName.equals(model) && String.valueOf(key).equals(row.localKey))
                .findFirst()
                .orElseThrow();
    }

    /** Transfers everything to another peer. */
    void sync(TriggerPeer there) {
        Transfers.send(
                replica, there.replica, PROFILE, sender -> there.replica.integrate(Transfers.ID, PROFILE, sender));
        assertThat(there.replica.deserialize(PROFILE, Filter.EVERYTHING).failed())
                .isZero();
    }

    @Override
    public void close() {
        try {
            other.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        factory.close();
    }
}
