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

/** The pending records of the store. */
public final class PendingRecords {
    private PendingRecords() {}

    /**
     * Returns those of these ids whose content is pending. A record whose row only lacks references is not among them.
     */
    public static Set<String> of(StatelessSession session, Collection<String> ids) {
        return new HashSet<>(IdList.select(
                session,
                "select p.id from MorangoPendingRow p where not p.unfinished and p.id",
                String.class,
                IdList.wellFormed(ids)));
    }

    /** Returns whether any records are noted. */
    public static boolean areAny(StatelessSession session) {
        return !session.createSelectionQuery("select 1 from MorangoPendingRow p", Integer.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** Returns those of these ids that are noted, and whether their rows are there and lack only references. */
    public static Map<String, Boolean> noted(StatelessSession session, Collection<String> ids) {
        Map<String, Boolean> noted = new HashMap<>();
        IdList.select(
                        session,
                        "select p.id, p.unfinished from MorangoPendingRow p where p.id",
                        Object[].class,
                        IdList.wellFormed(ids))
                .forEach(row -> noted.put((String) row[0], (Boolean) row[1]));
        return noted;
    }

    /**
     * Notes records that have not been tried yet and were not pending before.
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

    /** Notes these records as pending, with only the reach of the transfer that has brought them. */
    public static void renew(StatelessSession session, List<StoreRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        Map<String, String> reaches = new HashMap<>();
        IdList.select(
                        session,
                        "select p from MorangoPendingRow p where p.id",
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

    /** Notes records that were not pending before, with their reasons. */
    public static void add(StatelessSession session, Map<StoreRow, String> reasons) {
        List<PendingRow> created = new ArrayList<>();
        reasons.forEach((row, reason) -> created.add(PendingRow.of(row, reason)));
        Rows.insert(session, created);
    }

    /** Replaces the notes of records that are still pending. */
    public static void update(StatelessSession session, List<PendingRow> changed) {
        Rows.update(session, changed);
    }

    /** Removes the notes of records that are not pending any longer. */
    public static void remove(StatelessSession session, Collection<String> ids) {
        IdList.change(session, "delete from MorangoPendingRow p where p.id", ids);
    }
}
