package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.conflict.ConflictLog;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowIdentity;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.InstanceCounter;
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
    private final OutboxPass pass;
    private final Identities identities;
    private final Map<String, SyncRecord> purging = new HashMap<>();
    private @Nullable RecordVersion version;

    private SerializeStage(
            StatelessSession session,
            SyncableModels models,
            ConflictLog conflicts,
            HeldBackRows held,
            String profile,
            Filter filter,
            RandomGenerator random) {
        this.session = session;
        this.models = models;
        this.conflicts = conflicts;
        this.held = held;
        this.profile = profile;
        this.filter = filter;
        this.pass = OutboxPass.begin(session, models, profile, MAX_CHANGES);
        this.identities = new Identities(session, models, profile, random, pass);
    }

    /**
     * Result of a pass.
     *
     * @param isLast whether nothing is left to be serialized
     * @param heldBack rows that cannot be serialized, and were not held back before
     */
    public record Pass(boolean isLast, List<HeldBack> heldBack) {
        /** There was nothing to serialize. */
        public static final Pass NOTHING = new Pass(true, List.of());
    }

    /** Makes one pass over the changes of all partitions, and announces the counters of those inside the filter. */
    public static Pass run(
            StatelessSession session,
            SyncableModels models,
            ConflictLog conflicts,
            HeldBackRows held,
            String profile,
            Filter filter,
            RandomGenerator random) {
        return new SerializeStage(session, models, conflicts, held, profile, filter, random).run();
    }

    private Pass run() {
        while (pass.hasNext() && !conflicts.isFull()) {
            List<OutboxPass.Rows> part = pass.next().inOrder();
            part.forEach(rows -> rows.all().forEach(keys -> serialize(rows, keys)));
            part.forEach(rows -> rows.deleted().forEach(keys -> delete(rows, keys)));
            part.forEach(rows -> rows.deletedRecords().forEach(ids -> deleteRowless(rows, ids)));
        }
        serializeReferenced();
        boolean isWoken = new Referrers(session, models, profile).wake(identities.late());
        ReceivedChunks.purge(session, null, purging);
        Announcement.make(session, filter, version);
        return new Pass(pass.close() && !isWoken, held.added());
    }

    /** Returns the version of this pass. Its counter is taken with the first change. */
    private RecordVersion version() {
        if (version == null) {
            version = InstanceCounter.next(session);
        }
        return version;
    }

    /** Serializes rows that others refer to and that nobody has noted, or whose notes come later. */
    private void serializeReferenced() {
        Map<SyncableModel, List<String>> more = identities.takeUnwritten();
        while (!more.isEmpty()) {
            more.forEach((model, keys) -> {
                OutboxPass.Rows rows = pass.unnoted(model, keys);
                rows.all().forEach(page -> serialize(rows, page));
            });
            more = identities.takeUnwritten();
        }
    }

    /** Serializes rows. Locks none of them: whoever changes one meanwhile adds a note, and it is read again. */
    private void serialize(OutboxPass.Rows rows, List<String> keys) {
        SyncableModel model = rows.model();
        if (model.identity() == RowIdentity.LOCAL) {
            deleteReplaced(rows, keys);
        }
        if (model.hidesDeletedRows()) {
            deleteHidden(rows, keys);
        }
        Map<String, StoreRow> stored = stored(model, keys);
        if (!model.hasRecordIds()) {
            deleteOfOtherModels(rows, stored);
        }
        HeldBackRows.Page page = held.page(model, keys, rows.places());
        RowPlaces places = new RowPlaces(session, rows, stored, identities);
        List<RecordContent> contents = places.read(page);
        deleteAny(rows, places.replaced());
        Set<String> read = contents.stream().map(RecordContent::id).collect(Collectors.toSet());
        read.retainAll(stored.values().stream().map(row -> row.id).collect(Collectors.toSet()));
        Set<String> pending = read.isEmpty() ? new HashSet<>() : PendingRecords.of(session, read);
        expect(contents, stored, pending);
        List<StoreRow> created = new ArrayList<>();
        List<StoreRow> changed = new ArrayList<>();
        List<StoreRow> overruled = new ArrayList<>();
        List<ChangedRow> unreached = new ArrayList<>();
        Map<String, String> found = new HashMap<>();
        for (RecordContent content : contents) {
            page.attempt(content.key(), () -> {
                StoreRow there = stored.get(content.key());
                boolean isTaken = there != null && page.ownsIdOf(content, there);
                StoreRow row = isTaken ? null : there;
                boolean isRemade = rows.isDeleted(content.key());
                page.check(content, row);
                if (row == null && !identities.roots().reach(content.partition())) {
                    unreached.add(new ChangedRow(content.key(), content.sourceId(), content.partition()));
                } else if (row == null) {
                    (isTaken ? changed : created).add(create(content, page));
                } else if (pending.contains(row.id)) {
                    changed.add(merge(row, content, page, isRemade, overruled));
                } else if (change(row, content, page, isRemade)) {
                    changed.add(row);
                } else if (!model.hasRecordIds() && row.localKey == null) {
                    found.put(row.id, content.key());
                }
            });
        }
        rows.leaveUnplaced(unreached);
        Rows.insert(session, created);
        Rows.update(session, changed);
        StoreRecords.link(session, found);
        identities.written(model, keys);
        Set<String> heldBack = page.close();
        if (!heldBack.isEmpty()) {
            rows.rest();
        }
        pending.removeAll(heldIds(heldBack, stored));
        overruled.forEach(row -> pending.remove(row.id));
        PendingRecords.remove(session, pending);
        PendingRecords.renew(session, overruled);
    }

    /** Announces the changes that meet with a pending record. */
    private void expect(List<RecordContent> contents, Map<String, StoreRow> stored, Set<String> pending) {
        List<ConflictLog.Expected> expected = new ArrayList<>();
        for (RecordContent content : contents) {
            StoreRow row = stored.get(content.key());
            if (row != null && pending.contains(row.id)) {
                String ancestor = Ancestors.decode(row.ancestors).ofRow();
                expected.add(ConflictLog.Expected.of(
                        row.profile,
                        row.modelName,
                        row.id,
                        row.serialized(),
                        content.members().toString(),
                        ancestor));
            }
        }
        conflicts.expect(expected);
    }

    /** Returns the records of rows, by key. */
    private Map<String, StoreRow> stored(SyncableModel model, List<String> keys) {
        return model.hasRecordIds()
                ? StoreRecords.load(session, keys)
                : StoreRecords.loadByKey(session, profile, models.related(model), keys);
    }

    private static Set<String> heldIds(Set<String> keys, Map<String, StoreRow> stored) {
        return keys.stream()
                .map(stored::get)
                .filter(Objects::nonNull)
                .map(row -> row.id)
                .collect(Collectors.toSet());
    }

    /**
     * Deletes the records of rows that were deleted and whose keys are those of new rows now: each number is given to
     * one thing only, at this peer, until its row is deleted.
     */
    private void deleteReplaced(OutboxPass.Rows rows, List<String> keys) {
        List<String> gone = keys.stream().filter(rows::isDeleted).toList();
        if (!gone.isEmpty()) {
            deleteAny(rows, stored(rows.model(), gone).values());
        }
    }

    /** Deletes the records of rows that belong to another model of their hierarchy now. */
    private void deleteOfOtherModels(OutboxPass.Rows rows, Map<String, StoreRow> stored) {
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
    private void deleteHidden(OutboxPass.Rows rows, List<String> keys) {
        Set<String> alive = alive(rows, keys);
        List<String> hidden = keys.stream().filter(key -> !alive.contains(key)).toList();
        if (!hidden.isEmpty()) {
            deleteRecords(rows, stored(rows.model(), hidden).values());
        }
    }

    private StoreRow create(RecordContent content, HeldBackRows.Page page) {
        StoreRow row = new StoreRow();
        row.id = content.id();
        row.profile = profile;
        row.modelName = page.model().name();
        row.localKey = page.model().hasRecordIds() ? null : content.key();
        take(row, content, page.sized(content, made(row, content.mergedInto("", page.model()))));
        return row;
    }

    /** Writes a row's change into the store; returns false if nothing in the row has changed. */
    private boolean change(StoreRow row, RecordContent content, HeldBackRows.Page page, boolean isRemade) {
        RecordContent own = content.withoutAdapted(row, page.model());
        String serialized = own.mergedInto(row.serialized(), page.model());
        boolean isMade = row.deleted || isRemade;
        if (!isMade && serialized.equals(row.serialized())) {
            return false;
        }
        serialized = page.sized(content, isMade ? made(row, serialized) : changed(row, row.serialized(), serialized));
        noteAncestors(row);
        if (row.deleted) {
            row.conflictingData(Merge.keptThroughChange(StoreRecords.read(row), making().time()));
        }
        row.adapted = own.stillAdapted(row.adapted);
        row.localKey = page.model().hasRecordIds() ? null : content.key();
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
        row.place(content.sourceId(), content.partition());
        row.selfReference(content.selfReference());
        row.serialized(serialized);
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
        String merging = (ancestor == null ? own : own.inFormOf(ancestor, model)).mergedInto(row.serialized(), model);
        String serialized = page.sized(
                content, ancestor == null || isRemade ? made(row, merging) : changed(row, ancestor, merging));
        ConflictResolver resolver = conflicts.resolver(profile, row.modelName);
        MergeResult result = Merge.mergeChange(
                StoreRecords.read(row), ancestor, serialized, own.selfReference(), making(), resolver);
        conflicts.add(result.conflict());
        StoreRow merged = StoreRecords.row(result.record(), row);
        merged.localKey = model.hasRecordIds() ? null : content.key();
        merged.place(content.sourceId(), content.partition());
        merged.adapted = own.stillAdapted(row.adapted);
        merged.ancestors = resolver.usesAncestor() && !merged.hardDeleted
                ? Ancestors.ofRow(serialized).encode()
                : null;
        if (result.outcome() == MergeResult.Outcome.CONFLICT
                && (merged.deleted || !merged.serialized().equals(serialized))) {
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
    private void delete(OutboxPass.Rows rows, List<String> keys) {
        SyncableModel model = rows.model();
        Set<String> alive = alive(rows, keys);
        List<String> gone = keys.stream().filter(key -> !alive.contains(key)).toList();
        held.release(profile, model.name(), gone);
        deleteRecords(rows, stored(model, gone).values());
        if (model.identity() != RowIdentity.LOCAL) {
            remake(
                    rows,
                    keys.stream()
                            .filter(key -> alive.contains(key) && rows.isHardDeleted(key))
                            .toList());
        }
    }

    /** Serializes the deletion of records that have no rows, unless they have got one meanwhile. */
    private void deleteRowless(OutboxPass.Rows rows, List<String> ids) {
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

    private void deleteAny(OutboxPass.Rows rows, Collection<StoreRow> own) {
        SyncableModel model = rows.model();
        Set<String> pending = own.isEmpty()
                ? Set.of()
                : PendingRecords.of(session, own.stream().map(row -> row.id).toList());
        List<StoreRow> deleted = new ArrayList<>();
        List<String> unlinked = new ArrayList<>();
        for (StoreRow row : own) {
            boolean isHard = rows.isHardDeleted(row);
            if (pending.contains(row.id) && !row.deleted && !isHard && forgetsDeletion(row)) {
                // The next stage writes the received record again.
                unlinked.add(row.id);
            } else if (!row.deleted || (isHard && !row.hardDeleted)) {
                if (pending.contains(row.id)) {
                    row.conflictingData(Merge.keptThroughDeletion(StoreRecords.read(row), making().time()));
                }
                delete(row, isHard);
                deleted.add(row);
            } else {
                unlinked.add(row.id);
            }
        }
        if (!model.hasRecordIds()) {
            StoreRecords.unlink(session, unlinked);
        }
        Rows.update(session, deleted);
        PendingRecords.remove(session, deleted.stream().map(row -> row.id).toList());
    }

    /**
     * Replaces hard deleted records by the rows that have taken their place. These inherit nothing: no conflicting
     * contents and no unknown members.
     */
    private void remake(OutboxPass.Rows rows, List<String> keys) {
        Map<String, StoreRow> remade = keys.isEmpty() ? Map.of() : stored(rows.model(), keys);
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
                remake(row, content, page.sized(content, made(row, content.mergedInto("", rows.model()))));
            });
        }
        // Until the new row can be read, the record stays as it was before the row was inserted.
        page.close().forEach(key -> delete(Objects.requireNonNull(remade.get(key)), true));
        Rows.update(session, List.copyOf(remade.values()));
    }

    private void remake(StoreRow row, RecordContent content, String serialized) {
        row.serialized(serialized);
        row.selfReference(content.selfReference());
        row.conflictingData("");
        row.ancestors = null;
        row.adapted = null;
        row.deleted = false;
        row.hardDeleted = false;
        StoreRecords.stamp(row, version());
        purging.put(row.id, StoreRecords.read(row));
    }

    private void delete(StoreRow row, boolean hard) {
        row.deleted = true;
        row.localKey = null;
        row.ancestors = null;
        if (!hard && usesChangeTimes(row)) {
            row.serialized(ChangeTimes.deleted(row.serialized(), making().time()));
        }
        if (hard) {
            row.hardDeleted = true;
            row.serialized("{}");
            row.conflictingData("");
            row.adapted = null;
        }
        StoreRecords.stamp(row, version());
        if (row.hardDeleted) {
            purging.put(row.id, StoreRecords.read(row));
        }
    }
}
