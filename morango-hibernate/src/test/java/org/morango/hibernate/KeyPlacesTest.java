package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Table;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Each start notes where the keys of each model are, for programs that do not know the entities. */
class KeyPlacesTest {
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Entity
    @Table(name = "own")
    @Syncable(profile = "keys", model = "own")
    static class Own extends SyncableEntity {
        @Override
        protected String partition() {
            return "p";
        }
    }

    @Entity
    @Table(name = "\"Order\"", schema = "\"Other\"")
    @Syncable(profile = "keys", model = "order")
    static class Quoted {
        @Id
        @GeneratedValue
        @Column(name = "\"Order\"")
        private @Nullable Long id;
    }

    @Entity
    @Table(name = "joined")
    @Syncable(profile = "keys", model = "joined")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Joined {
        @Id
        @GeneratedValue
        @Column(name = "number")
        private @Nullable Long id;
    }

    @Entity
    @Table(name = "below")
    @Syncable(profile = "keys", model = "below")
    static class Below extends Joined {}

    /** An abstract base has no rows. */
    @Entity
    @Table(name = "each")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    abstract static class Each {
        @Id
        @GeneratedValue
        private @Nullable UUID id;
    }

    @Entity
    @Table(name = "one")
    @Syncable(profile = "keys", model = "z_one")
    static class One extends Each {}

    @Entity
    @Table(name = "other")
    @Syncable(profile = "keys", model = "other")
    static class Other extends Each {}

    @Entity
    @Table(name = "mixed")
    static class Mixed {
        @Id
        @GeneratedValue
        private @Nullable Long id;
    }

    @Entity
    @Syncable(profile = "keys", model = "mixed")
    static class Synced extends Mixed {}

    @Entity
    @Table(name = "hiding")
    @SoftDelete
    @Syncable(profile = "keys", model = "hiding")
    static class Hiding {
        @Id
        @GeneratedValue
        private @Nullable Long id;
    }

    @Entity
    @Table(name = "renamed")
    @Syncable(profile = "keys", model = "own")
    static class Renamed extends SyncableEntity {
        @Override
        protected String partition() {
            return "p";
        }
    }

    /** Starts an application with these entities. Returns what is noted then, by model. */
    private Map<String, String> start(Class<?>... entities) {
        Configuration configuration = new Configuration();
        for (Class<?> entity : entities) {
            configuration.addAnnotatedClass(entity);
        }
        try (SessionFactory factory = configuration
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .setProperty("hibernate.hbm2ddl.create_namespaces", "true")
                .buildSessionFactory()) {
            Morango.on(factory);
            Map<String, String> noted = new TreeMap<>();
            factory.inSession(session -> session.createSelectionQuery("from MorangoModelRow", ModelRow.class)
                    .getResultList()
                    .forEach(row -> noted.put(
                            row.modelName,
                            row.hierarchy + " " + row.identity + " " + row.keyTable + " " + row.keyColumn
                                    + (row.keyQuery == null ? "" : " " + row.keyQuery))));
            return noted;
        }
    }

    @Test
    void keysAreInTheTableOfTheirRoot() {
        assertThat(start(
                        Own.class,
                        Quoted.class,
                        Joined.class,
                        Below.class,
                        Each.class,
                        One.class,
                        Other.class,
                        Mixed.class,
                        Synced.class,
                        Hiding.class))
                .containsOnly(
                        Map.entry("own", "own RECORD own id"),
                        Map.entry("order", "order LOCAL \"Other\".\"Order\" \"Order\""),
                        Map.entry("joined", "below LOCAL joined number"),
                        Map.entry("below", "below LOCAL joined number"),
                        Map.entry("z_one", "other KEY one id"),
                        Map.entry("other", "other KEY other id"),
                        Map.entry("mixed", "mixed LOCAL null null"),
                        Map.entry(
                                "hiding",
                                "hiding LOCAL hiding id select h1_0.id from hiding h1_0 where h1_0.deleted=false"));
    }

    @Test
    void nextStartRenewsThem() {
        assertThat(start(Own.class)).containsOnly(Map.entry("own", "own RECORD own id"));
        assertThat(start(Renamed.class)).containsOnly(Map.entry("own", "own RECORD renamed id"));
    }
}
