package org.morango.cli;

import java.util.List;
import java.util.function.Predicate;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.pipeline.QueueStage;
import org.morango.hibernate.internal.pipeline.ReceivedChunks;

/** Transfers that have a queue or buffer although they have ended or are unknown. */
final class EndedTransfers {
    private static final int PAGE = 100;
    private static final String ENDED =
            " where %1$s.transferId > ?1 and not exists (select t.id from MorangoTransferSessionRow t"
                    + " where t.id = %1$s.transferId and t.active = true)"
                    + " group by %1$s.transferId order by %1$s.transferId";

    private EndedTransfers() {}

    /** Returns the next such transfers with a queue, by id, with the number of its rows. */
    static List<Object[]> queues(CliDatabase database, String after) {
        return page(database, "select q.transferId, count(*) from MorangoQueueRow q", "q", after);
    }

    /** Returns the next such transfers with a buffer, by id, with the number of its rows. */
    static List<Object[]> buffers(CliDatabase database, String after) {
        return page(database, "select b.transferId, count(*) from MorangoBufferRow b", "b", after);
    }

    private static List<Object[]> page(CliDatabase database, String select, String alias, String after) {
        return database.select(Object[].class, PAGE, select + ENDED.formatted(alias), after);
    }

    /** Drops their queues and buffers; returns how many were dropped. */
    static long drop(CliDatabase database) {
        long dropped = 0;
        for (List<Object[]> page = queues(database, ""); !page.isEmpty(); page = queues(database, last(page))) {
            page.forEach(row -> inPasses(database, s -> QueueStage.discard(s, (String) row[0])));
            dropped += page.size();
        }
        for (List<Object[]> page = buffers(database, ""); !page.isEmpty(); page = buffers(database, last(page))) {
            page.forEach(row -> inPasses(database, s -> ReceivedChunks.discard(s, (String) row[0])));
            dropped += page.size();
        }
        return dropped;
    }

    static String last(List<Object[]> page) {
        return (String) page.get(page.size() - 1)[0];
    }

    private static void inPasses(CliDatabase database, Predicate<StatelessSession> pass) {
        boolean isDone = false;
        while (!isDone) {
            isDone = database.database().transaction(pass::test);
        }
    }
}
