package org.morango.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.morango.common.Alarm;
import org.morango.common.Threads;
import org.morango.counter.Claim;
import org.morango.counter.Evidence;
import org.morango.counter.Fsic;
import org.morango.merge.Ancestors;
import org.morango.merge.ChangeTimes;
import org.morango.merge.ConflictResolver;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
import org.morango.merge.OwnVersions;
import org.morango.merge.ResolvedConflict;
import org.morango.record.Filter;
import org.morango.record.RecordHistory;
import org.morango.record.RecordIdRule;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.CertificateStore;
import org.morango.replica.ChangeFeed;
import org.morango.replica.DequeueResult;
import org.morango.replica.DeserializeResult;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.InvitationStore;
import org.morango.replica.Replica;
import org.morango.replica.SessionStore;
import org.morango.replica.StageWatch;
import org.morango.replica.SyncLog;
import org.morango.session.TransferSession;

/**
 * Reference model of a replica: plain maps under one lock, as close to the text of the protocol as possible. It
 * replaces a database in tests and defines how other replicas have to behave.
 *
 * <p>It has an application table of its own ({@link #put}, {@link #delete}, {@link #hardDelete}, {@link #rows}), whose
 * rows are JSON objects. The rows have no fixed columns, so members that a new content lacks count as unknown members
 * and are kept; see docs/protocol.md, "Counters and serialized content". Ids always follow from partition, source id
 * and model. Unlike Python Morango, it does not remove an instance from its counters when no record in the store names
 * that instance any more.
 */
public class InMemoryReplica extends InMemoryTransfers implements Replica {
    /** Profile of every record of the application table. */
    public static final String PROFILE = "facilitydata";

    private static final Duration POLL = Duration.ofMillis(20);

    private final InMemoryCertificateStore certificates = new InMemoryCertificateStore();
    private final InvitationStore invitations = new InMemoryInvitationStore(certificates);
    private final ChangeFeed changes = new ChangeFeed(
            () -> new ChangeFeed.State(Map.entry(lastVersion(), certificates.countRevocations()), hasChanges(PROFILE)),
            POLL,
            Threads.daemons(),
            Alarm.create());
    private final ConflictRules conflicts = new ConflictRules();
    private int passRecords = Integer.MAX_VALUE;
    private Runnable betweenPasses = () -> {};

    /**
     * @param instanceId 32 hexadecimal digits
     * @param random for the database id and the source ids of rows that have none; a seeded one makes them repeatable
     */
    public InMemoryReplica(String instanceId, Random random) {
        super(instanceId, random);
    }

    /** Sets the strategy for conflicts of a model's records; without one this side's content stays. */
    public void onConflict(String modelName, ConflictResolver resolver) {
        conflicts.resolve(modelName, resolver);
    }

    /** Sets a listener that receives each conflict, inside the replica's lock. */
    public void onConflict(Consumer<ResolvedConflict> listener) {
        conflicts.tell(listener);
    }

    @Override
    public CertificateStore certificates() {
        return certificates;
    }

    @Override
    public InvitationStore invitations() {
        return invitations;
    }

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    @Override
    public SyncLog syncLog() {
        return syncLog;
    }

    @Override
    public Optional<RecordIdRule> idRule(String profile, String modelName) {
        return models.test(modelName) ? Optional.of(RecordIdRule.HASH) : Optional.empty();
    }

    @Override
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

    @Override
    public boolean isSerialized(String profile, Filter filter) {
        synchronized (lock) {
            return !profile.equals(PROFILE)
                    || (tombstones.isEmpty() && rows.values().stream().noneMatch(Row::dirty) && isPromised(filter));
        }
    }

    @Override
    public boolean hasChanges(String profile) {
        synchronized (lock) {
            return profile.equals(PROFILE)
                    && !(tombstones.isEmpty() && rows.values().stream().noneMatch(Row::dirty));
        }
    }

    @Override
    public RecordVersion lastVersion() {
        synchronized (lock) {
            return new RecordVersion(instance.id(), counter);
        }
    }

    @Override
    public ChangeFeed changes() {
        return changes;
    }

    private boolean isPromised(Filter filter) {
        return filter.partitions().stream().allMatch(p -> maxCounters.get(p, instance.id()) == counter);
    }

    /** Returns how merges make records. Uses the counter as the clock, so that the same steps give the same records. */
    private static Merge.Making making(RecordVersion version) {
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

    @Override
    public Fsic fsic(Filter filter, FsicRole role, FsicFormat format, String peer) {
        synchronized (lock) {
            return maxCounters.fsic(filter, role, format, peer);
        }
    }

    /**
     * Makes {@link #dequeue} merge in passes, each of which is a transaction, as databases do with many records.
     *
     * @param records a pass ends with the chunk in which it reaches this number
     * @param between called before each pass
     */
    public void mergeInPasses(int records, Runnable between) {
        passRecords = records;
        betweenPasses = between;
    }

    @Override
    public DequeueResult dequeue(String transferId, Claim sender) {
        Tally tally = new Tally();
        boolean isDone = false;
        while (!isDone) {
            betweenPasses.run();
            long before = tally.result().records();
            synchronized (lock) {
                Evidence shown = new Evidence(sender.counters());
                shown.add(evidence.getOrDefault(transferId, ""));
                isDone = mergePass(transferId, shown, tally);
                if (isDone) {
                    takeOver(transferId, sender, shown);
                }
                evidence.put(transferId, shown.text());
            }
            StageWatch.tell(tally.result().records() - before);
        }
        return tally.result();
    }

    /** Merges the records of one pass; returns whether none are left. */
    private boolean mergePass(String transferId, Evidence shown, Tally tally) {
        checkComplete(transferId);
        List<SyncRecord> incoming = new ArrayList<>();
        Iterator<List<SyncRecord>> chunks =
                buffers.getOrDefault(transferId, Map.of()).values().iterator();
        while (chunks.hasNext() && incoming.size() < passRecords) {
            incoming.addAll(chunks.next());
            chunks.remove();
        }
        boolean isDone = !chunks.hasNext();
        if (isDone) {
            buffers.remove(transferId);
        }
        if (sessions.transfer(transferId).isPresent()) {
            dequeued.merge(transferId, (long) incoming.size(), Long::sum);
        }
        counter += incoming.isEmpty() ? 0 : 1;
        merge(incoming, new RecordVersion(instance.id(), counter), shown, tally);
        return isDone;
    }

    private void merge(List<SyncRecord> incoming, RecordVersion version, Evidence shown, Tally tally) {
        Map<String, Stored> merged = new LinkedHashMap<>();
        for (SyncRecord each : incoming) {
            Stored local = merged.getOrDefault(each.id(), store.get(each.id()));
            if (local != null && !local.content().isVersionOf(each)) {
                tally.addRefused();
                if (!isOusted(local.content(), each)) {
                    continue;
                }
                local = null;
            }
            SyncRecord held = local == null ? null : local.content();
            if (OwnVersions.isInvented(held, each, instance.id())) {
                tally.addRefused();
                continue;
            }
            SyncRecord received = OwnVersions.bounded(held, each, instance.id());
            shown.add(received.partition(), received.history());
            ConflictResolver resolver = conflicts.resolver(received.modelName());
            MergeResult result = local == null
                    ? Merge.merge(null, received, making(version))
                    : Merge.merge(
                            local.content(),
                            local.ancestors(),
                            received,
                            making(version),
                            resolver,
                            rec -> certificates().writeScopes(rec.profile()).cover(rec));
            tally.add(result);
            conflicts.tell(result);
            if (result.outcome() != MergeResult.Outcome.ALREADY_KNOWN) {
                Ancestors ancestors = local == null
                                || !resolver.usesAncestor()
                                || result.record().hardDeleted()
                        ? Ancestors.NONE
                        : Ancestors.afterMerge(local.content(), local.ancestors(), local.dirty());
                merged.put(received.id(), new Stored(result.record(), true, ancestors));
            }
        }
        store.putAll(merged);
    }

    /** Returns whether a stored record gives its id to a received one. */
    protected boolean isOusted(SyncRecord stored, SyncRecord received) {
        return received.ownsIdOf(stored);
    }

    private void takeOver(String transferId, Claim sender, Evidence shown) {
        Filter filter =
                sessions.transfer(transferId).map(TransferSession::filter).orElseGet(sender::filter);
        maxCounters
                .fitting(filter, sender)
                .asMap()
                .forEach((partition, counters) -> counters.forEach((from, said) -> {
                    // No peer can know more of this instance than the instance itself.
                    boolean isOwn = from.equals(instance.id());
                    long possible = isOwn ? Math.min(said, counter) : said;
                    long proven = isOwn ? possible : Math.min(possible, shown.of(partition, from));
                    if (proven > 0) {
                        maxCounters.raise(partition, from, proven);
                    }
                    if (possible > Math.max(0, maxCounters.get(partition, from))) {
                        maxCounters.told(sender.peer()).raise(partition, from, possible);
                    }
                }));
    }

    @Override
    public DeserializeResult deserialize(String profile, Filter filter) {
        synchronized (lock) {
            long written = 0;
            long deleted = 0;
            long failed = 0;
            for (Map.Entry<String, Stored> entry : store.entrySet()) {
                SyncRecord content = entry.getValue().content();
                String id = entry.getKey();
                Row row = rows.get(id);
                boolean due = entry.getValue().dirty()
                        && content.profile().equals(profile)
                        && filter.contains(content.partition());
                boolean isGone = content.deleted() && (row == null || isAnother(row));
                boolean changedSince = !isGone && ((row != null && row.dirty()) || tombstones.containsKey(id));
                if (!due || changedSince) {
                    continue;
                }
                if (!models.test(content.modelName())) {
                    entry.setValue(new Stored(content, false, entry.getValue().ancestors()));
                    continue;
                }
                if (isGone) {
                    deleted++;
                } else if (content.deleted()) {
                    rows.remove(id);
                    deleted++;
                } else if (Content.isObject(content.serialized())) {
                    rows.put(
                            id,
                            new Row(
                                    content.modelName(),
                                    content.sourceId(),
                                    content.partition(),
                                    Content.row(content.serialized()),
                                    false,
                                    true));
                    written++;
                } else {
                    failed++;
                    continue;
                }
                entry.setValue(new Stored(content, false, entry.getValue().ancestors()));
            }
            return new DeserializeResult(written, deleted, failed);
        }
    }

    @Override
    public void retryHeldBack() {
        synchronized (lock) {
            if (store.keySet().stream().anyMatch(heldBack::containsKey)) {
                counter = next(counter);
            }
            RecordVersion version = new RecordVersion(instance.id(), counter);
            heldBack.keySet()
                    .forEach(id -> store.computeIfPresent(
                            id,
                            (same, held) -> new Stored(
                                    stamped(held.content(), held.content().history(), version), held.dirty())));
            heldBack.clear();
        }
    }
}
