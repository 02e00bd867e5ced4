package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.io.Serializable;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.Version;
import org.hibernate.annotations.TenantId;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.engine.jdbc.connections.spi.AbstractMultiTenantConnectionProvider;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Moves;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.SyncReference;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Which tenants can be synced, and which are refused when the application starts. */
class TenantMappingsTest {
    private static final TestDatabase MEMORY = () -> "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Anywhere {
        @Id
        @GeneratedValue
        Long id;

        @TenantId
        String tenant;
    }

    @Entity
    @Syncable(profile = "p", model = "m", partition = "${root}:${tenant}")
    static class AtTheEnd {
        @Id
        @GeneratedValue
        Long id;

        @TenantId
        String tenant;
    }

    @Entity
    @Syncable(profile = "p", model = "m", partition = "${root}:x${tenant}:")
    static class AsAPart {
        @Id
        @GeneratedValue
        Long id;

        @TenantId
        String tenant;
    }

    @Entity
    @Syncable(
            profile = "p",
            model = "m",
            partition = "${root}:${tenant}:x:",
            acceptedPartitions = "${root}:x:${tenant}:")
    static class Elsewhere {
        @Id
        @GeneratedValue
        Long id;

        @TenantId
        String tenant;
    }

    @Entity
    @Syncable(profile = "p", model = "m", partition = "${root}:${tenant}:", moves = Moves.STAY)
    static class Staying {
        @Id
        @GeneratedValue
        Long id;

        @TenantId
        String tenant;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class OfMethods extends SyncableEntity {
        @TenantId
        String tenant;

        @Override
        protected String partition() {
            return "p:" + tenant + ":";
        }
    }

    @Entity
    @Syncable(profile = "p", model = "m", partition = "${root}:x:")
    static class Unsent {
        @Id
        @GeneratedValue
        Long id;

        @NotSynced
        @TenantId
        String tenant;
    }

    @Embeddable
    static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        @TenantId
        String tenant;

        UUID number;
    }

    @Entity
    @Syncable(profile = "p", model = "m", identity = Identity.KEY)
    static class InKey {
        @EmbeddedId
        Key id;
    }

    @Entity
    @Syncable(profile = "p", model = "m", partition = "${root}:${tenant}:")
    static class OfDays {
        @Id
        @GeneratedValue
        Long id;

        @TenantId
        LocalDate tenant;
    }

    @Entity
    static class User {
        @Id
        @GeneratedValue
        Long id;

        @TenantId
        String tenant;

        @Column(unique = true)
        String login;
    }

    @Entity
    @Syncable(profile = "p", model = "m", partition = "${root}:x:")
    static class OfUsers {
        @Id
        @GeneratedValue
        Long id;

        @ManyToOne
        @SyncReference(by = "login")
        User writer;
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(Anywhere.class, "\"${root}\" cannot be used", "between colons, as in ${root}:${tenant}:"),
                Arguments.of(AtTheEnd.class, "\"${root}:${tenant}\" cannot be used", "between colons"),
                Arguments.of(AsAPart.class, "belong to tenants (attribute tenant)", "between colons"),
                Arguments.of(Elsewhere.class, "the tenant in another place", "in the same place"),
                Arguments.of(Staying.class, "Moves.STAY", "leave moves out"),
                Arguments.of(OfMethods.class, "made by a method", "do not extend SyncableEntity"),
                Arguments.of(Unsent.class, "would belong to none", "leave @NotSynced out"),
                Arguments.of(
                        OfUsers.class, "belong to tenants", "make it @Syncable, or mark the attribute @NotSynced"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusedWithAReasonAndARemedy(Class<?> entity, String reason, String remedy) {
        Throwable refusal = catchThrowable(() -> new Application(Map.of(), entity, User.class).close());
        assertThat(refusal)
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("cannot be synced")
                .hasMessageContaining(reason)
                .hasMessageContaining(remedy);
    }

    @Test
    void tenantsInKeysAreRefused() {
        Throwable refusal = catchThrowable(() -> new Application(Map.of(), InKey.class).close());
        // Hibernate 6.6 refuses them itself.
        assertThat(refusal)
                .hasMessageContaining(
                        Version.getVersionString().startsWith("6.")
                                ? "not an '@IdGeneratorType'"
                                : "@TenantId is in its key, from which a partition cannot take it; give the entity a"
                                        + " generated key");
    }

    @Test
    void tenantsOfOtherTypesAreRefused() {
        assertThatThrownBy(() -> new Application(Map.of(), OfDays.class).close())
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("java.time.LocalDate")
                .hasMessageContaining("make it a String");
    }

    @Entity(name = "Task")
    @Syncable(profile = "p", model = "task", partition = "${root}:orgs:${organisation}:")
    static class Task {
        @Id
        @GeneratedValue
        Long id;

        @TenantId
        Long organisation;

        String title;

        protected Task() {}

        Task(String title) {
            this.title = title;
        }
    }

    /** Gives all tenants the same connections, as if each had its own database. */
    static final class Connections extends AbstractMultiTenantConnectionProvider<Object> {
        private static final long serialVersionUID = 1L;

        @Override
        protected ConnectionProvider getAnyConnectionProvider() {
            return new ConnectionProvider() {
                private static final long serialVersionUID = 1L;

                @Override
                public Connection getConnection() throws java.sql.SQLException {
                    return java.sql.DriverManager.getConnection("jdbc:h2:mem:tenants");
                }

                @Override
                public void closeConnection(Connection connection) throws java.sql.SQLException {
                    connection.close();
                }

                @Override
                public boolean supportsAggressiveRelease() {
                    return false;
                }

                @Override
                public boolean isUnwrappableAs(Class<?> type) {
                    return false;
                }

                @Override
                public <T> T unwrap(Class<T> type) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        protected ConnectionProvider selectConnectionProvider(Object tenant) {
            return getAnyConnectionProvider();
        }
    }

    @Test
    void tenantsWithDatabasesOfTheirOwnAreRefused() {
        assertThatThrownBy(() -> new Application(
                                Map.of(
                                        MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER,
                                        new Connections(),
                                        AvailableSettings.HBM2DDL_AUTO,
                                        "none"),
                                Task.class)
                        .close())
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("a database or a schema of its own")
                .hasMessageContaining("session factory of its own");
    }

    private static void as(SmallPeer peer, long tenant, Consumer<Session> work) {
        try (Session session =
                peer.factory.withOptions().tenantIdentifier((Object) tenant).openSession()) {
            session.beginTransaction();
            work.accept(session);
            session.getTransaction().commit();
        }
    }

    private static List<String> titles(SmallPeer peer, long tenant) {
        try (Session session =
                peer.factory.withOptions().tenantIdentifier((Object) tenant).openSession()) {
            return session.createSelectionQuery("select title from Task order by title", String.class)
                    .getResultList();
        }
    }

    /** The application names the tenant of each session itself. */
    @Test
    void tenantsAreNumbersAndSessionsAreOpenedWithThem() {
        try (SmallPeer here = SmallPeer.on(MEMORY, Task.class);
                SmallPeer there = SmallPeer.on(MEMORY, Task.class)) {
            as(here, 1, session -> session.persist(new Task("of 1")));
            as(here, 12, session -> session.persist(new Task("of 12")));
            assertThat(here.sync(there).written()).isEqualTo(2);
            assertThat(titles(there, 1)).containsExactly("of 1");
            assertThat(titles(there, 12)).containsExactly("of 12");
            // A number that is that of the library's sessions is a tenant like any other.
            as(here, Long.MIN_VALUE, session -> session.persist(new Task("of the least")));
            assertThat(titles(here, Long.MIN_VALUE)).containsExactly("of the least");
            here.sync(there);
            assertThat(titles(there, Long.MIN_VALUE)).containsExactly("of the least");
            assertThatThrownBy(() -> here.run(session -> session.persist(new Task("of nobody"))))
                    .hasMessageContaining("no tenant identifier specified");
        }
    }
}
