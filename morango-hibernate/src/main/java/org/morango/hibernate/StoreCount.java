package org.morango.hibernate;

import java.util.Arrays;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.Unplaced;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.StoreFigures;
import org.morango.hibernate.report.UnplacedRows;

/** Counts what the store holds. */
final class StoreCount {
    private StoreCount() {}

    static StoreFigures read(StatelessSession session, SyncableModels models) {
        Object[] row = session.createSelectionQuery("""
                        select count(*), coalesce(sum(s.historySize), 0),
                            (select count(*) from MorangoPendingRow p),
                            (select count(*) from MorangoPendingRow p where p.reason is not null),
                            coalesce(sum(case when %s then 1 else 0 end), 0),
                            (select count(*) from MorangoHeldBackRow h)
                        from MorangoStoreRow s""".formatted(StoreRow.LOST), Object[].class)
                .getSingleResult();
        long[] counts =
                Arrays.stream(row).mapToLong(n -> ((Number) n).longValue()).toArray();
        long unplaced = Unplaced.find(session, models).stream()
                .mapToLong(UnplacedRows::count)
                .sum();
        return new StoreFigures(counts[0], counts[1], counts[2], counts[3], counts[4], unplaced, counts[5]);
    }
}
