package org.morango.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.morango.merge.Ancestors;
import org.morango.merge.ChangeTimes;
import org.morango.merge.ConflictResolver;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
import org.morango.record.Filter;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

/** How the changes of an {@link InMemoryReplica}'s application become versions of records. */
abstract class InMemorySerialization extends InMemoryTransfers {
    /** Profile of every record of the application table. */
    public static final String PROFILE = "facilitydata";

    final ConflictRules conflicts = new ConflictRules();

    InMemorySerialization(String instanceId, Random random) {
        super(instanceId, random);
    }

    public void serialize(String profile, Filter filter) {
        if (!profile.equals(PROFILE)) {
            return;
        }
        synchronized (lock) {
            // A record that was never stored was never sent, so its deletion need not be sent.
            tombstones.keySet().retainAll(store.keySet());
            forgetDeletions();
            // Another peer has deleted the record as well.
            tombstones.entrySet().removeIf(e -> {
                SyncRecord rec = Objects.requireNonNull(store.get(e.getKey())).content();
                return rec.deleted() && (rec.hardDeleted() || !e.getValue().hard());
            });
            // The filter only says for which partitions the counter is announced.
            List<String> changed = rows.entrySet().stream()
                    .filter(e -> e.getValue().dirty())
                    .map(Map.Entry::getKey)
                    .toList();
            List<String> deleted = List.copyOf(tombstones.keySet());
            if (changed.isEmpty() && deleted.isEmpty() && isPromised(filter)) {
                return;
            }
            counter = next(counter);
            RecordVersion version = new RecordVersion(instance.id(), counter);
            changed.forEach(id -> serializeRow(id, version));
            deleted.forEach(id -> serializeTombstone(id, version));
            filter.partitions().forEach(p -> maxCounters.raise(p, instance.id(), counter));
        }
    }

    public boolean isSerialized(String profile, Filter filter) {
        synchronized (lock) {
            return !profile.equals(PROFILE)
                    || (tombstones.isEmpty() && rows.values().stream().noneMatch(Row::dirty) && isPromised(filter));
        }
    }

    public boolean hasChanges(String profile) {
        synchronized (lock) {
            return profile.equals(PROFILE)
                    && !(tombstones.isEmpty() && rows.values().stream().noneMatch(Row::dirty));
        }
    }

    private boolean isPromised(Filter filter) {
        return filter.partitions().stream().allMatch(p -> maxCounters.get(p, instance.id()) == counter);
    }

    /** Returns how merges make records. Uses the counter as the clock, so that the same steps give the same records. */
    static Merge.Making making(RecordVersion version) {
        return new Merge.Making(version, Instant.ofEpochMilli(version.counter()));
    }

    /** Returns the next value of this instance's counter. */
    protected long next(long last) {
        return last + 1;
    }

    private void serializeRow(String id, RecordVersion version) {
        Row row = Objects.requireNonNull(rows.get(id));
        Stored before = ofRow(id, row);
        String serialized = Content.serialized(
                before == null ? "{}" : before.content().serialized(),
                row.content(),
                id,
                row.sourceId(),
                row.partition());
        rows.put(id, new Row(row.modelName(), row.sourceId(), row.partition(), row.content(), false, true));
        boolean isMade = before == null || before.content().deleted() || tombstones.containsKey(id);
        if (before != null && before.dirty()) {
            serializeOver(before, serialized, version, tombstones.containsKey(id));
            return;
        }
        if (conflicts.resolver(row.modelName()).usesChangeTimes()) {
            serialized = before == null || isMade
                    ? ChangeTimes.made(serialized, version, making(version).time())
                    : ChangeTimes.changed(
                            before.content().serialized(),
                            serialized,
                            version,
                            making(version).time());
        }
        SyncRecord content = new SyncRecord(
                id,
                PROFILE,
                row.modelName(),
                row.sourceId(),
                row.partition(),
                serialized,
                false,
                false,
                version,
                before == null
                        ? ""
                        : Merge.keptThroughChange(
                                before.content(), making(version).time()),
                before == null ? "" : before.content().selfReference(),
                (before == null ? RecordHistory.EMPTY : before.content().history()).with(version));
        Ancestors ancestors =
                before == null || !conflicts.resolver(row.modelName()).usesAncestor()
                        ? Ancestors.NONE
                        : before.ancestors().beforeChange(before.content(), instance.id());
        store.put(id, new Stored(content, false, ancestors));
    }

    /**
     * Serializes a row whose record is pending. The application never saw the received content, so one of the two
     * contents becomes conflicting content.
     */
    private void serializeOver(Stored received, String written, RecordVersion version, boolean isRemade) {
        SyncRecord before = received.content();
        String ancestor = received.ancestors().ofRow();
        ConflictResolver resolver = conflicts.resolver(before.modelName());
        Merge.Making making = making(version);
        String serialized = !resolver.usesChangeTimes()
                ? written
                : ancestor == null || isRemade
                        ? ChangeTimes.made(written, version, making.time())
                        : ChangeTimes.changed(ancestor, written, version, making.time());
        MergeResult result = Merge.mergeChange(before, ancestor, serialized, before.selfReference(), making, resolver);
        conflicts.tell(result);
        boolean hasLost = result.outcome() == MergeResult.Outcome.CONFLICT
                && (result.record().deleted() || !result.record().serialized().equals(serialized));
        Ancestors ancestors = result.record().hardDeleted() ? Ancestors.NONE : Ancestors.ofRow(serialized);
        store.put(before.id(), new Stored(result.record(), hasLost, ancestors));
    }

    private void serializeTombstone(String id, RecordVersion version) {
        Tombstone tombstone = Objects.requireNonNull(tombstones.remove(id));
        Stored before = store.get(id);
        if (before == null) {
            return;
        }
        Row remade = rows.get(id);
        if (remade != null) {
            if (!before.dirty()) {
                purge(before.content(), remade);
            }
            return;
        }
        SyncRecord old = before.content();
        if (before.dirty()
                && !old.deleted()
                && !tombstone.hard()
                && conflicts.resolver(old.modelName()).forgetsUnsyncedDeletion()) {
            return;
        }
        String kept =
                before.dirty() ? Merge.keptThroughDeletion(old, making(version).time()) : old.conflictingData();
        boolean hard = tombstone.hard();
        SyncRecord content = new SyncRecord(
                id,
                old.profile(),
                old.modelName(),
                old.sourceId(),
                old.partition(),
                hard
                        ? "{}"
                        : conflicts.resolver(old.modelName()).usesChangeTimes()
                                ? ChangeTimes.deleted(
                                        old.serialized(), making(version).time())
                                : old.serialized(),
                true,
                hard || old.hardDeleted(),
                version,
                hard ? "" : kept,
                old.selfReference(),
                old.history().with(version));
        store.put(id, new Stored(content, false));
    }

    /** Replaces a hard-deleted record by the row made in its place, without anything of the old content. */
    private void purge(SyncRecord serialized, Row remade) {
        SyncRecord content = new SyncRecord(
                serialized.id(),
                serialized.profile(),
                serialized.modelName(),
                serialized.sourceId(),
                serialized.partition(),
                Content.serialized("{}", remade.content(), serialized.id(), remade.sourceId(), remade.partition()),
                false,
                false,
                serialized.version(),
                "",
                serialized.selfReference(),
                serialized.history());
        store.put(serialized.id(), new Stored(content, false));
    }
}
