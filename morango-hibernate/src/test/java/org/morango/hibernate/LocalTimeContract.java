package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.TimeZone;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Sample;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Dates and times without a zone keep their values, whatever the zone of the process. */
abstract class LocalTimeContract {
    private static final List<String> ZONES =
            List.of("Europe/Paris", "America/Sao_Paulo", "Asia/Manila", "America/New_York", "Pacific/Apia", "UTC");

    /**
     * Times of which some are skipped in one of these zones, and some are older than its offset or than the calendar.
     */
    private static final List<LocalDateTime> TIMES = List.of(
            LocalDateTime.parse("2026-03-29T02:30:00"),
            LocalDateTime.parse("2018-11-04T00:30:00"),
            LocalDateTime.parse("2026-03-08T02:15:00"),
            LocalDateTime.parse("2011-12-30T12:00:00"),
            LocalDateTime.parse("2026-10-25T02:30:00"),
            LocalDateTime.parse("1850-01-01T00:00:00"),
            LocalDateTime.parse("1582-10-10T10:00:00"));

    private final TestDatabase database;
    private final TimeZone own = TimeZone.getDefault();
    private SessionFactory factory;

    /** Whether the database keeps moments in the zone of the process, as SQLite does. */
    private boolean keepsMoments;

    LocalTimeContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        String url = database.createUrl();
        keepsMoments = url.startsWith("jdbc:sqlite:");
        factory = new Configuration()
                .addAnnotatedClass(Sample.class)
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", "create-only")
                .buildSessionFactory();
    }

    @AfterEach
    void close() {
        TimeZone.setDefault(own);
        factory.close();
    }

    @Test
    void noZoneChangesThem() {
        HibernateReplica replica = new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom());
        for (String zone : ZONES) {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            List<LocalDateTime> times = times(zone);
            for (LocalDateTime time : times) {
                String sourceId = zone + time;
                SyncRecord received = Records.record(
                        Ids.recordId("samples", sourceId, "sample"),
                        "sample",
                        sourceId,
                        "samples",
                        "{\"wall_clock\":\"" + time + ":00.000\",\"birthday\":\"" + time.toLocalDate() + "\"}");
                factory.inStatelessTransaction(session -> {
                    StoreRow row = StoreRecords.row(received);
                    session.insert(row);
                    session.insert(PendingRow.of(row, null));
                });
            }
            assertThat(replica.deserialize(TestPeer.PROFILE, Filter.EVERYTHING))
                    .isEqualTo(new DeserializeResult(times.size(), 0, 0));
            factory.inTransaction(session -> times.forEach(time -> {
                Sample sample = session.find(Sample.class, Ids.recordId("samples", zone + time, "sample"));
                assertThat(sample.wallClock).as(zone).isEqualTo(time);
                assertThat(sample.birthday).as(zone).isEqualTo(time.toLocalDate());
                sample.text = "edited";
            }));
            replica.serialize(TestPeer.PROFILE, Filter.EVERYTHING);
            times.forEach(time -> assertStored(zone, time));
        }
        if (!keepsMoments) {
            assertFoundAndReadInAnotherZone();
        }
    }

    private List<LocalDateTime> times(String zone) {
        return TIMES.stream()
                .filter(time -> !keepsMoments
                        || time.getYear() > 1900
                                && !ZoneId.of(zone)
                                        .getRules()
                                        .getValidOffsets(time)
                                        .isEmpty())
                .toList();
    }

    private void assertStored(String zone, LocalDateTime time) {
        JsonNode content = JsonMapper.shared()
                .readTree(factory.<String>fromTransaction(
                        session -> session.find(StoreRow.class, Ids.recordId("samples", zone + time, "sample"))
                                .serialized()));
        assertThat(LocalDateTime.parse(content.get("wall_clock").stringValue()))
                .as(zone)
                .isEqualTo(time);
        assertThat(LocalDate.parse(content.get("birthday").stringValue()))
                .as(zone)
                .isEqualTo(time.toLocalDate());
        assertThat(content.get("text").stringValue()).isEqualTo("edited");
    }

    private void assertFoundAndReadInAnotherZone() {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
        for (LocalDateTime time : TIMES) {
            List<Sample> found = factory.fromTransaction(session -> session.createSelectionQuery(
                            "from Sample s where s.wallClock = :time and s.birthday = :date", Sample.class)
                    .setParameter("time", time)
                    .setParameter("date", time.toLocalDate())
                    .getResultList());
            assertThat(found)
                    .hasSize(ZONES.size())
                    .allSatisfy(sample -> assertThat(sample.wallClock).isEqualTo(time));
        }
    }
}
