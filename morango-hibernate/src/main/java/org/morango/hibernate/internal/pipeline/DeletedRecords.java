package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Succession;
import org.morango.record.Filter;

/** Deletes the rows of records that were deleted elsewhere, as far as that is possible. */
final class DeletedRecords {
    private final StatelessSession session;
    private final SyncableModels models;
    private final ChangeLog changes;

    DeletedRecords(StatelessSession session, SyncableModels models, ChangeLog changes) {
        this.session = session;
        this.models = models;
        this.changes = changes;
    }

    /**
     * Deletes the rows of a page of records, with all that refers to them. The records keep the keys.
     *
     * @param refused receives the records whose rows stay, with the reason
     * @return the number of deleted rows
     */
    long delete(SyncableModel model, List<StoreRow> page, Reach reach, BiConsumer<StoreRow, Reason> refused) {
        Map<String, Object> keys = PageKeys.linked(model, page);
        Set<Object> changed = new Deletions(session, models, changes, model.profile(), Filter.EVERYTHING)
                .lock(model, List.copyOf(keys.values()));
        List<StoreRow> free = new ArrayList<>();
        for (StoreRow row : page) {
            Object key = keys.get(row.id);
            if (key != null && changed.contains(key)) {
                refused.accept(row, reason(Deletions.changedHere(model, key)));
            } else if (key != null) {
                free.add(row);
            }
        }
        return free.stream().collect(Collectors.partitioningBy(row -> row.hardDeleted)).entrySet().stream()
                .mapToLong(rows -> new SafeWrites(session, changes)
                        .write(
                                rows.getValue(),
                                (own, part) -> delete(own, model, part, keys, reach, rows.getKey()),
                                SafeWrites.Diagnosis.none(),
                                (row, reason) -> refused.accept(row, reason(reason.text()))))
                .sum();
    }

    /**
     * Returns the records among these that lose their link to a row, because the row is gone. The link stays while a
     * deletion of the row here is noted, by which the next pass finds the record: a hard deletion removes contents.
     */
    List<StoreRow> unlinked(SyncableModel model, Collection<StoreRow> gone) {
        List<StoreRow> linked =
                gone.stream().filter(row -> row.localKey != null).toList();
        Set<String> noted = new Outbox(session)
                .deletionsOf(
                        model.profile(),
                        models.related(model),
                        linked.stream().map(row -> row.localKey).toList())
                .deleted()
                .keySet();
        return linked.stream().filter(row -> !noted.contains(row.localKey)).toList();
    }

    private static Reason reason(String cause) {
        return Reason.of("its row cannot be deleted: " + cause);
    }

    private long delete(
            StatelessSession own,
            SyncableModel model,
            List<StoreRow> rows,
            Map<String, Object> keys,
            Reach reach,
            boolean hard) {
        checkMoved(own, model, rows, keys);
        return reach.each(
                rows.stream().map(row -> row.id).toList(),
                (limit, ids) -> new Deletions(own, models, changes, model.profile(), limit)
                        .deleteLocked(
                                model,
                                ids.stream()
                                        .map(id -> Objects.requireNonNull(keys.get(id)))
                                        .toList(),
                                hard));
    }

    /**
     * Refuses to delete rows of records that have moved, as long as others refer to them: the record goes on elsewhere,
     * and what refers to it must not be deleted with it.
     */
    private void checkMoved(StatelessSession own, SyncableModel model, List<StoreRow> rows, Map<String, Object> keys) {
        Map<String, Object> moved = new HashMap<>();
        for (StoreRow row : rows) {
            Object key = keys.get(row.id);
            if (key != null && Succession.of(row.serialized()).hasMoved()) {
                moved.put(KeyCodec.text(key), key);
            }
        }
        Referrers referrers = new Referrers(own, models, model.profile());
        referrers.referred(model, moved.values()).stream().findFirst().ifPresent(key -> {
            throw new MorangoException(
                    "its record has moved to a partition of which nothing has been received here, and"
                            + " other rows refer to row " + key
                            + "; the row goes when they do, or is continued when the record"
                            + " is received from there");
        });
    }
}
