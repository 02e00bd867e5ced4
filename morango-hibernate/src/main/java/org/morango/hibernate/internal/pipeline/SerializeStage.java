package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.conflict.ConflictLog;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Ancestors;
import org.morango.merge.ChangeTimes;
import org.morango.merge.ConflictResolver;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.HeldBack;

/**
 * Moves the application's changes into the store, with the notes of the outbox. Runs in a transaction that excludes
 * other passes, so that no change is ever stamped with a counter that a peer already holds in full. Many changes take
 * several passes, each with its own counter: databases keep the changes of a transaction until it ends, H2 in memory.
 */
public final class SerializeStage {
    private static final int MAX_CHANGES = 10_000;

    private final StatelessSession session;
    private final SyncableModels models;
    private final ConflictLog conflicts;
    private final String profile;
    private final Filter filter;
    private final HeldBackRows held;
    private final Map<String, SyncRecord> purging = new HashMap<>();
    private @Nullable RecordVersion version;
    private final Roots roots;

    private SerializeStage(
            StatelessSession session,
            SyncableModels models,
            ConflictLog conflicts,
            HeldBackRows held,
            String profile,
            Filter filter) {
        this.session = session;
        this.models = models;
        this.conflicts = conflicts;
        this.held = held;
        this.profile = profile;
        this.filter = filter;
        this.roots = new Roots(session, profile);
    }

    /**
     * Result of a pass.
     *
     * @param isLast whether nothing is left to be serialized
     * @param heldBack rows that cannot be serialized, and were not held back before
     */
    public record Pass(boolean isLast, List<HeldBack> heldBack) {}

    /** Makes one pass over the changes of all partitions, and announces the counters of those inside the filter. */
    public static Pass run(
            StatelessSession session,
            SyncableModels models,
            ConflictLog conflicts,
            HeldBackRows held,
            String profile,
            Filter filter) {
        return new SerializeStage(session, models, conflicts, held, profile, filter).run();
    }

    private Pass run() {
        OutboxPass pass = OutboxPass.begin(session, models, profile, MAX_CHANGES);
        while (pass.hasNext() && !conflicts.isFull()) {
            List<OutboxPass.Rows> part = pass.next().inOrder();
            part.forEach(rows -> rows.all().forEach(ids -> serialize(rows, ids)));
            part.forEach(rows -> rows.deleted().forEach(ids -> delete(rows, ids)));
        }
        ReceivedChunks.purge(session, null, purging);
        announce(session, filter, version);
        return new Pass(pass.close(), held.added());
    }

    /** Announces the counters of the partitions inside the filter, when there are no changes. */
    public static Pass announce(StatelessSession session, Filter filter) {
        announce(session, filter, null);
        return new Pass(true, List.of());
    }

    private static void announce(StatelessSession session, Filter filter, @Nullable RecordVersion version) {
        RecordVersion last = InstanceCounter.current(session);
        // If nothing has changed and everything is announced, no counter is used.
        boolean announced = MaxCounters.own(session, last.instance(), filter).values().stream()
                .allMatch(c -> c == last.counter());
        if (version == null && announced && last.counter() > 0) {
            return;
        }
        Map<String, Map<String, Long>> counters = new TreeMap<>();
        RecordVersion own = version == null ? InstanceCounter.next(session) : version;
        filter.partitions().forEach(p -> counters.put(p, Map.of(own.instance(), own.counter())));
        MaxCounters.raise(session, PartitionCounters.of(counters));
    }

    /** Returns the version of this pass. Its counter is taken with the first change. */
    private RecordVersion version() {
        if (version == null) {
            version = InstanceCounter.next(session);
        }
        return version;
    }

    /** Serializes rows. Locks none of them: whoever changes one meanwhile adds a note, and it is read again. */
    private void serialize(OutboxPass.Rows rows, List<String> ids) {
        Map<String, StoreRow> stored = StoreRecords.load(session, ids);
        HeldBackRows.Page page = held.page(rows.model(), ids, rows.places());
        RowPlaces places = new RowPlaces(session, rows, stored);
        List<RecordContent> contents = places.read(page);
        Set<String> read = contents.stream().map(RecordContent::id).collect(Collectors.toSet());
        read.retainAll(stored.keySet());
        Set<String> pending = read.isEmpty() ? new HashSet<>() : PendingRecords.of(session, read);
        List<StoreRow> created = new ArrayList<>();
        List<StoreRow> changed = new ArrayList<>();
        List<StoreRow> overruled = new ArrayList<>();
        List<RecordContent> unreached = new ArrayList<>();
        for (RecordContent unplaced : contents) {
            page.attempt(unplaced.id(), () -> {
                RecordContent content = places.place(unplaced);
                StoreRow found = stored.get(content.id());
                boolean isTaken = found != null && page.ownsIdOf(content, found);
                StoreRow row = isTaken ? null : found;
                boolean isRemade = rows.isDeleted(content.id());
                page.check(content, row);
                if (row == null && !roots.reach(content.partition())) {
                    unreached.add(content);
                } else if (row == null) {
                    (isTaken ? changed : created).add(create(content, page));
                } else if (pending.contains(row.id)) {
                    changed.add(merge(row, content, page, isRemade, overruled));
                } else if (change(row, content, page, isRemade)) {
                    changed.add(row);
                }
            });
        }
        rows.leaveUnplaced(unreached);
        Rows.insert(session, created);
        Rows.update(session, changed);
        pending.removeAll(page.close());
        overruled.forEach(row -> pending.remove(row.id));
        PendingRecords.remove(session, pending);
        PendingRecords.renew(session, overruled);
    }

    private StoreRow create(RecordContent content, HeldBackRows.Page page) {
        StoreRow row = new StoreRow();
        row.id = content.id();
        row.profile = profile;
        row.modelName = page.model().name();
        take(row, content, page.sized(content, made(row, content.mergedInto("", page.model()))));
        return row;
    }

    /** Writes a row's change into the store; returns false if nothing in the row has changed. */
    private boolean change(StoreRow row, RecordContent content, HeldBackRows.Page page, boolean isRemade) {
        RecordContent own = content.withoutAdapted(row, page.model());
        String serialized = own.mergedInto(row.serialized, page.model());
        boolean isMade = row.deleted || isRemade;
        if (!isMade && serialized.equals(row.serialized)) {
            return false;
        }
        serialized = page.sized(content, isMade ? made(row, serialized) : changed(row, row.serialized, serialized));
        noteAncestors(row);
        if (row.deleted) {
            row.conflictingData = Merge.keptThroughChange(StoreRecords.read(row), making().time());
        }
        row.adapted = own.stillAdapted(row.adapted);
        take(row, own, serialized);
        return true;
    }

    private Merge.Making making() {
        return conflicts.making(version());
    }

    private String made(StoreRow row, String serialized) {
        return usesChangeTimes(row) ? ChangeTimes.made(serialized, version(), making().time()) : serialized;
    }

    private String changed(StoreRow row, String before, String serialized) {
        return usesChangeTimes(row) ? ChangeTimes.changed(before, serialized, version(), making().time()) : serialized;
    }

    private boolean usesChangeTimes(StoreRow row) {
        return conflicts.resolver(profile, row.modelName).usesChangeTimes();
    }

    private boolean forgetsDeletion(StoreRow row) {
        return conflicts.resolver(profile, row.modelName).forgetsUnsyncedDeletion();
    }

    private void take(StoreRow row, RecordContent content, String serialized) {
        row.sourceId = content.sourceId();
        row.partition = content.partition();
        row.selfReference = content.selfReference();
        row.serialized = serialized;
        row.deleted = false;
        row.hardDeleted = false;
        StoreRecords.stamp(row, version());
    }

    /**
     * Merges a change with a record that was received meanwhile and has not reached the table. One of the two loses,
     * and both are stored.
     */
    private StoreRow merge(
            StoreRow row, RecordContent content, HeldBackRows.Page page, boolean isRemade, List<StoreRow> overruled) {
        SyncableModel model = page.model();
        String ancestor = Ancestors.decode(row.ancestors).ofRow();
        RecordContent own = content.withoutAdapted(row, model);
        String merging = (ancestor == null ? own : own.inFormOf(ancestor, model)).mergedInto(row.serialized, model);
        String serialized = page.sized(
                content, ancestor == null || isRemade ? made(row, merging) : changed(row, ancestor, merging));
        ConflictResolver resolver = conflicts.resolver(profile, row.modelName);
        MergeResult result = Merge.mergeChange(
                StoreRecords.read(row), ancestor, serialized, own.selfReference(), making(), resolver);
        conflicts.add(result.conflict());
        StoreRow merged = StoreRecords.row(result.record());
        merged.sourceId = content.sourceId();
        merged.partition = content.partition();
        merged.adapted = own.stillAdapted(row.adapted);
        merged.ancestors = resolver.usesAncestor() && !merged.hardDeleted
                ? Ancestors.ofRow(serialized).encode()
                : null;
        if (result.outcome() == MergeResult.Outcome.CONFLICT
                && (merged.deleted || !merged.serialized.equals(serialized))) {
            overruled.add(merged);
        }
        return merged;
    }

    private void noteAncestors(StoreRow row) {
        row.ancestors = conflicts.resolver(profile, row.modelName).usesAncestor()
                ? Ancestors.decode(row.ancestors)
                        .beforeChange(StoreRecords.read(row), version().instance())
                        .encode()
                : null;
    }

    /** Serializes the deletion of a model's rows that were deleted and not made again. */
    private void delete(OutboxPass.Rows rows, List<String> ids) {
        SyncableModel model = rows.model();
        Set<String> alive = new HashSet<>(
                IdList.select(session, "select e.id from " + model.entityName() + " e where e.id", String.class, ids));
        held.release(
                profile,
                model.name(),
                ids.stream().filter(id -> !alive.contains(id)).toList());
        Map<String, StoreRow> stored = StoreRecords.load(session, ids);
        // A row of the same id in another model is another record.
        stored.values().removeIf(row -> !row.modelName.equals(model.name()));
        Set<String> pending = stored.isEmpty() ? Set.of() : PendingRecords.of(session, stored.keySet());
        List<StoreRow> deleted = new ArrayList<>();
        List<StoreRow> remade = new ArrayList<>();
        for (StoreRow row : stored.values()) {
            boolean isHard = rows.isHardDeleted(row.id);
            if (alive.contains(row.id)) {
                // The row was made again. It is among the changed rows.
                if (isHard && !pending.contains(row.id)) {
                    remade.add(row);
                }
            } else if (pending.contains(row.id) && !row.deleted && !isHard && forgetsDeletion(row)) {
                // The next stage writes the received record again.
                continue;
            } else if (!row.deleted || (isHard && !row.hardDeleted)) {
                if (pending.contains(row.id)) {
                    row.conflictingData = Merge.keptThroughDeletion(StoreRecords.read(row), making().time());
                }
                delete(row, isHard);
                deleted.add(row);
            }
        }
        Rows.update(session, deleted);
        remake(rows, remade);
        PendingRecords.remove(session, deleted.stream().map(row -> row.id).toList());
    }

    /**
     * Replaces hard deleted records by the rows that have taken their place. These inherit nothing: no conflicting
     * contents and no unknown members.
     */
    private void remake(OutboxPass.Rows rows, List<StoreRow> deleted) {
        if (deleted.isEmpty()) {
            return;
        }
        Map<String, StoreRow> remade = new HashMap<>();
        deleted.forEach(row -> remade.put(row.id, row));
        HeldBackRows.Page page = held.page(rows.model(), List.copyOf(remade.keySet()), rows.places());
        RowPlaces places = new RowPlaces(session, rows, remade);
        for (RecordContent unplaced : places.read(page)) {
            page.attempt(unplaced.id(), () -> {
                RecordContent content = places.place(unplaced);
                StoreRow row = Objects.requireNonNull(remade.get(content.id()));
                page.check(content, row);
                remake(row, content, page.sized(content, made(row, content.mergedInto("", rows.model()))));
            });
        }
        // Until the new row can be read, the record stays as it was before the row was inserted.
        page.close().forEach(id -> delete(Objects.requireNonNull(remade.get(id)), true));
        Rows.update(session, deleted);
    }

    private void remake(StoreRow row, RecordContent content, String serialized) {
        row.serialized = serialized;
        row.selfReference = content.selfReference();
        row.conflictingData = "";
        row.ancestors = null;
        row.adapted = null;
        row.deleted = false;
        row.hardDeleted = false;
        StoreRecords.stamp(row, version());
        purging.put(row.id, StoreRecords.read(row));
    }

    private void delete(StoreRow row, boolean hard) {
        row.deleted = true;
        row.ancestors = null;
        if (!hard && usesChangeTimes(row)) {
            row.serialized = ChangeTimes.deleted(row.serialized, making().time());
        }
        if (hard) {
            row.hardDeleted = true;
            row.serialized = "{}";
            row.conflictingData = "";
            row.adapted = null;
        }
        StoreRecords.stamp(row, version());
        if (row.hardDeleted) {
            purging.put(row.id, StoreRecords.read(row));
        }
    }
}
