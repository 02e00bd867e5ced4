package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.SyncableEntity;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.DeserializeStage.Refusal;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRow;

/** Writes a page of one model's records into its table. */
final class PageWriter {
    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final EntityWriter entities;
    private final SafeWrites writes;

    PageWriter(StatelessSession session, SyncableModels models, SyncableModel model) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.entities = new EntityWriter(session, model);
        this.writes = new SafeWrites(session);
    }

    /**
     * What became of a page.
     *
     * @param settled the ids of records that need nothing more
     * @param refused the records that stay in the store
     * @param written how many rows were inserted or updated
     * @param deleted how many rows were deleted, as they refer to a deleted record
     */
    record Result(List<String> settled, List<Refusal> refused, long written, long deleted) {}

    private record Pending(StoreRow row, boolean exists, Map<String, @Nullable Object> values) {}

    Result write(List<StoreRow> page) {
        List<Refusal> refused = new ArrayList<>();
        List<String> settled = new ArrayList<>();
        Map<String, Pending> pending = read(page, refused);
        References references = References.of(
                session,
                models,
                model,
                pending.values().stream().map(Pending::values).toList());
        long deleted = followDeletions(pending, references, settled, refused);
        List<Pending> writable = writable(pending, references, refused);
        long written = write(writable, this::insertAndUpdate, settled, refused);
        return new Result(settled, refused, written, deleted);
    }

    private long write(
            List<Pending> items, SafeWrites.Writer<Pending> writer, List<String> settled, List<Refusal> refused) {
        Set<String> failedIds = new HashSet<>();
        long count = writes.write(items, writer, (item, reason) -> {
            failedIds.add(item.row().id);
            refused.add(new Refusal(item.row(), reason));
        });
        items.stream()
                .map(p -> p.row().id)
                .filter(id -> !failedIds.contains(id))
                .forEach(settled::add);
        return count;
    }

    /** The records as values, leaving out those that do not fit and those whose rows have just been changed here. */
    private Map<String, Pending> read(List<StoreRow> page, List<Refusal> refused) {
        List<String> ids = page.stream().map(r -> r.id).toList();
        Map<String, EntityWriter.Existing> existing = entities.lockExisting(ids);
        // After the rows are locked: a row deleted before that has left its tombstone by now.
        Set<String> deleted = tombstones(ids);
        Map<String, Pending> pending = new LinkedHashMap<>();
        for (StoreRow row : page) {
            EntityWriter.Existing before = existing.get(row.id);
            if (before != null && before.dirty() > 0) {
                refused.add(new Refusal(row, "its row has just been changed here"));
                continue;
            }
            if (before == null && deleted.contains(row.id)) {
                refused.add(new Refusal(row, "its row has just been deleted here"));
                continue;
            }
            try {
                pending.put(row.id, new Pending(row, before != null, entities.values(row.serialized, before)));
            } catch (IllegalArgumentException e) {
                refused.add(new Refusal(row, String.valueOf(e.getMessage())));
            }
        }
        return pending;
    }

    private Set<String> tombstones(List<String> ids) {
        return new HashSet<>(
                IdList.select(session, "select t.id from MorangoTombstoneRow t where t.id", String.class, ids));
    }

    /** A record that points at a deleted one is deleted too, and that deletion travels from here. */
    private long followDeletions(
            Map<String, Pending> pending, References references, List<String> settled, List<Refusal> refused) {
        List<Pending> soft = new ArrayList<>();
        List<Pending> hard = new ArrayList<>();
        for (Pending item : pending.values()) {
            List<StoreRow> gone = deletedTargets(item, references);
            if (!gone.isEmpty()) {
                (gone.stream().anyMatch(row -> row.hardDeleted) ? hard : soft).add(item);
            }
        }
        soft.forEach(item -> pending.remove(item.row().id));
        hard.forEach(item -> pending.remove(item.row().id));
        return write(soft, (own, items) -> delete(own, items, false), settled, refused)
                + write(hard, (own, items) -> delete(own, items, true), settled, refused);
    }

    private List<StoreRow> deletedTargets(Pending item, References references) {
        List<StoreRow> gone = new ArrayList<>();
        for (Member reference : model.references()) {
            if (item.values().get(reference.attribute()) instanceof String id && !references.isPresent(reference, id)) {
                StoreRow target = references.deleted(id);
                if (target != null) {
                    gone.add(target);
                }
            }
        }
        return gone;
    }

    private long delete(StatelessSession own, List<Pending> items, boolean hard) {
        own.upsertMultiple(items.stream()
                .map(item -> Deletions.tombstone(model, item.row().id, hard))
                .toList());
        List<String> existing = items.stream()
                .filter(Pending::exists)
                .map(item -> item.row().id)
                .toList();
        return existing.isEmpty() ? 0 : new Deletions(own, models, model.profile()).delete(model, existing, hard);
    }

    /** The records whose references are all there, each after the record of this page it refers to. */
    private List<Pending> writable(Map<String, Pending> pending, References references, List<Refusal> refused) {
        List<Pending> ordered = new ArrayList<>();
        Set<String> placed = new HashSet<>();
        boolean progress = true;
        while (progress) {
            progress = false;
            for (Pending item : pending.values()) {
                if (!placed.contains(item.row().id) && missing(item, references, placed) == null) {
                    placed.add(item.row().id);
                    ordered.add(item);
                    progress = true;
                }
            }
            progress &= model.selfReference().isPresent();
        }
        for (Pending item : pending.values()) {
            if (!placed.contains(item.row().id)) {
                Member missing = missing(item, references, placed);
                refused.add(new Refusal(
                        item.row(),
                        "it refers by "
                                + (missing == null
                                        ? ""
                                        : missing.name() + " to "
                                                + item.values().get(missing.attribute()))
                                + ", which is not here yet"));
            }
        }
        return ordered;
    }

    private @Nullable Member missing(Pending item, References references, Set<String> placed) {
        for (Member reference : model.references()) {
            if (item.values().get(reference.attribute()) instanceof String id && !references.isPresent(reference, id)) {
                boolean inPage = model.entityClass().equals(reference.target()) && placed.contains(id);
                if (!inPage) {
                    return reference;
                }
            }
        }
        return null;
    }

    private long insertAndUpdate(StatelessSession own, List<Pending> items) {
        List<SyncableEntity> created = new ArrayList<>();
        List<SyncableEntity> changed = new ArrayList<>();
        for (Pending item : items) {
            StoreRow row = item.row();
            (item.exists() ? changed : created)
                    .add(entities.entity(row.id, row.sourceId, row.partition, item.values()));
        }
        own.insertMultiple(created);
        own.updateMultiple(changed);
        return items.size();
    }
}
