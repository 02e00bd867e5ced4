package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.clinic.Reading;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Ids;

/** Rows are matched with records that have the same values, in whatever form the database keeps these. */
abstract class MatchingContract {
    private static final Instant TIME = Instant.parse("2026-05-04T10:20:30.123456789Z");

    private final TestDatabase database;
    private SessionFactory factory;
    private HibernateReplica replica;

    MatchingContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        factory = new Configuration()
                .addAnnotatedClass(Reading.class)
                .setProperty("hibernate.connection.url", database.createUrl())
                .setProperty("hibernate.hbm2ddl.auto", "create-only")
                .setProperty("hibernate.jdbc.time_zone", "UTC")
                .buildSessionFactory();
        replica = new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom());
        replica.certificates().save(List.of(ClinicContract.ROOT), CertificateContract.KEY);
    }

    @AfterEach
    void close() {
        factory.close();
    }

    /** Inserts a row that nobody has noted, as an application does that has no library yet. */
    private void insert(Reading row) {
        factory.inTransaction(session -> session.persist(row));
        factory.inTransaction(session ->
                session.createMutationQuery("delete from MorangoOutboxRow").executeUpdate());
    }

    private void receive(String sourceId, String content) {
        String root = ClinicContract.ROOT.id();
        String id = Ids.recordId(root, sourceId, "reading");
        StoreRow row = StoreRecords.row(Records.record(id, "reading", sourceId, Ids.partition(root, id), content));
        factory.inStatelessTransaction(session -> {
            session.insert(row);
            session.insert(PendingRow.of(row, null));
        });
    }

    private long matched(String... attributes) {
        return replica.rows()
                .adopt(TestPeer.PROFILE, Adoption.ofNewRows().matching(Reading.class, attributes))
                .matched();
    }

    @Test
    void valuesAreTheSameInWhateverFormTheyAreKept() {
        Map<String, List<String>> forms = Map.of(
                "amount", List.of("\"12.5\"", "\"12.50\"", "\"12.5000000\"", "12.5"),
                "takenAt", List.of("\"2026-05-04T10:20:30.123456789Z\"", "\"2026-05-04T12:20:30.123456789+02:00\""),
                "reportedAt", List.of("\"2026-05-04T10:20:30.123456789Z\""),
                "writtenAt", List.of("\"2026-05-04T10:20:30.123456789\""),
                "sentAt", List.of("\"2026-05-04T12:20:30.123456789+02:00\"", "\"2026-05-04T10:20:30.123456789Z\""),
                "openAt", List.of("\"10:20:30.123456789\""),
                "code", List.of("\"AB\""),
                "share", List.of("0.1", "0.10"),
                "device", List.of("\"" + new java.util.UUID(0, TIME.getEpochSecond()) + "\""));
        List<String> missed = new ArrayList<>();
        forms.forEach((attribute, values) -> values.forEach(value -> {
            insert(new Reading().set(TIME));
            receive(attribute + value, "{\"" + snake(attribute) + "\": " + value + "}");
            try {
                if (matched(attribute) != 1) {
                    missed.add(attribute + " " + value);
                }
            } catch (RuntimeException e) {
                missed.add(attribute + " " + e);
            }
        }));
        assertThat(missed).isEmpty();
    }

    @Test
    void otherValuesMatchNothing() {
        insert(new Reading().set(TIME));
        receive("amount", "{\"amount\": \"12.51\"}");
        receive("before", "{\"taken_at\": \"2026-05-04T10:20:30.122456789Z\"}");
        receive("after", "{\"taken_at\": \"2026-05-04T10:20:30.124556789Z\"}");
        receive("case", "{\"code\": \"ab\"}");
        receive("form", "{\"code\": 7}");
        receive("null", "{\"code\": null}");
        assertThat(matched("amount")).isZero();
        assertThat(matched("takenAt")).isZero();
        assertThat(matched("code")).isZero();
    }

    private static String snake(String attribute) {
        return attribute.replaceAll("([A-Z])", "_$1").toLowerCase();
    }
}
