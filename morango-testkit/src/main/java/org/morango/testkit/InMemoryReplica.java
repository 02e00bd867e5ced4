package org.morango.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.morango.common.Alarm;
import org.morango.common.Threads;
import org.morango.counter.Claim;
import org.morango.counter.Evidence;
import org.morango.counter.Fsic;
import org.morango.merge.Ancestors;
import org.morango.merge.ConflictResolver;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
import org.morango.merge.OwnVersions;
import org.morango.merge.ResolvedConflict;
import org.morango.record.Filter;
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
public class InMemoryReplica extends InMemorySerialization implements Replica {
    private static final Duration POLL = Duration.ofMillis(20);

    private final InMemoryCertificateStore certificates = new InMemoryCertificateStore();
    private final InvitationStore invitations = new InMemoryInvitationStore(certificates);
    private final ChangeFeed changes = new ChangeFeed(
            () -> new ChangeFeed.State(Map.entry(lastVersion(), certificates.countRevocations()), hasChanges(PROFILE)),
            POLL,
            Threads.daemons(),
            Alarm.create());
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
    public RecordVersion lastVersion() {
        synchronized (lock) {
            return new RecordVersion(instance.id(), counter);
        }
    }

    @Override
    public ChangeFeed changes() {
        return changes;
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
