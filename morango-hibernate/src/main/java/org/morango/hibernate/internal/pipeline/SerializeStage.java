package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.morango.hibernate.hook.TenantRoot;
import org.morango.hibernate.internal.conflict.ConflictLog;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowIdentity;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Ancestors;
import org.morango.merge.ConflictResolver;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
import org.morango.merge.Succession;
import org.morango.record.Filter;
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
    private final NewVersions versions;
    private final RowDeletions deletions;
    private final Mover mover;

    private SerializeStage(
            StatelessSession session,
            SyncableModels models,
            ConflictLog conflicts,
            HeldBackRows held,
            String profile,
            Filter filter,
            TenantRoot tenantRoot,
            RandomGenerator random,
            boolean isPlainAllowed) {
        this.session = session;
        this.models = models;
        this.conflicts = conflicts;
        this.held = held;
        this.profile = profile;
        this.filter = filter;
        this.pass = OutboxPass.begin(session, models, profile, MAX_CHANGES);
        this.identities = new Identities(session, models, profile, tenantRoot, random, pass);
        this.versions = new NewVersions(session, conflicts);
        this.deletions = new RowDeletions(session, held, identities, versions);
        this.mover = new Mover(session, models, versions, isPlainAllowed);
    }

    /**
     * Result of a pass.
     *
     * @param isLast whether nothing is left to be serialized
     * @param heldBack rows that cannot be serialized, and were not held back before
     * @param moved the partitions of records that have got other contents or rows by moves, and are pending
     */
    public record Pass(boolean isLast, List<HeldBack> heldBack, Set<String> moved) {
        /** There was nothing to serialize. */
        public static final Pass NOTHING = new Pass(true, List.of(), Set.of());
    }

    /**
     * Makes one pass over the changes of all partitions, and announces the counters of those inside the filter.
     *
     * @param tenantRoot the roots of tenants
     * @param isPlainAllowed whether peers sync here that do not know of moves
     */
    public static Pass run(
            StatelessSession session,
            SyncableModels models,
            ConflictLog conflicts,
            HeldBackRows held,
            String profile,
            Filter filter,
            TenantRoot tenantRoot,
            RandomGenerator random,
            boolean isPlainAllowed) {
        return new SerializeStage(session, models, conflicts, held, profile, filter, tenantRoot, random, isPlainAllowed)
                .run();
    }

    private Pass run() {
        MoveFollower follower = new MoveFollower(session, models, conflicts, profile, versions);
        boolean isFollowed = follower.run();
        while (pass.hasNext() && !conflicts.isFull()) {
            List<OutboxPass.Rows> part = pass.next().inOrder();
            part.forEach(rows -> {
                deletions.findGone(rows);
                rows.present().forEach(keys -> serialize(rows, keys));
            });
            part.forEach(rows -> rows.deleted().forEach(keys -> deletions.delete(rows, keys)));
            part.forEach(rows -> rows.deletedRecords().forEach(ids -> deletions.deleteRowless(rows, ids)));
        }
        serializeReferenced();
        isFollowed &= serializeStrayed();
        boolean isWoken = new Referrers(session, models, profile).wake(identities.late()) | mover.hasWoken();
        versions.close(filter, pass.oldest());
        return new Pass(pass.close() && isFollowed && !isWoken, held.added(), follower.partitions());
    }

    /** Serializes rows that others refer to and that nobody has noted, or whose notes come later. */
    private void serializeReferenced() {
        Map<SyncableModel, List<String>> more = identities.takeUnwritten();
        while (!more.isEmpty()) {
            more.forEach((model, keys) -> {
                OutboxPass.Rows rows = pass.unnoted(model, keys);
                rows.present().forEach(page -> serialize(rows, page));
            });
            more = identities.takeUnwritten();
        }
    }

    /**
     * Moves the records of rows that refer to moved ones, if they have to. Leaves those that are pending: their rows are
     * not what they will be. Returns whether these are all.
     */
    private boolean serializeStrayed() {
        StrayedRows strayed = new StrayedRows(session, models, profile, identities);
        for (int left = MAX_CHANGES; left > 0; ) {
            Map<SyncableModel, List<String>> found = strayed.take(left);
            if (found.isEmpty()) {
                strayed.close();
                return true;
            }
            for (Map.Entry<SyncableModel, List<String>> each : found.entrySet()) {
                left -= each.getValue().size();
                OutboxPass.Rows rows = pass.strayed(each.getKey(), each.getValue());
                rows.present().forEach(page -> serialize(rows, page));
            }
        }
        strayed.close();
        return false;
    }

    /** Serializes rows. Locks none of them: whoever changes one meanwhile adds a note, and it is read again. */
    private void serialize(OutboxPass.Rows rows, List<String> keys) {
        SyncableModel model = rows.model();
        if (model.identity() == RowIdentity.LOCAL) {
            deletions.deleteReplaced(rows, keys);
        }
        if (model.hidesDeletedRows()) {
            deletions.deleteHidden(rows, keys);
        }
        Map<String, StoreRow> stored = identities.stored(model, keys);
        if (!model.hasRecordIds()) {
            deletions.deleteOfOtherModels(rows, stored);
        }
        HeldBackRows.Page page = held.page(model, keys, rows.places());
        RowPlaces places = new RowPlaces(session, rows, stored, identities);
        List<RecordContent> read = places.read(page);
        deletions.deleteAny(rows, places.replaced());
        Set<String> known = read.stream()
                .map(content -> stored.get(content.key()))
                .filter(Objects::nonNull)
                .map(row -> row.id)
                .collect(Collectors.toSet());
        Set<String> pending = known.isEmpty() ? new HashSet<>() : PendingRecords.of(session, known);
        List<RecordContent> contents =
                MovedReferences.asStated(session, model, mover.move(page, read, stored, pending), stored, pending);
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
        MoveFollower.note(
                session,
                models,
                changed.stream()
                        .filter(row ->
                                !row.deleted && Succession.of(row.serialized()).hasMoved())
                        .toList());
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

    private static Set<String> heldIds(Set<String> keys, Map<String, StoreRow> stored) {
        return keys.stream()
                .map(stored::get)
                .filter(Objects::nonNull)
                .map(row -> row.id)
                .collect(Collectors.toSet());
    }

    private StoreRow create(RecordContent content, HeldBackRows.Page page) {
        StoreRow row = new StoreRow();
        row.id = content.id();
        row.profile = profile;
        row.modelName = page.model().name();
        row.localKey = page.model().hasRecordIds() ? null : content.key();
        versions.take(row, content, page.sized(content, versions.made(row, content.mergedInto("", page.model()))));
        return row;
    }

    /** Writes a row's change into the store; returns false if nothing in the row has changed. */
    private boolean change(StoreRow row, RecordContent content, HeldBackRows.Page page, boolean isRemade) {
        RecordContent own = content.withoutAdapted(row, page.model());
        // Nothing of a hard-deleted record comes back, not even where it has moved to.
        String serialized = own.mergedInto(row.hardDeleted ? "" : row.serialized(), page.model());
        boolean isMade = row.deleted || isRemade;
        if (!isMade && serialized.equals(row.serialized())) {
            return false;
        }
        serialized = page.sized(
                content, isMade ? versions.made(row, serialized) : versions.changed(row, row.serialized(), serialized));
        row.ancestors = versions.ancestors(row);
        if (row.deleted) {
            row.conflictingData(Merge.keptThroughChange(
                    StoreRecords.read(row), versions.making().time()));
        }
        row.adapted = own.stillAdapted(row.adapted);
        row.localKey = page.model().hasRecordIds() ? null : content.key();
        versions.take(row, own, serialized);
        return true;
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
                content,
                ancestor == null || isRemade ? versions.made(row, merging) : versions.changed(row, ancestor, merging));
        ConflictResolver resolver = versions.resolver(row);
        MergeResult result = Merge.mergeChange(
                StoreRecords.read(row), ancestor, serialized, own.selfReference(), versions.making(), resolver);
        conflicts.add(result.conflict());
        StoreRow merged = StoreRecords.row(result.record(), row);
        merged.localKey = model.hasRecordIds() ? null : content.key();
        merged.place(content.sourceId(), content.partition());
        merged.adapted = own.stillAdapted(row.adapted);
        merged.ancestors = resolver.usesAncestor() && !merged.hardDeleted
                ? Ancestors.ofRow(serialized).encode()
                : null;
        if ((result.outcome() == MergeResult.Outcome.CONFLICT
                        && (merged.deleted || !merged.serialized().equals(serialized)))
                || mover.isBehind(content)) {
            overruled.add(merged);
        }
        return merged;
    }
}
