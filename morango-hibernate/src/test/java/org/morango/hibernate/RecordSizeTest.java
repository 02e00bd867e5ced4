package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.RecordSize;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.HeldBackKind;

/** A record that is too large is refused when it is written, or held back if that was not captured. */
class RecordSizeTest {
    private static final int LIMIT = 2_000;

    @Embeddable
    static class Cover {
        @Column(length = 100_000)
        String blurb;
    }

    @Entity(name = "Volume")
    @Syncable(profile = "library", model = "volume")
    static class Volume extends SyncableEntity {
        @Column(length = 100_000)
        String text;

        @Column(length = 100_000)
        byte[] scan;

        @Embedded
        Cover cover;

        @ElementCollection
        Set<String> remarks = new LinkedHashSet<>();

        @NotSynced
        @Column(length = 100_000)
        String draft;

        @Override
        protected String partition() {
            return "library";
        }
    }

    private SessionFactory factory;
    private HibernateReplica replica;

    @BeforeEach
    void open() {
        factory = configuration(LIMIT).buildSessionFactory();
        replica = new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom());
    }

    private static Configuration configuration(Object limit) {
        Configuration configuration = new Configuration()
                .addAnnotatedClass(Volume.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .setProperty("hibernate.hbm2ddl.auto", "create");
        configuration.getProperties().put(RecordSize.SETTING, limit);
        return configuration;
    }

    @AfterEach
    void close() {
        factory.close();
    }

    private Volume volume(Consumer<Volume> filled) {
        Volume volume = new Volume();
        filled.accept(volume);
        return volume;
    }

    private void assertRefused(String attribute, Consumer<Volume> filled) {
        Volume volume = volume(filled);
        assertThatThrownBy(() -> factory.inTransaction(session -> session.persist(volume)))
                .as("persisted")
                .satisfies(e -> assertNames(e, attribute));
        assertThatThrownBy(() -> factory.inStatelessTransaction(session -> session.insert(volume(filled))))
                .as("inserted")
                .satisfies(e -> assertNames(e, attribute));
        Volume small = new Volume();
        factory.inTransaction(session -> session.persist(small));
        assertThatThrownBy(() ->
                        factory.inTransaction(session -> filled.accept(session.find(Volume.class, small.getId()))))
                .as("changed")
                .satisfies(e -> assertNames(e, attribute));
    }

    private static void assertNames(Throwable error, String attribute) {
        Throwable cause = error;
        while (!(cause instanceof MorangoException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertThat(cause)
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("Volume")
                .hasMessageContaining("attribute " + attribute)
                .hasMessageContaining("at most " + LIMIT);
    }

    @Test
    void flushThatWouldWriteMoreThanTheLimitIsRefusedByItsAttribute() {
        String large = "x".repeat(LIMIT + 1);
        assertRefused("text", volume -> volume.text = large);
        assertRefused("scan", volume -> volume.scan = new byte[LIMIT]);
        assertRefused("cover", volume -> {
            volume.cover = new Cover();
            volume.cover.blurb = large;
        });
        assertRefused("remarks", volume -> {
            for (int i = 0; i < 20; i++) {
                volume.remarks.add(i + "x".repeat(200));
            }
        });
        assertThatCode(() -> factory.inTransaction(session -> session.persist(volume(v -> v.draft = large))))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsLargerAsJsonThanItLooksIsHeldBackAlone() {
        // As JSON, each of these takes six characters.
        Volume grown = volume(v -> v.text = "\u0001".repeat(LIMIT / 2));
        Volume other = volume(v -> v.text = "y".repeat(LIMIT / 2));
        factory.inTransaction(session -> {
            session.persist(grown);
            session.persist(other);
        });
        String byAnotherProgram = Ids.recordId("library", "s", "volume");
        factory.inTransaction(session -> {
            session.createNativeMutationQuery("insert into Volume (id, text) values ('" + byAnotherProgram
                            + "', repeat('z', " + LIMIT + "))")
                    .executeUpdate();
            session.createNativeMutationQuery("insert into morango_outbox (profile, model_name, kind, changed_rows)"
                            + " values ('library', 'volume', 'CHANGED', '[[\"" + byAnotherProgram
                            + "\", \"s\", \"library\"]]')")
                    .executeUpdate();
        });
        replica.serialize("library", Filter.EVERYTHING);

        assertThat(factory.<List<String>>fromTransaction(
                        session -> session.createSelectionQuery("select id from MorangoStoreRow", String.class)
                                .getResultList()))
                .containsExactly(other.getId());
        assertThat(replica.heldBack().first(9)).hasSize(2).allSatisfy(held -> {
            assertThat(held.kind()).isEqualTo(HeldBackKind.TOO_LARGE);
            assertThat(held.attribute()).isEqualTo("text");
            assertThat(held.size()).isGreaterThan(LIMIT);
        });
    }

    @Test
    void limitIsANumberInItsRange() {
        for (Object wrong : new Object[] {"much", 10, 1L << 40}) {
            assertThatThrownBy(() -> configuration(wrong).buildSessionFactory().close())
                    .satisfies(e -> assertThat(e.toString() + e.getCause()).contains(RecordSize.SETTING));
        }
    }
}
