package org.morango.hibernate.internal.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.conflict.ConflictLog;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.HibernateCertificateStore;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Ancestors;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
import org.morango.merge.Succession;
import org.morango.merge.WriteScopes;
import org.morango.record.RecordHistory;
import org.morango.record.SyncRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows received moves. Where the deletion of a record names a successor, and that one names the record, the row of
 * the record becomes that of the successor. A change that was made beside the move is merged into the successor. Runs at
 * the beginning of a pass, which has locked all partitions, before the application's own changes are serialized.
 */
public final class MoveFollower {
    /** Most records of which notes are followed in one pass. */
    private static final int MOST = 5_000;

    /** Number of noted records that are followed together. */
    private static final int PAGE = 500;

    /** Number of times that more records are read, to which those that were read before lead. */
    private static final int ROUNDS = 16;

    /** Most records that are read together. */
    private static final int MOST_READ = 5_000;

    private final StatelessSession session;
    private final SyncableModels models;
    private final ConflictLog conflicts;
    private final String profile;
    private final NewVersions versions;
    private final Map<String, StoreRow> records = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Set<String> pending = new LinkedHashSet<>();
    private final Map<SyncableModel, Set<String>> moved = new HashMap<>();

    /** The pairs of records of which one has got the row of the other. Contents that lead in a circle do it once. */
    private final Set<List<String>> linked = new HashSet<>();

    /** The rows of records whose successors have rows of their own. What refers to them is written again. */
    private final Map<SyncableModel, Set<String>> left = new HashMap<>();

    private final Set<String> partitions = new LinkedHashSet<>();

    private @Nullable WriteScopes scopes;

    MoveFollower(
            StatelessSession session,
            SyncableModels models,
            ConflictLog conflicts,
            String profile,
            NewVersions versions) {
        this.session = session;
        this.models = models;
        this.conflicts = conflicts;
        this.profile = profile;
        this.versions = versions;
    }

    /** Returns what is done with received records, after those that have moved or continue others are noted. */
    public static Function<Collection<StoreRow>, Set<String>> noting(
            StatelessSession session, SyncableModels models, Function<Collection<StoreRow>, Set<String>> onward) {
        return received -> {
            note(session, models, received);
            return onward.apply(received);
        };
    }

    /** Notes those of these records that have moved or continue others, for the next pass. */
    static void note(StatelessSession session, SyncableModels models, Collection<StoreRow> received) {
        Map<SyncableModel, List<String>> moves = new HashMap<>();
        for (StoreRow row : received) {
            if (Succession.isMentionedIn(row.serialized())) {
                models.find(row.profile, row.modelName)
                        .filter(model -> !model.hasRecordIds())
                        .ifPresent(model -> moves.computeIfAbsent(model, m -> new ArrayList<>())
                                .add(row.id));
            }
        }
        moves.forEach(
                (model, ids) -> new Outbox(session).addKeys(model.profile(), model.name(), Outbox.Kind.MOVED, ids));
    }

    /** Follows the moves that are noted. Returns whether these were all. */
    boolean run() {
        int followed = 0;
        Set<String> page = take();
        while (!page.isEmpty()) {
            load(page);
            open.addAll(records.keySet());
            while (!open.isEmpty()) {
                follow(record(open.remove()));
            }
            save();
            clear();
            followed += page.size();
            if (followed >= MOST) {
                return false;
            }
            page = take();
        }
        return true;
    }

    private Set<String> take() {
        return new Outbox(session)
                .take(profile, models.names(profile), Outbox.Kind.MOVED, PAGE).stream()
                        .flatMap(note -> note.readable().stream())
                        .map(ChangedRow::id)
                        .collect(Collectors.toSet());
    }

    private void clear() {
        records.clear();
        changed.clear();
        pending.clear();
        moved.clear();
        left.clear();
        linked.clear();
    }

    /** Reads records, and those to which they lead. */
    private void load(Set<String> ids) {
        Set<String> wanted = ids;
        for (int round = 0; round < ROUNDS && !wanted.isEmpty(); round++) {
            Set<String> next = new HashSet<>();
            StoreRecords.load(session, wanted).forEach((id, row) -> {
                records.put(id, row);
                Succession succession = Succession.of(row.serialized());
                next.addAll(succession.successors());
                if (succession.predecessor() != null) {
                    next.add(succession.predecessor());
                }
            });
            next.removeAll(records.keySet());
            wanted = records.size() < MOST_READ ? next : Set.of();
        }
    }

    private StoreRow record(String id) {
        return Objects.requireNonNull(records.get(id));
    }

    private void follow(StoreRow from) {
        Succession move = Succession.of(from.serialized());
        StoreRow to = successor(from, move, move.successor());
        if (to == null || (!from.deleted && !moveBesideChange(from, to))) {
            return;
        }
        if (!to.id.equals(from.successor)) {
            from.successor = to.id;
            changed.add(from.id);
        }
        link(from, record(to.id));
        if (move.isEnded()) {
            end(record(to.id));
        }
        move.successors().stream()
                .filter(id -> !id.equals(to.id))
                .forEach(id -> unite(successor(from, move, id), to.id));
    }

    /** Merges a record into the one with a lower id that continues the same record. It may have moved on meanwhile. */
    private void unite(@Nullable StoreRow other, String to) {
        StoreRow last = other == null ? null : last(other);
        if (last != null
                && !last.deleted
                && !last.id.equals(last(record(to)).id)
                && moveBesideChange(last, record(to))) {
            link(last, record(to));
        }
    }

    /** Returns a record that continues another one, if both say so. */
    private @Nullable StoreRow successor(StoreRow from, Succession move, @Nullable String id) {
        StoreRow to = id == null ? null : records.get(id);
        return to != null
                        && to.modelName.equals(from.modelName)
                        && to.profile.equals(from.profile)
                        && move.successors().contains(to.id)
                        && continues(from, to)
                ? to
                : null;
    }

    /**
     * Returns whether a record names another one as its predecessor, or one that the other continues and that names both:
     * of several successors, all but one are continued by that one.
     */
    private boolean continues(StoreRow from, StoreRow to) {
        String wanted = Succession.of(to.serialized()).predecessor();
        StoreRow at = from;
        for (Set<String> seen = new HashSet<>(); wanted != null && seen.add(at.id); ) {
            Succession own = Succession.of(at.serialized());
            if (wanted.equals(at.id)) {
                return own.successors().contains(to.id);
            }
            StoreRow before = own.predecessor() == null ? null : records.get(own.predecessor());
            if (before == null
                    || !Succession.of(before.serialized()).successors().contains(at.id)) {
                return false;
            }
            at = before;
        }
        return false;
    }

    /** Makes the row of a record that of its successor. Its content is written into the row, or the row deleted. */
    private void link(StoreRow from, StoreRow to) {
        if (from.localKey == null || !linked.add(List.of(from.id, to.id))) {
            return;
        }
        if (to.localKey != null) {
            models.find(profile, from.modelName)
                    .ifPresent(model -> left.computeIfAbsent(model, m -> new LinkedHashSet<>())
                            .add(from.localKey));
            return;
        }
        to.localKey = from.localKey;
        from.localKey = null;
        if (!to.deleted && to.ancestors == null) {
            to.ancestors = from.ancestors;
        }
        from.ancestors = null;
        changed.add(from.id);
        changed.add(to.id);
        pending.add(to.id);
        models.find(profile, to.modelName)
                .ifPresent(model ->
                        moved.computeIfAbsent(model, m -> new LinkedHashSet<>()).add(to.localKey));
        open.add(to.id);
    }

    /**
     * Merges a living record into the one that continues it, and deletes it. Returns false if this database may not
     * change both; a peer that may will do it.
     */
    private boolean moveBesideChange(StoreRow from, StoreRow to) {
        StoreRow last = last(to);
        if (!mayChange(from) || !mayChange(last)) {
            return false;
        }
        merge(from, last);
        String key = from.localKey;
        versions.moveAway(from, to);
        from.localKey = key;
        changed.add(from.id);
        return true;
    }

    /** Returns the record at the end of a chain of moves. */
    private StoreRow last(StoreRow first) {
        StoreRow last = first;
        Set<String> seen = new HashSet<>();
        while (last.hardDeleted && seen.add(last.id)) {
            Succession move = Succession.of(last.serialized());
            StoreRow next = successor(last, move, move.successor());
            if (next == null) {
                return last;
            }
            last = next;
        }
        return last;
    }

    private boolean mayChange(StoreRow row) {
        if (scopes == null) {
            scopes = HibernateCertificateStore.writeScopes(session, profile);
        }
        return scopes.cover(StoreRecords.read(row));
    }

    private void merge(StoreRow from, StoreRow to) {
        SyncRecord local = StoreRecords.read(to);
        SyncRecord beside = StoreRecords.read(from);
        String common = Ancestors.decode(to.ancestors).commonWith(beside.history());
        Ancestors ancestors =
                common == null ? Ancestors.NONE : new Ancestors(List.of(new Ancestors.State(beside.version(), common)));
        // The history of the other record says nothing of the versions of this one.
        SyncRecord incoming = local.withContent(content(beside, local), beside.selfReference())
                .withHistory(RecordHistory.of(beside.version()))
                .savedAs(beside.version())
                .withConflictingData(beside.conflictingData());
        conflicts.expect(List.of(ConflictLog.Expected.of(
                to.profile, to.modelName, to.id, local.serialized(), incoming.serialized(), common)));
        MergeResult result =
                Merge.merge(local, ancestors, incoming, versions.making(), versions.resolver(to), rec -> true);
        conflicts.add(result.conflict());
        if (result.outcome() == MergeResult.Outcome.ALREADY_KNOWN) {
            return;
        }
        StoreRow merged = StoreRecords.row(result.record(), to);
        merged.adapted = to.adapted;
        merged.ancestors = versions.resolver(to).usesAncestor()
                ? Ancestors.afterMerge(local, Ancestors.decode(to.ancestors), to.localKey == null)
                        .encode()
                : null;
        records.put(to.id, merged);
        changed.add(to.id);
        pending.add(to.id);
    }

    /** Returns a content as one of the other record: with the values that say where that one belongs. */
    private String content(SyncRecord beside, SyncRecord other) {
        ObjectNode content = RecordContent.members(Succession.continuing(
                beside.serialized(), Succession.of(other.serialized()).predecessor()));
        ObjectNode placed = RecordContent.members(other.serialized());
        Set<String> names = new LinkedHashSet<>(List.of("id", "_morango_source_id", "_morango_partition"));
        models.find(profile, other.modelName())
                .ifPresent(model -> TemplatePlaces.members(model).stream()
                        .map(Member::names)
                        .forEach(names::addAll));
        names.forEach(name -> {
            JsonNode value = placed.get(name);
            if (value != null) {
                content.set(name, value);
            }
        });
        return content.toString();
    }

    /** Deletes the successor of a record that was deleted by a peer that had not seen the move. */
    private void end(StoreRow to) {
        StoreRow last = last(to);
        if (!last.deleted && mayChange(last)) {
            String key = last.localKey;
            versions.delete(last, false);
            last.localKey = key;
            changed.add(last.id);
            pending.add(last.id);
        }
    }

    /** Returns the partitions of the records that are pending now. The transfer that caused it may not reach them. */
    Set<String> partitions() {
        return partitions;
    }

    private void save() {
        List<StoreRow> rows = changed.stream().map(this::record).toList();
        Rows.update(session, rows);
        PendingRecords.remove(
                session,
                rows.stream()
                        .filter(row -> row.deleted && row.localKey == null)
                        .map(row -> row.id)
                        .toList());
        List<StoreRow> renewed = pending.stream()
                .map(this::record)
                .filter(row -> !row.deleted || row.localKey != null)
                .toList();
        PendingRecords.renew(session, renewed);
        renewed.forEach(row -> partitions.add(row.partition));
        Referrers referrers = new Referrers(session, models, profile);
        referrers.stray(moved);
        left.forEach((model, keys) -> partitions.addAll(referrers.renew(model, keys)));
    }
}
