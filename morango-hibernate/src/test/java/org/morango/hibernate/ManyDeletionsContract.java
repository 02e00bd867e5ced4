package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.SummaryLog;
import org.morango.record.SyncRecord;

/** What many deletions cost. */
abstract class ManyDeletionsContract extends PeerContract {
    ManyDeletionsContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void deletionsCostTheSameEachHoweverManyThereAre() {
        long few = statementsToDelete(1_000);
        long many = statementsToDelete(4_000);
        assertThat(many).isLessThan(4 * few);
        // Keys and ids are looked for in lists of 64, at both peers seven times in all.
        assertThat(many - few).isLessThan(3_000 / 64 * 7);
    }

    /** Deletes the logs of a new learner in one transaction, and returns the number of statements of their sync. */
    private long statementsToDelete(int logs) {
        clear();
        here.run(session -> {
            Learner learner = new Learner(ADA, "ada");
            session.persist(learner);
            for (int i = 0; i < logs; i++) {
                session.persist(new SummaryLog(learner, "c" + i));
            }
        });
        here.integrate(there);
        here.run(session -> session.createSelectionQuery("from SummaryLog", SummaryLog.class)
                .getResultList()
                .forEach(session::remove));
        long sender = Statements.of(here.factory).prepared(here::serialize);
        long receiver = Statements.of(there.factory).prepared(() -> {
            here.integrate(there);
            there.deserialize();
        });
        assertThat(there.count(SummaryLog.class)).isZero();
        assertThat(there.pending()).isEmpty();
        return sender + receiver;
    }

    @Test
    void manyHardDeletionsAreReceivedAtTheCostOfEachOne() {
        long few = statementsToReceive(hardDeletions("few", 10));
        long many = statementsToReceive(hardDeletions("many", 40));
        assertThat(many).isLessThan(5 * few);
    }

    private static List<SyncRecord> hardDeletions(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Records.deleted(Records.lesson("p", name + i, "{}"), true))
                .toList();
    }

    /** Receives each record in its own chunk, and returns the number of statements. */
    private long statementsToReceive(List<SyncRecord> records) {
        records.forEach(rec -> here.replica().buffer(TestPeer.TRANSFER, List.of(rec)));
        return Statements.of(here.factory).prepared(() -> here.replica().dequeue(TestPeer.TRANSFER, Claim.NOTHING));
    }
}
