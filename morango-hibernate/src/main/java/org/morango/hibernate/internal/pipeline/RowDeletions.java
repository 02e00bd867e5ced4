package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowIdentity;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Merge;

/** Serializes the deletions of one pass: of rows that are gone, hidden, or other records now. */
final class RowDeletions {
    private final StatelessSession session;
    private final HeldBackRows held;
    private final Identities identities;
    private final NewVersions versions;

    RowDeletions(StatelessSession session, HeldBackRows held, Identities identities, NewVersions versions) {
        this.session = session;
        this.held = held;
        this.identities = identities;
        this.versions = versions;
    }

    /**
     * Deletes the records of rows that were deleted and whose keys are those of new rows now: each number is given to
     * one thing only, at this peer, until its row is deleted.
     */
    void deleteReplaced(OutboxPass.Rows rows, List<String> keys) {
        List<String> gone = keys.stream().filter(rows::isDeleted).toList();
        if (!gone.isEmpty()) {
            deleteAny(rows, identities.stored(rows.model(), gone).values());
        }
    }

    /** Deletes the records of rows that belong to another model of their hierarchy now. */
    void deleteOfOtherModels(OutboxPass.Rows rows, Map<String, StoreRow> stored) {
        SyncableModel model = rows.model();
        Map<String, StoreRow> others = new HashMap<>(stored);
        others.values().removeIf(row -> row.modelName.equals(model.name()));
        if (!others.isEmpty()) {
            others.keySet().retainAll(identities.ownRows(model, others.keySet()));
            stored.keySet().removeAll(others.keySet());
            deleteAny(rows, others.values());
        }
    }

    /** Deletes the records of rows that were hidden by a change of a value, and not by a deletion. */
    void deleteHidden(OutboxPass.Rows rows, List<String> keys) {
        Set<String> alive = alive(rows, keys);
        List<String> hidden = keys.stream().filter(key -> !alive.contains(key)).toList();
        if (!hidden.isEmpty()) {
            deleteRecords(rows, identities.stored(rows.model(), hidden).values());
        }
    }

    /** Finds out which rows were deleted and not made again. Only the others are read. */
    void findGone(OutboxPass.Rows rows) {
        rows.deleted().forEach(keys -> {
            Set<String> alive = alive(rows, keys);
            rows.areGone(keys.stream().filter(key -> !alive.contains(key)).toList());
        });
    }

    /** Serializes the deletion of rows that are gone. */
    void delete(OutboxPass.Rows rows, List<String> keys) {
        SyncableModel model = rows.model();
        List<String> gone = keys.stream().filter(rows::isGone).toList();
        rows.wake(gone);
        held.release(model.profile(), model.name(), gone);
        deleteRecords(rows, identities.stored(model, gone).values());
        if (model.identity() != RowIdentity.LOCAL) {
            remake(
                    rows,
                    keys.stream()
                            .filter(key -> !rows.isGone(key) && rows.isHardDeleted(key))
                            .toList());
        }
    }

    /** Serializes the deletion of records that have no rows, unless they have got one meanwhile. */
    void deleteRowless(OutboxPass.Rows rows, List<String> ids) {
        deleteRecords(
                rows,
                StoreRecords.load(session, ids).values().stream()
                        .filter(row -> row.localKey == null)
                        .toList());
    }

    /** Returns those of these rows that were made again. They are among the changed rows. */
    private Set<String> alive(OutboxPass.Rows rows, List<String> keys) {
        SyncableModel model = rows.model();
        List<Object> parsed = new ArrayList<>(keys.size());
        keys.forEach(key -> model.key().find(key).ifPresent(parsed::add));
        return identities.present(model.entityClass(), parsed).stream()
                .map(KeyCodec::text)
                .collect(Collectors.toSet());
    }

    private void deleteRecords(OutboxPass.Rows rows, Collection<StoreRow> records) {
        SyncableModel model = rows.model();
        // A row of the same id in another model is another record.
        List<StoreRow> own = records.stream()
                .filter(row -> row.modelName.equals(model.name()))
                .toList();
        deleteAny(rows, own);
    }

    void deleteAny(OutboxPass.Rows rows, Collection<StoreRow> own) {
        SyncableModel model = rows.model();
        Map<String, Boolean> noted =
                PendingRecords.noted(session, own.stream().map(row -> row.id).toList());
        List<StoreRow> deleted = new ArrayList<>();
        List<String> unlinked = new ArrayList<>();
        for (StoreRow row : own) {
            boolean isHard = rows.isHardDeleted(row);
            boolean isPending = noted.containsKey(row.id) && !noted.getOrDefault(row.id, false);
            if (isPending && !row.deleted && !isHard && yields(row)) {
                // The next stage writes the received record again.
                unlinked.add(row.id);
            } else if (!row.deleted || (isHard && !row.hardDeleted)) {
                if (isPending) {
                    row.conflictingData(Merge.keptThroughDeletion(
                            StoreRecords.read(row), versions.making().time()));
                }
                row.localKey = null;
                versions.delete(row, isHard);
                deleted.add(row);
            } else {
                unlinked.add(row.id);
            }
        }
        if (!model.hasRecordIds()) {
            StoreRecords.unlink(session, unlinked);
        }
        Rows.update(session, deleted);
        PendingRecords.remove(
                session,
                deleted.stream().map(row -> row.id).filter(noted::containsKey).toList());
    }

    /**
     * Returns whether the deletion of a row is forgotten beside a received version of its record. Others would not take
     * the deletion of a record that this database may only read (it may have deleted the row with one to which it
     * referred). A record without a row is deleted for lack of what it refers to, and would wait in vain.
     */
    private boolean yields(StoreRow row) {
        return versions.resolver(row).forgetsUnsyncedDeletion() || row.localKey != null && !versions.mayChange(row);
    }

    /**
     * Replaces hard deleted records by the rows that have taken their place. These inherit nothing: no conflicting
     * contents and no unknown members.
     */
    private void remake(OutboxPass.Rows rows, List<String> keys) {
        Map<String, StoreRow> remade = keys.isEmpty() ? Map.of() : identities.stored(rows.model(), keys);
        Set<String> pending = remade.isEmpty()
                ? Set.of()
                : PendingRecords.of(
                        session, remade.values().stream().map(row -> row.id).toList());
        remade.values()
                .removeIf(row -> pending.contains(row.id)
                        || !row.modelName.equals(rows.model().name()));
        if (remade.isEmpty()) {
            return;
        }
        HeldBackRows.Page page = held.page(rows.model(), List.copyOf(remade.keySet()), rows.places());
        for (RecordContent content : new RowPlaces(session, rows, remade, identities).read(page)) {
            page.attempt(content.key(), () -> {
                StoreRow row = Objects.requireNonNull(remade.get(content.key()));
                page.check(content, row);
                remake(row, content, page.sized(content, versions.made(row, content.mergedInto("", rows.model()))));
            });
        }
        // Until the new row can be read, the record stays as it was before the row was inserted.
        page.close().forEach(key -> {
            StoreRow row = Objects.requireNonNull(remade.get(key));
            row.localKey = null;
            versions.delete(row, true);
        });
        Rows.update(session, List.copyOf(remade.values()));
    }

    private void remake(StoreRow row, RecordContent content, String serialized) {
        row.conflictingData("");
        row.ancestors = null;
        row.adapted = null;
        versions.take(row, content, serialized);
        versions.noteReplaced(row);
    }
}
