package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.conflict.ConflictLog;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.KeysetQuery;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.internal.store.TombstoneRow;
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
 * Moves the application's changes into the store. Runs in a transaction that excludes other passes over the same
 * partitions, so that no change is ever stamped with a counter that a peer already holds in full. Many changes take
 * several passes, each with its own counter: databases keep the changes of a transaction until it ends, H2 in memory.
 */
public final class SerializeStage {
    private static final int PAGE = 1_000;
    private static final int MAX_CHANGES = 10_000;

    private final StatelessSession session;
    private final SyncableModels models;
    private final ConflictLog conflicts;
    private final String profile;
    private final Filter filter;
    private final HeldBackRows held;
    private final Map<String, SyncRecord> purging = new HashMap<>();
    private @Nullable RecordVersion version;
    private int handled;

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
    }

    /**
     * Result of a pass.
     *
     * @param isLast whether nothing is left to be serialized
     * @param heldBack rows that cannot be serialized, and were not held back before
     */
    public record Pass(boolean isLast, List<HeldBack> heldBack) {}

    /** Makes one pass. */
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
        // Locks rows before tombstones, the order in which the application's transactions lock them.
        models.inOrder(profile).forEach(this::changes);
        deletions();
        ReceivedChunks.purge(session, null, purging);
        announce();
        return new Pass(!isFull(), held.added());
    }

    private boolean isFull() {
        return handled >= MAX_CHANGES || conflicts.isFull();
    }

    private void announce() {
        RecordVersion last = InstanceCounter.current(session);
        // If nothing has changed and everything is announced, no counter is used.
        boolean announced = MaxCounters.own(session, last.instance(), filter).values().stream()
                .allMatch(c -> c == last.counter());
        if (version == null && announced && last.counter() > 0) {
            return;
        }
        Map<String, Map<String, Long>> counters = new TreeMap<>();
        RecordVersion own = version();
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

    private void changes(SyncableModel model) {
        PartitionPredicate inside = PartitionPredicate.of("e.morangoPartition", filter);
        KeysetQuery<Object[]> pages = new KeysetQuery<>(
                session,
                Object[].class,
                "select e.morangoDirty, e.id from " + model.entityName() + " e where %s and " + model.ownRows()
                        + " and " + inside.text()
                        + " order by e.morangoDirty, e.id",
                "e.morangoDirty",
                "e.id",
                inside::bind);
        int lastDirty = 1;
        String lastId = "";
        while (!isFull()) {
            List<Object[]> page = pages.after(lastDirty, lastId, PAGE);
            if (page.isEmpty()) {
                return;
            }
            Object[] last = page.get(page.size() - 1);
            lastDirty = (Integer) last[0];
            lastId = (String) last[1];
            handled += page.size();
            serialize(model, page.stream().map(row -> (String) row[1]).toList());
        }
    }

    private void serialize(SyncableModel model, List<String> ids) {
        // Clears the marks first, which locks the rows: nobody can change them before this transaction ends, and a
        // later change marks them again.
        IdList.change(session, "update " + model.entityName() + " e set e.morangoDirty = 0 where e.id", ids);
        Map<String, StoreRow> stored = StoreRecords.load(session, ids);
        Set<String> pending = stored.isEmpty() ? new HashSet<>() : PendingRecords.of(session, stored.keySet());
        Set<String> remade = stored.isEmpty() ? Set.of() : tombstones(stored.keySet());
        List<StoreRow> created = new ArrayList<>();
        List<StoreRow> changed = new ArrayList<>();
        List<StoreRow> overruled = new ArrayList<>();
        HeldBackRows.Page page = held.page(model, ids);
        for (RecordContent content : page.read()) {
            StoreRow found = stored.get(content.id());
            boolean isTaken = found != null && page.ownsIdOf(content, found);
            StoreRow row = isTaken ? null : found;
            page.attempt(content.id(), () -> {
                page.check(content, row);
                if (row == null) {
                    (isTaken ? changed : created).add(create(content, page));
                } else if (pending.contains(row.id)) {
                    changed.add(merge(row, content, page, remade.contains(row.id), overruled));
                } else if (change(row, content, page, remade.contains(row.id))) {
                    changed.add(row);
                }
            });
        }
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

    /** Returns the ids that were deleted since the last pass. If their row exists, it was made again. */
    private Set<String> tombstones(Collection<String> ids) {
        return new HashSet<>(
                IdList.select(session, "select t.id from MorangoTombstoneRow t where t.id", String.class, ids));
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

    private void deletions() {
        String last = "";
        while (!isFull()) {
            List<TombstoneRow> page = session.createSelectionQuery(
                            "from MorangoTombstoneRow t where t.profile = :profile and t.id > :last order by t.id",
                            TombstoneRow.class)
                    .setParameter("profile", profile)
                    .setParameter("last", last)
                    .setMaxResults(PAGE)
                    // If a row is deleted again after it is found alive below, its tombstone has to be written after
                    // this pass.
                    .setHibernateLockMode(LockMode.PESSIMISTIC_WRITE)
                    .getResultList();
            if (page.isEmpty()) {
                return;
            }
            last = page.get(page.size() - 1).id;
            handled += delete(page);
        }
    }

    /** Serializes deletions. Returns the number of removed tombstones; those outside the filter stay. */
    private int delete(List<TombstoneRow> page) {
        List<String> ids = page.stream().map(t -> t.id).toList();
        Set<String> alive = new HashSet<>();
        for (SyncableModel model : models.inOrder(profile)) {
            List<String> own = page.stream()
                    .filter(t -> models.areRelated(profile, t.modelName, model.name()))
                    .map(t -> t.id)
                    .toList();
            alive.addAll(IdList.select(
                    session, "select e.id from " + model.entityName() + " e where e.id", String.class, own));
            held.release(
                    profile,
                    model.name(),
                    own.stream().filter(id -> !alive.contains(id)).toList());
        }
        Map<String, StoreRow> stored = StoreRecords.load(session, ids);
        // A row of the same id in another model is another record. Tombstones of bulk statements name a base class for
        // the models below it.
        page.forEach(t -> stored.computeIfPresent(
                t.id, (id, row) -> models.areRelated(profile, t.modelName, row.modelName) ? row : null));
        Set<String> pending = stored.isEmpty() ? Set.of() : PendingRecords.of(session, stored.keySet());
        List<StoreRow> deleted = new ArrayList<>();
        List<StoreRow> remade = new ArrayList<>();
        List<String> done = new ArrayList<>();
        for (TombstoneRow tombstone : page) {
            StoreRow row = stored.get(tombstone.id);
            boolean isAlive = alive.contains(tombstone.id);
            if (row == null || (isAlive && !tombstone.hard)) {
                // The row was never serialized, or was made again since.
                done.add(tombstone.id);
            } else if (filter.contains(row.partition)) {
                done.add(tombstone.id);
                if (isAlive) {
                    if (!pending.contains(row.id)) {
                        remade.add(row);
                    }
                } else if (pending.contains(row.id) && !row.deleted && !tombstone.hard && forgetsDeletion(row)) {
                    // The next stage writes the received record again.
                    continue;
                } else if (!row.deleted || (tombstone.hard && !row.hardDeleted)) {
                    if (pending.contains(row.id)) {
                        row.conflictingData = Merge.keptThroughDeletion(StoreRecords.read(row), making().time());
                    }
                    delete(row, tombstone.hard);
                    deleted.add(row);
                }
            }
        }
        Rows.update(session, deleted);
        remake(remade);
        PendingRecords.remove(session, deleted.stream().map(row -> row.id).toList());
        IdList.change(session, "delete from MorangoTombstoneRow t where t.id", done);
        return done.size();
    }

    /**
     * Replaces hard deleted records by the rows that have taken their place. These inherit nothing: no conflicting
     * contents and no unknown members.
     */
    private void remake(List<StoreRow> rows) {
        Map<String, StoreRow> remade = new HashMap<>();
        rows.forEach(row -> remade.put(row.id, row));
        for (SyncableModel model : models.inOrder(profile)) {
            List<String> ids = rows.stream()
                    .filter(row -> row.modelName.equals(model.name()))
                    .map(row -> row.id)
                    .toList();
            if (ids.isEmpty()) {
                continue;
            }
            HeldBackRows.Page page = held.page(model, ids);
            for (RecordContent content : page.read()) {
                page.attempt(content.id(), () -> {
                    page.check(content, remade.get(content.id()));
                    remake(
                            Objects.requireNonNull(remade.get(content.id())),
                            content,
                            page.sized(
                                    content,
                                    made(
                                            Objects.requireNonNull(remade.get(content.id())),
                                            content.mergedInto("", model))));
                });
            }
            // Until the new row can be read, the record stays as it was before the row was inserted.
            page.close().forEach(id -> delete(Objects.requireNonNull(remade.get(id)), true));
        }
        Rows.update(session, rows);
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
