package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.RepairResult;
import org.morango.merge.ConflictingContent;
import org.morango.record.Filter;
import org.morango.record.RecordHistory;
import org.morango.record.SyncRecord;

/** Removes data that peers have made too large. The changes are local, because what is sent is within the limits anyway. */
public final class Repair {
    private static final int PAGE = 100;

    private Repair() {}

    /** Runs in pages, each of which is a transaction. */
    public static RepairResult run(PartitionLocks locks) {
        long histories = 0;
        long conflicts = 0;
        for (String last = ""; last != null; ) {
            String after = last;
            Page page = locks.exclusive(Filter.EVERYTHING, session -> page(session, after));
            histories += page.histories();
            conflicts += page.conflicts();
            last = page.last();
        }
        return new RepairResult(histories, conflicts, locks.exclusive(Filter.EVERYTHING, Repair::counters));
    }

    private record Page(
            long histories, long conflicts, @Nullable String last) {}

    private static Page page(StatelessSession session, String after) {
        List<StoreRow> rows = session.createSelectionQuery(
                        "select s from MorangoStoreRow s where s.id" + IdJavaType.above(after)
                                + ":after and (s.historySize > :most or s.conflicts <> '')"
                                + " order by s.id",
                        StoreRow.class)
                .setParameter("after", IdJavaType.orLowest(after))
                .setParameter("most", RecordHistory.MOST + 1)
                .setMaxResults(PAGE)
                .getResultList();
        List<StoreRow> changed = new ArrayList<>();
        long histories = 0;
        long conflicts = 0;
        for (StoreRow row : rows) {
            SyncRecord rec = StoreRecords.read(row);
            RecordHistory history = rec.history().bounded(rec.version());
            String kept = ConflictingContent.newest(row.conflictingData());
            boolean isLong = history != rec.history();
            boolean isMuch = kept.length() < row.conflictingData().length();
            if (isLong || isMuch) {
                histories += isLong ? 1 : 0;
                conflicts += isMuch ? 1 : 0;
                row.conflictingData(kept);
                row.version(rec.version(), history);
                changed.add(row);
            }
        }
        Rows.update(session, changed);
        return new Page(histories, conflicts, rows.size() < PAGE ? null : rows.get(rows.size() - 1).id);
    }

    /**
     * Removes counters of instances without records. No record of such an instance can be sent, so its counters have no
     * effect on transfers.
     */
    private static long counters(StatelessSession session) {
        return session.createMutationQuery("delete from MorangoMaxCounterRow m where m.instance <> :own and not exists"
                        + " (select 1 from MorangoStoreRow s where s.lastSavedInstance = m.instance)")
                .setParameter("own", InstanceCounter.instance(session).id())
                .executeUpdate();
    }
}
