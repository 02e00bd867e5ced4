package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.SyncableEntity;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SafeReads;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.DeserializeStage.Refusal;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;

/** Writes a page of one model's records into its table. */
final class PageWriter {
    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final EntityWriter entities;
    private final SafeWrites writes;
    private final Collisions collisions;
    private final List<Member> references;
    private final List<CollectionMember> links;
    private final boolean refersToItself;
    private final ChangeLog changes;
    private final boolean isInParts;
    private final @Nullable Adaptation adaptation;

    /** The names of the members that are written into rows that are there, whatever else has changed; null for all. */
    private final @Nullable Set<String> added;

    private PageWriter(
            StatelessSession session,
            SyncableModels models,
            SyncableModel model,
            ChangeLog changes,
            boolean isInParts,
            @Nullable Adaptation adaptation,
            @Nullable Set<String> added) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.changes = changes;
        this.isInParts = isInParts;
        this.adaptation = adaptation;
        this.added = added;
        this.entities = new EntityWriter(session, model);
        this.writes = new SafeWrites(session, changes);
        this.collisions = new Collisions(session, model, entities);
        this.references = model.references();
        this.links = model.links();
        this.refersToItself = references.stream().anyMatch(r -> r.refersTo(model))
                || links.stream().anyMatch(l -> l.refersTo(model));
    }

    /** Writes whole records only: those whose references are all there. */
    static PageWriter whole(StatelessSession session, SyncableModels models, SyncableModel model, ChangeLog changes) {
        return new PageWriter(session, models, model, changes, false, null, null);
    }

    /** Writes records of a circle without what is not there yet, too, to be written again before the transaction ends. */
    static PageWriter inParts(
            StatelessSession session,
            SyncableModels models,
            SyncableModel model,
            ChangeLog changes,
            @Nullable Adaptation adaptation) {
        return new PageWriter(session, models, model, changes, true, adaptation, null);
    }

    /** Writes some members only, into rows that are there, and leaves their marks as they are. */
    static PageWriter ofAdded(StatelessSession session, SyncableModels models, SyncableModel model, Set<String> added) {
        return new PageWriter(session, models, model, ChangeLog.none(), false, null, added);
    }

    /**
     * What became of a page.
     *
     * @param settled the ids of records that need nothing more
     * @param refused the records that stay in the store
     * @param written how many rows were inserted or updated
     * @param begun how many rows were inserted without all their references, and have to be written again
     * @param deleted how many rows were deleted, as they refer to a deleted record
     */
    record Result(List<String> settled, List<Refusal> refused, long written, long begun, long deleted) {}

    private record Pending(
            StoreRow row,
            int dirty,
            EntityWriter.@Nullable Existing before,
            String content,
            @Nullable String adapted,
            Map<String, @Nullable Object> values) {
        boolean exists() {
            return before != null;
        }

        /** Without references that cannot be set yet. */
        Pending without(Set<String> attributes) {
            Map<String, @Nullable Object> fewer = new HashMap<>(values);
            attributes.forEach(attribute -> fewer.put(attribute, null));
            return new Pending(row, dirty, before, content, adapted, fewer);
        }
    }

    Result write(List<StoreRow> page) {
        List<Refusal> refused = new ArrayList<>();
        List<String> settled = new ArrayList<>();
        Map<String, Pending> pending = read(page, refused);
        References references = References.of(
                session, model, pending.values().stream().map(Pending::values).toList());
        long deleted = followDeletions(pending, references, settled, refused);
        pending.values().forEach(item -> dropDeletedLinks(item, references));
        Set<String> placed = new HashSet<>();
        long written = write(writable(pending, references, placed), this::insertAndUpdate, settled, refused);
        noteAdapted(settled, pending);
        long begun = writeForNow(pending, references, placed, refused);
        return new Result(settled, refused, written, begun, deleted);
    }

    /** What the rows have otherwise than the records: by an adapter, or as the database does not keep it. */
    private void noteAdapted(List<String> settled, Map<String, Pending> pending) {
        Map<String, @Nullable String> adapted = new LinkedHashMap<>();
        List<String> unsure = new ArrayList<>();
        for (String id : settled) {
            Pending item = pending.get(id);
            if (item != null) {
                adapted.put(id, item.adapted());
                if (entities.mayDiffer(item.values())) {
                    unsure.add(id);
                }
            }
        }
        if (!unsure.isEmpty()) {
            for (RecordContent row : new SafeReads(session, model, (id, e) -> {}).select(unsure)) {
                Pending item = pending.get(row.id());
                adapted.put(row.id(), row.differingFrom(item.content(), item.adapted(), model));
            }
        }
        adapted.entrySet().removeIf(e -> Objects.equals(e.getValue(), pending.get(e.getKey()).row().adapted));
        StoreRecords.adapt(session, adapted);
    }

    private long write(
            List<Pending> items, SafeWrites.Writer<Pending> writer, List<String> settled, List<Refusal> refused) {
        Set<String> failedIds = new HashSet<>();
        long count = writes.write(items, writer, this::diagnose, (item, reason) -> {
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
        Map<String, Reason> unreadable = new HashMap<>();
        Map<String, EntityWriter.Existing> existing = new SafeReads(
                        session, model, (id, e) -> unreadable.put(id, Reason.of("its row here is wrong: " + e.reason())))
                .lockExisting(entities, ids);
        // After the rows are locked: a row deleted before that has left its tombstone by now.
        Set<String> deleted = tombstones(ids);
        Map<String, Pending> pending = new LinkedHashMap<>();
        for (StoreRow row : page) {
            EntityWriter.Existing before = existing.get(row.id);
            if (unreadable.containsKey(row.id)) {
                refused.add(new Refusal(row, unreadable.get(row.id)));
                continue;
            }
            if (added != null && before == null) {
                continue;
            }
            if (added == null && before != null && before.dirty() != 0) {
                refused.add(new Refusal(row, changedHere(before)));
                continue;
            }
            if (before == null && deleted.contains(row.id)) {
                refused.add(new Refusal(row, Reason.passing("its row has just been deleted here")));
                continue;
            }
            try {
                pending.put(row.id, read(row, before));
            } catch (IllegalArgumentException e) {
                refused.add(new Refusal(row, String.valueOf(e.getMessage())));
            }
        }
        return pending;
    }

    private static Reason changedHere(EntityWriter.Existing row) {
        return row.dirty() > 0
                ? Reason.passing("its row has just been changed here")
                : Reason.of("its row was changed here in a way that cannot be sent, see Morango.heldBack(); mend it first");
    }

    private Pending read(StoreRow row, EntityWriter.@Nullable Existing before) {
        if (added != null && before != null) {
            // What the application has changed and not synced yet is not what was written.
            String written = before.dirty() != 0
                    ? "{}"
                    : RecordContent.members(row.serialized).retain(added).toString();
            return new Pending(
                    row,
                    before.dirty(),
                    before,
                    written,
                    row.adapted,
                    entities.values(row.serialized, before, added));
        }
        Adaptation.Adapted adapted =
                adaptation == null ? new Adaptation.Adapted(row.serialized, null) : adaptation.adapt(row.serialized);
        return new Pending(
                row,
                0,
                before,
                adapted.content(),
                adapted.changes(),
                entities.values(adapted.content(), before));
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

    private List<StoreRow> deletedTargets(Pending item, References present) {
        List<StoreRow> gone = new ArrayList<>();
        for (Member reference : references) {
            if (item.values().get(reference.attribute()) instanceof String id && !present.isPresent(reference, id)) {
                StoreRow target = present.deleted(id);
                if (target != null) {
                    gone.add(target);
                }
            }
        }
        return gone;
    }

    private long delete(StatelessSession own, List<Pending> items, boolean hard) {
        Rows.upsert(
                own,
                items.stream()
                        .map(item -> Deletions.tombstone(model, item.row().id, hard))
                        .toList());
        List<String> existing = items.stream()
                .filter(Pending::exists)
                .map(item -> item.row().id)
                .toList();
        return existing.isEmpty()
                ? 0
                : new Deletions(own, models, changes, model.profile()).delete(model, existing, hard);
    }

    /** What is listed and was deleted is listed no more. */
    private void dropDeletedLinks(Pending item, References references) {
        for (CollectionMember link : model.links()) {
            if (item.values().get(link.attribute()) instanceof Elements elements) {
                List<String> gone = references.missing(link, elements).stream()
                        .filter(id -> references.deleted(id) != null)
                        .toList();
                if (!gone.isEmpty()) {
                    item.values().put(link.attribute(), link.without(elements, gone));
                }
            }
        }
    }

    /** The records whose references are all there, each after the records of this page it refers to. */
    private List<Pending> writable(Map<String, Pending> pending, References references, Set<String> placed) {
        List<Pending> ordered = new ArrayList<>();
        boolean progress = true;
        while (progress) {
            progress = false;
            for (Pending item : pending.values()) {
                if (!placed.contains(item.row().id)
                        && missing(item, references, placed).isEmpty()) {
                    placed.add(item.row().id);
                    ordered.add(item);
                    progress = true;
                }
            }
            progress &= refersToItself;
        }
        return ordered;
    }

    /**
     * Writes those whose missing references are part of a circle without these, so that the others can follow; they stay
     * dirty and are written again, in full, when these have. The rest is refused.
     *
     * @return how many rows were inserted
     */
    private long writeForNow(
            Map<String, Pending> pending, References references, Set<String> placed, List<Refusal> refused) {
        Map<StoreRow, Reason> reasons = new LinkedHashMap<>();
        List<Pending> unfinished = new ArrayList<>();
        for (Pending item : pending.values()) {
            if (!placed.contains(item.row().id)) {
                Map<String, Missing> missing = missing(item, references, placed);
                Missing first = missing.values().iterator().next();
                reasons.put(
                        item.row(),
                        Reason.of("it refers by " + first.name() + " to "
                                + first.ids().get(0) + ", which is not here yet"));
                boolean willFollow = isInParts
                        && missing.values().stream()
                                .allMatch(m ->
                                        m.isDeferrable() && m.ids().stream().allMatch(references::isExpected));
                if (willFollow) {
                    unfinished.add(item.without(missing.keySet()));
                }
            }
        }
        long begun = writes.write(
                unfinished,
                (own, items) -> {
                    insertAndUpdate(own, items);
                    return items.stream().filter(item -> !item.exists()).count();
                },
                this::diagnose,
                (item, reason) -> reasons.put(item.row(), reason));
        reasons.forEach((row, reason) -> refused.add(new Refusal(row, reason)));
        return begun;
    }

    /** Records that are referred to and not there. */
    private record Missing(String name, List<String> ids, boolean isDeferrable) {}

    /** What a record refers to and is not there, by attribute. */
    private Map<String, Missing> missing(Pending item, References present, Set<String> placed) {
        Map<String, Missing> missing = new LinkedHashMap<>();
        for (Member reference : references) {
            if (item.values().get(reference.attribute()) instanceof String id
                    && !present.isPresent(reference, id)
                    && !(reference.refersTo(model) && placed.contains(id))) {
                missing.put(
                        reference.attribute(),
                        new Missing(reference.name(), List.of(id), models.isDeferrable(model, reference)));
            }
        }
        for (CollectionMember link : links) {
            if (item.values().get(link.attribute()) instanceof Elements elements) {
                List<String> ids = present.missing(link, elements).stream()
                        .filter(id -> !(link.refersTo(model) && placed.contains(id)))
                        .toList();
                if (!ids.isEmpty()) {
                    missing.put(link.attribute(), new Missing(link.name(), ids, models.isDeferrable(model, link)));
                }
            }
        }
        return missing;
    }

    private long insertAndUpdate(StatelessSession own, List<Pending> items) {
        List<SyncableEntity> created = new ArrayList<>();
        List<SyncableEntity> changed = new ArrayList<>();
        items.forEach(item -> (item.exists() ? changed : created).add(entity(item)));
        Rows.insert(own, created);
        Rows.update(own, changed);
        if (changes.isRead()) {
            changes.inserted(model, created.stream().map(SyncableEntity::getId).toList());
            changes.updated(model, changed.stream().map(SyncableEntity::getId).toList());
        }
        writeRest(own, items);
        return items.size();
    }

    private SyncableEntity entity(Pending item) {
        StoreRow row = item.row();
        SyncableEntity entity = entities.entity(row.id, row.sourceId, row.partition, item.values());
        if (item.dirty() != 0) {
            entities.keepMark(entity, item.dirty());
        }
        return entity;
    }

    /** Why a page was refused: by Bean Validation, or as something else has a value that has to be unique. */
    private SafeWrites.Findings<Pending> diagnose(List<Pending> items, RuntimeException error) {
        Map<String, Reason> reasons = new HashMap<>();
        Set<String> first = Set.of();
        if (BeanValidation.violations(error) != null) {
            BeanValidation validation = new BeanValidation(session, model.persister());
            for (Pending item : items) {
                String invalid = validation.check(entity(item), !item.exists());
                if (invalid != null) {
                    reasons.put(item.row().id, Reason.of(invalid));
                }
            }
        } else if (Database.isRefusal(error)) {
            Map<String, Map<String, @Nullable Object>> values = new LinkedHashMap<>();
            items.forEach(item -> values.put(item.row().id, item.values()));
            Collisions.Found found = collisions.find(values);
            reasons.putAll(found.refused());
            first = found.first();
        }
        List<SafeWrites.Refused<Pending>> refused = new ArrayList<>();
        List<Pending> before = new ArrayList<>();
        List<Pending> rest = new ArrayList<>();
        for (Pending item : items) {
            Reason reason = reasons.get(item.row().id);
            if (reason != null) {
                refused.add(new SafeWrites.Refused<>(item, reason));
            } else {
                (first.contains(item.row().id) ? before : rest).add(item);
            }
        }
        return new SafeWrites.Findings<>(refused, before, rest);
    }

    /** What Hibernate does not write with the rows themselves. */
    private void writeRest(StatelessSession own, List<Pending> items) {
        Map<String, Map<String, @Nullable Object>> written = new LinkedHashMap<>();
        Map<String, EntityWriter.Existing> existing = new HashMap<>();
        for (Pending item : items) {
            written.put(item.row().id, item.values());
            if (item.before() != null) {
                existing.put(item.row().id, item.before());
            }
        }
        entities.writeFixed(own, written, existing);
        entities.writeCollections(own, written, existing.keySet());
    }
}
