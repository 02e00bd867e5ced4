package org.morango.it.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.OutsideFilterException;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** A queued record is replaced by its owner's, in another partition, before it is sent. */
class QueuedRecordMovesTest {
    private static final String OUTSIDE = "0".repeat(32);

    /** Replica in which another record has one of the queued ids when the queue is read for the first time. */
    private static final class Replaced extends InMemoryReplica {
        private final AtomicInteger reads = new AtomicInteger();

        Replaced(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public List<SyncRecord> queued(String transferId, long offset, int limit, long characters) {
            if (reads.getAndIncrement() == 0) {
                throw new OutsideFilterException(outside());
            }
            return super.queued(transferId, offset, limit, characters);
        }
    }

    private static SyncRecord outside() {
        RecordVersion version = new RecordVersion("a".repeat(32), 1);
        return new SyncRecord(
                Ids.recordId(OUTSIDE, "source", "lesson"),
                InMemoryReplica.PROFILE,
                "lesson",
                "source",
                OUTSIDE,
                "{}",
                false,
                false,
                version,
                "",
                "",
                RecordHistory.of(version));
    }

    private static Replaced replaced() {
        Random random = new Random(9);
        return new Replaced(Ids.random(random), random);
    }

    private static void sync(InMemoryReplica server, InMemoryReplica client) {
        try (MorangoServer listening = Facility.peer(server).serve(0);
                SyncConnection connection = Facility.peer(client).connect(Facility.url(listening.port()));
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            session.pull();
            session.push();
        }
        assertThat(client.rows()).hasSize(1).isEqualTo(server.rows());
        assertThat(Facility.peer(client).openSessions()).isEmpty();
    }

    @Test
    void serverDoesNotSendItAndThePullGoesOn() {
        InMemoryReplica server = Facility.owningRoot(replaced());
        server.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        sync(server, Facility.clientReplica());
    }

    @Test
    void clientDoesNotSendItAndThePushGoesOn() {
        InMemoryReplica client = replaced();
        client.certificates().save(Facility.FULL);
        client.certificates().save(Facility.SINGLE_USER);
        client.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
        client.put("lesson", "one", Facility.partition("lessons"), "{}");
        sync(Facility.rootReplica(), client);
    }
}
