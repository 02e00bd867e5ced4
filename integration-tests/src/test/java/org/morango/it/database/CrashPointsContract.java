package org.morango.it.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Replica;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.simulation.LessonDatabase;

/**
 * Each stage crashes before each of its statements in turn, and is run again. The result is the same as without the
 * crash.
 */
abstract class CrashPointsContract {
    private static final String PROFILE = InMemoryReplica.PROFILE;
    private static final String PLACE = "p:a";
    private static final Filter SYNCED = Filter.of("p");
    private static final int MOST_STATEMENTS = 200;

    private ThingDatabase things;
    private Replica database;
    private final InMemoryReplica other = new InMemoryReplica(Ids.random(new Random(1)), new Random(1));

    abstract String url();

    @BeforeEach
    void open() {
        // Hibernate's own pool does not roll back the open transaction of a returned connection.
        things = new ThingDatabase(url(), Things.WITH_RECORD_IDS);
        database = things.replica(new SecureRandom(), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        things.close();
    }

    private String stored(String id) {
        SyncRecord rec = things.store().get(id);
        return rec == null ? "" : rec.serialized();
    }

    @Test
    void serializing() {
        int crashes = 0;
        for (boolean crashed = true; crashed && crashes < MOST_STATEMENTS; crashes++) {
            int number = crashes;
            things.put("s", PLACE, number);
            things.put("s" + number, PLACE, number);
            crashed = Crash.before(
                    crashes, things::beforeStatements, () -> database.serialize(PROFILE, Filter.EVERYTHING));
            database.serialize(PROFILE, Filter.EVERYTHING);
            for (String source : List.of("s", "s" + number)) {
                assertThat(stored(Ids.recordId(PLACE, source, LessonDatabase.MODEL)))
                        .as("after a crash before statement " + number)
                        .contains("\"token\":" + number + "}");
            }
        }
        assertThat(crashes).isBetween(5, MOST_STATEMENTS - 1);
    }

    private static PartitionCounters held(Replica replica, FsicRole role) {
        return replica.fsic(SYNCED, role, FsicFormat.V2).expand(SYNCED);
    }

    /** Returns the counters that the database lacks. */
    private PartitionCounters missing() {
        return held(other, FsicRole.SENDER).diff(held(database, FsicRole.RECEIVER));
    }

    @Test
    void receiving() {
        int crashes = 0;
        for (boolean crashed = true; crashed && crashes < MOST_STATEMENTS; crashes++) {
            int number = crashes;
            String transfer = String.format("%032x", number + 1);
            for (String source : List.of("s", "s" + number)) {
                Thing thing = new Thing(source, PLACE);
                thing.token = number;
                other.put(LessonDatabase.MODEL, source, PLACE, thing.content());
            }
            other.serialize(PROFILE, Filter.EVERYTHING);
            PartitionCounters held = held(other, FsicRole.SENDER);
            other.queue(transfer, PROFILE, missing());
            List<SyncRecord> records = other.queued(transfer, 0, 100, Long.MAX_VALUE);
            assertThat(records).hasSize(2);
            Runnable receive = () -> {
                database.buffer(transfer, records);
                database.integrate(transfer, PROFILE, Claim.known(held));
                database.deserialize(PROFILE, Filter.EVERYTHING);
            };
            crashed = Crash.before(crashes, things::beforeStatements, receive);
            receive.run();
            for (String source : List.of("s", "s" + number)) {
                String id = Ids.recordId(PLACE, source, LessonDatabase.MODEL);
                assertThat(things.rows().get(id))
                        .as("after a crash before statement " + number)
                        .isNotNull()
                        .satisfies(row -> assertThat(row.content()).contains("\"token\":" + number + "}"));
            }
            assertThat(things.pending()).isEmpty();
            assertThat(missing().isEmpty()).isTrue();
        }
        assertThat(crashes).isBetween(5, MOST_STATEMENTS - 1);
    }
}
