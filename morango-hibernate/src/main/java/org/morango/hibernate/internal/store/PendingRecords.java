package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;

/** Which records of the store wait to get into the application's tables. */
public final class PendingRecords {
    private PendingRecords() {}

    /** Those of these ids whose content waits. A row that lacks only references has it, and is not among them. */
    public static Set<String> of(StatelessSession session, Collection<String> ids) {
        return new HashSet<>(IdList.select(
                session, "select p.id from MorangoPendingRow p where not p.unfinished and p.id", String.class, ids));
    }

    /** Notes records that have not been tried yet and did not wait before. */
    public static void add(StatelessSession session, List<StoreRow> rows) {
        Rows.insert(session, rows.stream().map(row -> PendingRow.of(row, null)).toList());
    }

    /** Notes records that did not wait before, and why they do now. */
    public static void add(StatelessSession session, Map<StoreRow, String> reasons) {
        List<PendingRow> created = new ArrayList<>();
        reasons.forEach((row, reason) -> created.add(PendingRow.of(row, reason)));
        Rows.insert(session, created);
    }

    /** Replaces what is noted of records that still wait. */
    public static void update(StatelessSession session, List<PendingRow> changed) {
        Rows.update(session, changed);
    }

    /** These records do not wait any longer. */
    public static void remove(StatelessSession session, Collection<String> ids) {
        IdList.change(session, "delete from MorangoPendingRow p where p.id", ids);
    }
}
