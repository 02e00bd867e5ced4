package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/** Which records of the store wait to get into the application's tables. */
public final class PendingRecords {
    private PendingRecords() {}

    /** Those of these ids whose content waits. A row that lacks only references has it, and is not among them. */
    public static Set<String> of(StatelessSession session, Collection<String> ids) {
        return new HashSet<>(IdList.select(
                session, "select p.id from MorangoPendingRow p where not p.unfinished and p.id", String.class, ids));
    }

    /**
     * Notes records that have not been tried yet and did not wait before.
     *
     * @param reach the filter of the transfer that has brought them; null if none has
     */
    public static void add(StatelessSession session, List<StoreRow> rows, @Nullable String reach) {
        Rows.insert(
                session,
                rows.stream()
                        .map(row -> PendingRow.of(row, null).withReach(reach))
                        .toList());
    }

    /** These wait, with nothing noted but what they came with. */
    public static void renew(StatelessSession session, List<StoreRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        Map<String, String> reaches = new HashMap<>();
        IdList.select(
                        session,
                        "from MorangoPendingRow p where p.id",
                        PendingRow.class,
                        rows.stream().map(row -> row.id).toList())
                .forEach(row -> reaches.put(row.id, row.reach));
        remove(session, reaches.keySet());
        Rows.insert(
                session,
                rows.stream()
                        .map(row -> PendingRow.of(row, null).withReach(reaches.get(row.id)))
                        .toList());
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
