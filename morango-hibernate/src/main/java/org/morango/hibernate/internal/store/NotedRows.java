package org.morango.hibernate.internal.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is noted of some rows.
 *
 * @param changed the changed rows, by id
 * @param deleted the ids of the deleted rows, and whether they are hard deleted
 * @param records the ids of deleted records that have no rows, and whether they are hard deleted
 * @param resting the rows that are held back or belong to no root, by id
 */
public record NotedRows(
        Map<String, ChangedRow> changed,
        Map<String, Boolean> deleted,
        Map<String, Boolean> records,
        Map<String, ChangedRow> resting) {
    public static NotedRows none() {
        return new NotedRows(
                new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** Adds the rows of a note. */
    public void addAll(Outbox.Kind kind, Collection<ChangedRow> rows) {
        rows.forEach(row -> add(kind, row));
    }

    void add(Outbox.Note note, Set<String> ids) {
        note.readable().stream().filter(row -> ids.contains(row.id())).forEach(row -> add(note.kind(), row));
    }

    private void add(Outbox.Kind kind, ChangedRow row) {
        if (kind == Outbox.Kind.DELETED || kind == Outbox.Kind.HARD_DELETED) {
            // Only of a record without a row is it noted where it belongs.
            (row.isPlaced() ? records : deleted).merge(row.id(), kind == Outbox.Kind.HARD_DELETED, Boolean::logicalOr);
        } else {
            (Outbox.RESTING.contains(kind) ? resting : changed).merge(row.id(), row, ChangedRow::merged);
        }
    }

    /** Returns whether a row was changed, also if the change cannot be sent. */
    public boolean isChanged(String id) {
        return changed.containsKey(id) || resting.containsKey(id);
    }

    /** Returns whether a pass has to look at a row, because it was changed or deleted. */
    public boolean hasChange(String id) {
        return changed.containsKey(id) || deleted.containsKey(id);
    }
}
