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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.conflict.ConflictLog;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Ancestors;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
import org.morango.merge.Succession;
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

    private final StatelessSession session;
    private final SyncableModels models;
    private final ConflictLog conflicts;
    private final String profile;
    private final NewVersions versions;
    private final Successions records;
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Set<String> pending = new LinkedHashSet<>();
    private final Map<SyncableModel, Set<String>> moved = new HashMap<>();

    /** The pairs of records of which one has got the row of the other. Contents that lead in a circle do it once. */
    private final Set<List<String>> linked = new HashSet<>();

    /** The rows of records whose successors have rows of their own. What refers to them is written again. */
    private final Map<SyncableModel, Set<String>> left = new HashMap<>();

    private final Set<String> partitions = new LinkedHashSet<>();

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
        this.records = new Successions(session);
    }

    /** Returns what is done with received records, after those that have moved or continue others are noted. */
    public static Arrival noting(StatelessSession session, SyncableModels models, Arrival arrival) {
        return new Arrival() {
            @Override
            public Set<String> delete(Collection<StoreRow> rows) {
                return arrival.delete(rows);
            }

            @Override
            public Set<String> write(Collection<StoreRow> rows) {
                note(session, models, rows);
                return arrival.write(rows);
            }
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
            records.load(page);
            expect();
            records.all().forEach(row -> open.add(row.id));
            while (!open.isEmpty()) {
                follow(records.get(open.remove()));
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

    /** Announces the living records that will be merged into others. */
    private void expect() {
        Map<String, Set<String>> contents = new HashMap<>();
        for (StoreRow from : records.all()) {
            for (String id : Succession.of(from.serialized()).successors()) {
                StoreRow to = records.successor(from, id);
                if (to != null) {
                    StoreRow last = records.last(to);
                    Stream.of(from, to, last)
                            .filter(row -> !row.deleted)
                            .forEach(row -> contents.computeIfAbsent(last.id, i -> new LinkedHashSet<>())
                                    .add(row.serialized()));
                }
            }
        }
        conflicts.expect(contents.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> {
                    StoreRow to = records.get(entry.getKey());
                    return new ConflictLog.Expected(to.profile, to.modelName, to.id, List.copyOf(entry.getValue()));
                })
                .toList());
    }

    private void follow(StoreRow from) {
        Succession move = Succession.of(from.serialized());
        StoreRow to = records.successor(from, move.successor());
        if (to != null && !from.deleted && records.last(to).id.equals(from.id)) {
            comeBack(from);
            return;
        }
        if (to == null || (!from.deleted && !moveBesideChange(from, to))) {
            return;
        }
        if (!to.id.equals(from.successor)) {
            from.successor = to.id;
            changed.add(from.id);
        }
        link(from, records.get(to.id));
        if (move.isEnded()) {
            end(records.get(to.id));
        }
        move.successors().stream()
                .filter(id -> !id.equals(to.id))
                .forEach(id -> unite(records.successor(from, id), to.id));
    }

    /** Lets a record stay that has moved back, while another peer had only seen it move away. */
    private void comeBack(StoreRow row) {
        if (versions.mayChange(row)) {
            versions.comeBack(row);
            changed.add(row.id);
        }
    }

    /** Merges a record into the one with a lower id that continues the same record. It may have moved on meanwhile. */
    private void unite(@Nullable StoreRow other, String to) {
        StoreRow last = other == null ? null : records.last(other);
        if (last != null
                && !last.deleted
                && !last.id.equals(records.last(records.get(to)).id)
                && moveBesideChange(last, records.get(to))) {
            link(last, records.get(to));
        }
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
        StoreRow last = records.last(to);
        if (!versions.mayChange(from) || !versions.mayChange(last)) {
            return false;
        }
        merge(from, last);
        versions.moveAway(from, to);
        changed.add(from.id);
        return true;
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
        records.put(merged);
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
        StoreRow last = records.last(to);
        if (!last.deleted && versions.mayChange(last)) {
            versions.delete(last, false);
            changed.add(last.id);
            pending.add(last.id);
        }
    }

    /** Returns the partitions of the records that are pending now. The transfer that caused it may not reach them. */
    Set<String> partitions() {
        return partitions;
    }

    private void save() {
        List<StoreRow> rows = changed.stream().map(records::get).toList();
        Rows.update(session, rows);
        PendingRecords.remove(
                session,
                rows.stream()
                        .filter(row -> row.deleted && row.localKey == null)
                        .map(row -> row.id)
                        .toList());
        List<StoreRow> renewed = pending.stream()
                .map(records::get)
                .filter(row -> !row.deleted || row.localKey != null)
                .toList();
        PendingRecords.renew(session, renewed);
        renewed.forEach(row -> partitions.add(row.partition));
        Referrers referrers = new Referrers(session, models, profile);
        referrers.stray(moved);
        left.forEach((model, keys) -> partitions.addAll(referrers.renew(model, keys)));
    }
}
