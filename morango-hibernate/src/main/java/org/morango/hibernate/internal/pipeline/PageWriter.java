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
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.internal.store.TombstoneRow;

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
     */
    record Result(List<String> settled, List<Refusal> refused) {}

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
        followDeletions(pending, references, settled);
        List<Pending> writable = writable(pending, references, refused);
        Set<String> failedIds = new HashSet<>();
        writes.write(writable, this::insertAndUpdate, (item, reason) -> {
            failedIds.add(item.row().id);
            refused.add(new Refusal(item.row(), reason));
        });
        writable.stream()
                .map(p -> p.row().id)
                .filter(id -> !failedIds.contains(id))
                .forEach(settled::add);
        return new Result(settled, refused);
    }

    /** The records as values, leaving out those that do not fit and those whose rows have just been changed here. */
    private Map<String, Pending> read(List<StoreRow> page, List<Refusal> refused) {
        Map<String, EntityWriter.Existing> existing =
                entities.existing(page.stream().map(r -> r.id).toList());
        Map<String, Pending> pending = new LinkedHashMap<>();
        for (StoreRow row : page) {
            EntityWriter.Existing before = existing.get(row.id);
            if (before != null && before.dirty() > 0) {
                refused.add(new Refusal(row, "its row has just been changed here"));
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

    /** A record that points at a deleted one is deleted too, and that deletion travels from here. */
    private void followDeletions(Map<String, Pending> pending, References references, List<String> settled) {
        List<TombstoneRow> tombstones = new ArrayList<>();
        for (Pending item : pending.values()) {
            for (Member reference : model.references()) {
                if (item.values().get(reference.attribute()) instanceof String id
                        && !references.isPresent(reference, id)
                        && references.deleted(id) != null) {
                    boolean hard = references.deleted(id).hardDeleted;
                    tombstones.add(Deletions.tombstone(model, item.row().id, hard));
                    break;
                }
            }
        }
        if (tombstones.isEmpty()) {
            return;
        }
        session.upsertMultiple(tombstones);
        List<String> existing = new ArrayList<>();
        for (TombstoneRow tombstone : tombstones) {
            Pending item = pending.remove(tombstone.id);
            settled.add(tombstone.id);
            if (item != null && item.exists()) {
                existing.add(tombstone.id);
            }
        }
        if (!existing.isEmpty()) {
            new Deletions(session, models, model.profile()).delete(model, existing, false);
        }
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

    private void insertAndUpdate(List<Pending> items) {
        List<SyncableEntity> created = new ArrayList<>();
        List<SyncableEntity> changed = new ArrayList<>();
        for (Pending item : items) {
            StoreRow row = item.row();
            (item.exists() ? changed : created)
                    .add(entities.entity(row.id, row.sourceId, row.partition, item.values()));
        }
        session.insertMultiple(created);
        session.updateMultiple(changed);
    }
}
