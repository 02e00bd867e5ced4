package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.counter.Fsic;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.SyncListener;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.model.Lesson;
import org.morango.internal.transfer.TransferController;
import org.morango.record.Filter;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.ReceivedDataLostException;
import org.morango.replica.SessionStore;
import org.morango.session.CleanUp;
import org.morango.session.Direction;
import org.morango.session.Side;
import org.morango.session.StageStatus;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;

/** A process dies while it merges received records, and the sender does not come back. */
abstract class UnfinishedContract extends PeerContract {
    private static final String ID = "7".repeat(32);
    private static final String PASS = "org.morango.passRecords";
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final int ROWS = 12;
    private static final int CHUNK = 4;

    private final PeerSettings settings = settings(Duration.ZERO);

    UnfinishedContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private static PeerSettings settings(Duration later) {
        return PeerSettings.builder()
                .clock(Clock.fixed(NOW.plus(later), ZoneOffset.UTC))
                .build();
    }

    private static Morango morango(TestPeer peer, Duration later) {
        return new Morango(peer.replica(), settings(later));
    }

    @BeforeEach
    void smallPasses() {
        System.setProperty(PASS, String.valueOf(CHUNK));
    }

    @AfterEach
    void passesOfTheUsualSize() {
        System.clearProperty(PASS);
    }

    /** Makes the server receive a whole push of lessons. No stage was requested since. */
    private TransferSession received(Side side) {
        for (int i = 0; i < ROWS; i++) {
            here.persist(new Lesson("p", "lesson " + i));
        }
        here.serialize();
        Filter all = Filter.EVERYTHING;
        Fsic sent = here.replica().fsic(all, FsicRole.SENDER, FsicFormat.V2);
        Fsic had = there.replica().fsic(all, FsicRole.RECEIVER, FsicFormat.V2);
        SyncSession session = side == Side.SERVER
                ? SyncSession.asServer(ID, NOW, TestPeer.PROFILE, ID, ID)
                : SyncSession.asClient(ID, NOW, TestPeer.PROFILE, ID, ID);
        SessionStore sessions = there.replica().sessions();
        sessions.create(session);
        TransferSession transfer = TransferSession.opened(
                        ID, ID, all, side == Side.SERVER ? Direction.PUSH : Direction.PULL, NOW)
                .withClientFsic(side == Side.SERVER ? sent : had)
                .withServerFsic(side == Side.SERVER ? had : sent)
                .withTotal((long) ROWS)
                .at(TransferStage.QUEUING, StageStatus.COMPLETED, NOW);
        sessions.create(transfer);
        here.replica().queue(ID, TestPeer.PROFILE, sent.expand(all).diff(PartitionCounters.EMPTY));
        TransferController controller = new TransferController(there.replica(), settings);
        for (int offset = 0; offset < ROWS; offset += CHUNK) {
            transfer = controller.receive(transfer, session, here.replica().queued(ID, offset, CHUNK, Long.MAX_VALUE));
        }
        assertThat(transfer.hasCompleted(TransferStage.TRANSFERRING)).isTrue();
        return transfer;
    }

    /** Lets the process die in the second pass. */
    private void dieAfterTheFirstPass(TransferSession transfer) {
        there.restart(new Hooks(Map.of(), Map.of(), Map.of(), List.of(), List.of(new SyncListener() {
            private int calls;

            @Override
            public void changed(EntityChanges changes, EntityManager entities) {
                if (++calls > 1) {
                    throw new IllegalStateException("the process dies");
                }
            }
        })));
        SyncSession session = there.replica().sessions().syncSession(ID).orElseThrow();
        assertThatThrownBy(() -> new TransferController(there.replica(), settings).finish(transfer, session))
                .hasMessageContaining("the process dies");
        // A dead process does not note a failure.
        there.replica().sessions().update(ID, t -> t.at(TransferStage.DEQUEUING, StageStatus.STARTED, NOW));
        there.restart();
        assertThat(rows(there)).isEqualTo(CHUNK);
        assertThat(sentOnBy(there)).isZero();
    }

    private static long rows(TestPeer peer) {
        return count(peer, "Lesson");
    }

    private static long count(TestPeer peer, String entity) {
        return peer.get(session -> session.createSelectionQuery("select count(*) from " + entity, Long.class)
                .getSingleResult());
    }

    /** Returns the number of records that an empty peer would get from here. */
    private static long sentOnBy(TestPeer peer) {
        Filter all = Filter.EVERYTHING;
        long sent = peer.replica()
                .queue(
                        TestPeer.TRANSFER,
                        TestPeer.PROFILE,
                        peer.replica()
                                .fsic(all, FsicRole.SENDER, FsicFormat.V2)
                                .expand(all)
                                .diff(PartitionCounters.EMPTY));
        peer.replica().discard(TestPeer.TRANSFER);
        return sent;
    }

    private void assertGivenOn() {
        assertThat(rows(there)).isEqualTo(ROWS);
        assertThat(sentOnBy(there)).isEqualTo(ROWS);
        assertThat(count(there, "MorangoPendingRow")).isZero();
    }

    private TransferSession transfer() {
        return there.replica().sessions().transfer(ID).orElseThrow();
    }

    @Test
    void theNextStartMergesTheRest() {
        dieAfterTheFirstPass(received(Side.SERVER));
        try (var endpoints = morango(there, Duration.ZERO).endpoints()) {
            assertThat(endpoints).isNotNull();
        }
        assertGivenOn();
        // The client may still come back to end it.
        assertThat(transfer().active()).isTrue();
        assertThat(transfer().hasCompleted(TransferStage.DESERIALIZING)).isTrue();
    }

    @Test
    void cleanUpMergesTheRest() {
        dieAfterTheFirstPass(received(Side.SERVER));
        assertThat(morango(there, Duration.ofHours(1)).cleanUp(CleanUp.unusedFor(Duration.ofMinutes(1))))
                .isEqualTo(new CleanUp.Result(1, 1));
        assertGivenOn();
        assertThat(transfer().active()).isFalse();
        assertNothingHeld();
    }

    @Test
    void whatNoPassHasMergedYetIsNotDiscardedEither() {
        received(Side.SERVER);
        morango(there, Duration.ofHours(1)).cleanUp(CleanUp.unusedFor(Duration.ofMinutes(1)));
        assertGivenOn();
        assertNothingHeld();
    }

    @Test
    void clientMergesTheRestOfItsPull() {
        dieAfterTheFirstPass(received(Side.CLIENT));
        morango(there, Duration.ofHours(1)).cleanUp(CleanUp.unusedFor(Duration.ofMinutes(1)));
        assertGivenOn();
    }

    @Test
    void whatAnotherProcessMergesIsLeftToIt() {
        dieAfterTheFirstPass(received(Side.SERVER));
        SessionStore.Ownership other =
                there.replica().sessions().own(ID, t -> t).orElseThrow();
        assertThat(morango(there, Duration.ofHours(1)).cleanUp(CleanUp.unusedFor(Duration.ofMinutes(1))))
                .isEqualTo(new CleanUp.Result(0, 0));
        assertThat(rows(there)).isEqualTo(CHUNK);
        other.close();
    }

    @Test
    void whatCannotBeMergedIsKeptForTheNextTime() {
        dieAfterTheFirstPass(received(Side.SERVER));
        there.restart(new Hooks(Map.of(), Map.of(), Map.of(), List.of(), List.of(new SyncListener() {
            @Override
            public void changed(EntityChanges changes, EntityManager entities) {
                throw new IllegalStateException("not now");
            }
        })));
        assertThat(morango(there, Duration.ofHours(1)).cleanUp(CleanUp.unusedFor(Duration.ofMinutes(1))))
                .isEqualTo(new CleanUp.Result(0, 0));
        assertThat(transfer().active()).isTrue();
        assertThat(transfer().error()).contains("not now");
        there.restart();
        morango(there, Duration.ofHours(2)).cleanUp(CleanUp.unusedFor(Duration.ofMinutes(1)));
        assertGivenOn();
    }

    @Test
    void whatWasNotReceivedWholeClaimsNothing() {
        received(Side.SERVER);
        there.replica()
                .sessions()
                .update(ID, t -> t.withTotal(ROWS + 1L).at(TransferStage.TRANSFERRING, StageStatus.PENDING, NOW));
        morango(there, Duration.ofHours(1)).cleanUp(CleanUp.unusedFor(Duration.ofMinutes(1)));
        assertThat(rows(there)).isZero();
        assertThat(sentOnBy(there)).isZero();
        assertNothingHeld();
    }

    @Test
    void transferWhoseDataTheDiskHasLostIsEndedAndClaimsNothing() {
        TransferSession transfer = received(Side.SERVER);
        loseAChunk();
        SyncSession session = there.replica().sessions().syncSession(ID).orElseThrow();
        TransferController controller = new TransferController(there.replica(), settings);
        assertThatThrownBy(() -> controller.finish(transfer, session))
                .isInstanceOf(ReceivedDataLostException.class)
                .hasMessageContaining("of " + ROWS + " records " + (ROWS - CHUNK) + " are left");
        assertThat(transfer().active()).isFalse();
        assertThat(transfer().error()).contains("the next sync transfers the records again");
        assertThat(sentOnBy(there)).isZero();
        assertNothingHeld();
        here.sync(there);
        assertGivenOn();
    }

    @Test
    void dataThatIsLostAfterTheFirstPassIsNoticed() {
        dieAfterTheFirstPass(received(Side.SERVER));
        loseAChunk();
        assertThat(morango(there, Duration.ofHours(1)).cleanUp(CleanUp.unusedFor(Duration.ofMinutes(1))))
                .isEqualTo(new CleanUp.Result(1, 1));
        assertThat(sentOnBy(there)).isZero();
        here.sync(there);
        assertGivenOn();
    }

    @Test
    void dataThatCannotBeReadIsLost() {
        received(Side.SERVER);
        there.run(session -> session.createMutationQuery("update MorangoBufferRow b set b.content = :torn")
                .setParameter("torn", new byte[] {1, 2, 3})
                .executeUpdate());
        morango(there, Duration.ofHours(1)).cleanUp(CleanUp.unusedFor(Duration.ofMinutes(1)));
        assertThat(transfer().active()).isFalse();
        assertThat(transfer().error()).contains("cannot be read");
        here.sync(there);
        assertGivenOn();
    }

    private void loseAChunk() {
        there.run(session -> {
            String first = session.createSelectionQuery(
                            "select max(b.firstRecord) from MorangoBufferRow b where b.firstRecord <> '-'",
                            String.class)
                    .getSingleResult();
            session.createMutationQuery("delete from MorangoBufferRow b where b.firstRecord = :first")
                    .setParameter("first", first)
                    .executeUpdate();
        });
    }

    private void assertNothingHeld() {
        assertThat(count(there, "MorangoBufferRow")).isZero();
        assertThat(Set.copyOf(there.replica().sessions().transferred("", 10))).isEmpty();
    }
}
