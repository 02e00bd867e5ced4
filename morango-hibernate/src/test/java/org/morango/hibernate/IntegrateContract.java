package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Pupil;
import org.morango.hibernate.model.SummaryLog;
import org.morango.record.SyncRecord;
import org.morango.replica.DequeueResult;
import org.morango.replica.DeserializeResult;

/** Moves received records into the application's tables while they are merged. */
abstract class IntegrateContract extends PeerContract {
    private static final String ADA = "ada0".repeat(8);
    private static final String BEA = "bea0".repeat(8);

    IntegrateContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private void persist(String learner, int logs) {
        here.run(session -> {
            Learner user = new Learner(learner, learner.substring(0, 4));
            session.persist(user);
            for (int i = 0; i < logs; i++) {
                session.persist(new SummaryLog(user, "c" + i));
            }
        });
    }

    @Test
    void newRecordsAreInTheTablesAtOnce() {
        persist(ADA, 1_200);
        assertThat(here.integrate(there)).isEqualTo(new DequeueResult(1_201, 0, 0, 0, 0));
        assertThat(there.count(PendingRow.class)).isZero();
        assertThat(there.count(SummaryLog.class)).isEqualTo(1_200);
        assertThat(there.changed(SummaryLog.class)).isEmpty();
        assertThat(there.deserialize()).isEqualTo(new DeserializeResult(0, 0, 0));
    }

    @Test
    void changesAndConflictsAreInTheTablesAtOnce() {
        persist(ADA, 1);
        persist(BEA, 1);
        here.integrate(there);
        here.change(Learner.class, ADA, ada -> ada.username = "changed");
        here.change(Learner.class, BEA, bea -> bea.username = "here");
        there.change(Learner.class, BEA, bea -> bea.username = "there");
        there.serialize();
        assertThat(here.integrate(there)).isEqualTo(new DequeueResult(0, 1, 1, 0, 0));
        assertThat(there.find(Learner.class, ADA).username).isEqualTo("changed");
        assertThat(there.find(Learner.class, BEA).username).isEqualTo("there");
        assertThat(there.store(BEA).conflictingData()).contains("here");
        assertThat(there.count(PendingRow.class)).isZero();
    }

    @Test
    void rowThatHasJustBeenChangedHereWaits() {
        persist(ADA, 0);
        here.integrate(there);
        here.change(Learner.class, ADA, ada -> ada.username = "here");
        there.change(Learner.class, ADA, ada -> ada.username = "there");
        here.integrate(there);
        assertThat(there.find(Learner.class, ADA).username).isEqualTo("there");
        assertThat(there.pending()).containsExactly(ADA);
        there.serialize();
        assertThat(there.pending()).isEmpty();
        assertThat(there.store(ADA).conflictingData()).contains("here");
    }

    @Test
    void deletedRowsToWhichNoneCanReferAreGoneAtOnce() {
        persist(ADA, 3);
        here.integrate(there);
        removeLogs(here);
        here.integrate(there);
        assertThat(there.count(SummaryLog.class)).isZero();
        assertThat(there.count(PendingRow.class)).isZero();
        assertThat(there.deletions()).isEmpty();
        assertThat(there.deserialize()).isEqualTo(new DeserializeResult(0, 0, 0));
    }

    @Test
    void otherDeletionsWaitForTheStageThatFollows() {
        persist(ADA, 2);
        persist(BEA, 0);
        here.integrate(there);
        here.run(session -> {
            Learner bea = session.find(Learner.class, BEA);
            session.createSelectionQuery("from SummaryLog", SummaryLog.class)
                    .getResultList()
                    .forEach(log -> log.user = bea);
            session.flush();
            session.remove(session.find(Learner.class, ADA));
        });
        here.integrate(there);
        assertThat(there.pending()).containsExactly(ADA);
        assertThat(there.deserialize()).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(there.count(SummaryLog.class)).isEqualTo(2);
    }

    @Test
    void deletedRowThatHasJustBeenChangedHereWaitsAlone() {
        persist(ADA, 40);
        here.integrate(there);
        String changed = there.get(session -> session.createSelectionQuery("from SummaryLog", SummaryLog.class)
                .setMaxResults(1)
                .getSingleResult()
                .getId());
        there.change(SummaryLog.class, changed, log -> log.contentId = "here");
        removeLogs(here);
        here.integrate(there);
        assertThat(there.pending()).containsExactly(changed);
        assertThat(there.count(SummaryLog.class)).isEqualTo(1);
        there.serialize();
        there.deserialize();
        assertThat(there.pending()).isEmpty();
    }

    @Test
    void rowThatIsDeletedAtOnceReleasesItsValues() {
        here.run(session -> session.persist(new Pupil("a".repeat(32), "Pupil", "red", 1)));
        here.integrate(there);
        here.run(session -> {
            session.remove(session.find(Pupil.class, "a".repeat(32)));
            session.flush();
            session.persist(new Pupil("b".repeat(32), "Pupil", "red", 1));
        });
        here.integrate(there);
        assertThat(there.pending()).isEmpty();
        assertThat(there.find(Pupil.class, "b".repeat(32)).picture).isEqualTo(1);
    }

    private static void removeLogs(TestPeer peer) {
        peer.run(session -> session.createSelectionQuery("from SummaryLog", SummaryLog.class)
                .getResultList()
                .forEach(session::remove));
    }

    @Test
    void recordWhoseReferenceIsMissingWaits() {
        SyncRecord log = Records.summary(ADA, "c", "{\"user_id\":\"" + ADA + "\",\"content_id\":\"c\"}");
        there.replica().buffer(TestPeer.TRANSFER, List.of(log));
        there.replica().integrate(TestPeer.TRANSFER, TestPeer.PROFILE, Claim.NOTHING);
        assertThat(there.pending()).containsExactly(log.id());
        there.replica()
                .buffer(TestPeer.TRANSFER, List.of(Records.user(ADA, "{\"username\":\"ada\",\"is_staff\":false}")));
        there.replica().integrate(TestPeer.TRANSFER, TestPeer.PROFILE, Claim.NOTHING);
        assertThat(there.pending()).containsExactly(log.id());
        assertThat(there.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(there.pending()).isEmpty();
    }

    @Test
    void bothWaysMakeTheSame() {
        persist(ADA, 30);
        here.run(session -> {
            Facility parent = new Facility("parent", null);
            session.persist(parent);
            session.persist(new Facility("child", parent));
        });
        here.integrate(there);
        there.serialize();
        there.deserialize();
        assertThat(there.pending()).isEmpty();
        assertThat(there.store()).usingRecursiveFieldByFieldElementComparator().isEqualTo(here.store());
        assertThat(there.count(Facility.class)).isEqualTo(2);
    }
}
