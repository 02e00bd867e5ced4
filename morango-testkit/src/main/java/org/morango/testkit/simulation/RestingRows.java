package org.morango.testkit.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.record.SyncRecord;
import org.morango.testkit.simulation.NumberedDatabase.Row;

/**
 * Checks the rows of a peer that has nothing left to receive. Each record has one row with its content, and refers to the
 * row of the record that it names. Only records that refer to what the peer may not see wait, and rows to which others
 * refer may outlast their records.
 */
final class RestingRows {
    private final SimulatedPeer peer;
    private final Map<String, SyncRecord> store;
    private final Map<String, Long> keys;
    private final Map<String, String> pending;
    private final Map<String, String> successors;
    private final Map<String, Row> rows = new HashMap<>();

    RestingRows(SimulatedPeer peer) {
        NumberedDatabase database = (NumberedDatabase) peer.database();
        this.peer = peer;
        this.store = database.store();
        this.keys = database.keys();
        this.pending = database.pending();
        this.successors = database.successors();
        database.rows().forEach(row -> rows.put(row.kind().model() + " " + row.key(), row));
    }

    void check() {
        store.values().forEach(this::check);
        Set<String> linked = new HashSet<>();
        store.values().forEach(rec -> linked.add(rec.modelName() + " " + keys.get(rec.id())));
        rows.forEach((key, row) -> {
            if (!linked.contains(key)) {
                Invariants.fail(peer, row + " has no record");
            }
        });
    }

    private @Nullable Row row(SyncRecord rec) {
        return rows.get(rec.modelName() + " " + keys.get(rec.id()));
    }

    private void check(SyncRecord rec) {
        Row row = row(rec);
        String reason = pending.get(rec.id());
        if (keys.containsKey(rec.id()) && row == null) {
            Invariants.fail(peer, "row " + keys.get(rec.id()) + " of " + rec + " is missing");
        }
        if (rec.deleted()) {
            if (row != null && !(reason != null && isReferredTo(row))) {
                Invariants.fail(peer, row + " is left of the deleted record " + rec.id() + ": " + reason);
            }
            return;
        }
        RecordText text = RecordText.of(rec);
        boolean mayWait = text.parent() != null && !hasRow(text.parent());
        if (reason != null && !mayWait) {
            Invariants.fail(peer, "record " + rec + " is pending: " + reason);
        }
        if (reason == null && row == null) {
            Invariants.fail(peer, "record " + rec + " has no row");
        }
        if (row != null && reason == null) {
            Long parent = text.parent() == null ? null : keys.get(last(text.parent()));
            Row expected = new Row(row.kind(), row.key(), text.tag(), text.place(), text.token(), parent);
            if (!row.equals(expected)) {
                Invariants.fail(peer, row + " is not " + expected + " as record " + rec.id() + " says");
            }
        }
    }

    /** Returns whether a record, or the one that continues it, has a row here that has come to rest. */
    private boolean hasRow(String id) {
        String last = last(id);
        SyncRecord rec = store.get(last);
        return rec != null && !rec.deleted() && !pending.containsKey(last);
    }

    private String last(String id) {
        String last = id;
        Set<String> seen = new HashSet<>();
        while (successors.containsKey(last) && seen.add(last)) {
            last = Objects.requireNonNull(successors.get(last));
        }
        return last;
    }

    private boolean isReferredTo(Row row) {
        return rows.values().stream()
                .anyMatch(other -> other.kind().parent() == row.kind() && Objects.equals(other.parent(), row.key()));
    }
}
