package org.morango.it.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.it.support.Hands;
import org.morango.it.support.Wire;
import org.morango.observation.AuditEvent;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** One version with two contents is found by syncs that have nothing to send, and repaired. */
class ForkTest {
    /** A replica that sends other contents than it has saved. */
    private static final class Changing extends InMemoryReplica {
        private boolean changes;

        Changing(long seed) {
            super(Ids.random(new Random(seed)), new Random(seed));
        }

        @Override
        public List<SyncRecord> queued(String transferId, long offset, int limit, long characters) {
            List<SyncRecord> queued = super.queued(transferId, offset, limit, characters);
            return !changes
                    ? queued
                    : queued.stream()
                            .map(rec -> rec.withSerialized(rec.serialized().replace("mine", "other")))
                            .toList();
        }
    }

    private final Hands hands = new Hands(Instant.now());
    private final List<AuditEvent> audit = new ArrayList<>();
    private final InMemoryReplica server = Facility.rootReplica();
    private final Changing client = owning(new Changing(7));
    private final InMemoryReplica third = owning(Facility.replica(8));
    private final Wire wire = new Wire();

    private static <R extends InMemoryReplica> R owning(R replica) {
        replica.certificates().save(Facility.FULL);
        replica.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
        return replica;
    }

    private void sync(InMemoryReplica from, boolean pulls, boolean pushes) {
        Peer serving = Peer.on(
                server,
                Facility.settings().clock(hands).auditListener(audit::add).build());
        Peer asking = Peer.on(
                from,
                Facility.settings()
                        .clock(hands)
                        .auditListener(audit::add)
                        .client(client -> client.transport(() -> wire))
                        .build());
        try (MorangoServer listening = serving.serve(0);
                SyncConnection connection = asking.connect(Facility.url(listening.port()));
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            if (pulls) {
                session.pull();
            }
            if (pushes) {
                session.push();
            }
        }
    }

    private long comparisons() {
        return wire.crossings().stream().filter(c -> c.is("POST", "contents/")).count();
    }

    private void fork() {
        client.changes = true;
        for (int i = 0; i < 3; i++) {
            client.put("lesson", "lesson " + i, Facility.partition("lessons"), "{\"name\":\"mine " + i + "\"}");
        }
        sync(client, false, true);
        client.changes = false;
        sync(client, true, true);
        sync(third, true, true);
        assertThat(client.rows()).isNotEqualTo(server.rows());
        assertThat(third.rows()).isEqualTo(server.rows());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isFoundByALaterSyncAndDecidedTheSameWayEverywhere(boolean byPull) {
        fork();
        assertThat(comparisons()).isZero();
        hands.now = hands.now.plusSeconds(3_600);
        sync(client, byPull, !byPull);
        assertThat(comparisons()).isEqualTo(2);
        sync(client, true, true);
        sync(third, true, true);
        assertThat(audit)
                .anyMatch(event -> event.kind() == AuditEvent.Kind.VERSIONS_FORKED
                        && event.details().get("records").equals("3"));
        assertThat(client.rows()).isEqualTo(server.rows());
        assertThat(third.rows()).isEqualTo(server.rows());
        assertThat(client.store()).isEqualTo(server.store());
        assertThat(third.store()).isEqualTo(server.store());
        assertThat(server.store().values()).allSatisfy(rec -> {
            boolean isMine = rec.serialized().contains("mine");
            assertThat(rec.conflictingData())
                    .contains(isMine ? "other" : "mine")
                    .hasLineCount(1);
        });
    }

    @Test
    void comparingWhatIsTheSameTakesOneRequestAnHour() {
        client.put("lesson", "lesson", Facility.partition("lessons"), "{\"name\":\"mine\"}");
        sync(client, true, true);
        sync(client, true, true);
        assertThat(comparisons()).isZero();
        hands.now = hands.now.plusSeconds(3_600);
        for (int i = 0; i < 3; i++) {
            sync(client, false, true);
        }
        assertThat(comparisons()).isOne();
        assertThat(audit).noneMatch(event -> event.kind() == AuditEvent.Kind.VERSIONS_FORKED);
    }
}
