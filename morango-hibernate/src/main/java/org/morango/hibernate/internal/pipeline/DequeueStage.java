package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.counter.Claim;
import org.morango.counter.Evidence;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.conflict.ConflictLog;
import org.morango.hibernate.internal.store.BufferRow;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.HeldBackRecords;
import org.morango.hibernate.internal.store.HibernateCertificateStore;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.internal.store.TouchedRecords;
import org.morango.hibernate.internal.store.TransferSessionRow;
import org.morango.internal.text.LogText;
import org.morango.merge.Ancestors;
import org.morango.merge.ConflictResolver;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
import org.morango.merge.OwnVersions;
import org.morango.merge.Succession;
import org.morango.merge.WriteScopes;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.DequeueResult;
import org.morango.replica.HeldBack;
import org.morango.replica.HeldBackKind;
import org.morango.replica.ReceivedDataLostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges received records into the store, and raises the database max counters to those of the sender. Many records
 * take several passes, each of which is a transaction: databases keep the changes of a transaction until it ends, H2 in
 * memory. The last pass raises the counters; until then others do not get the merged records. After a crash in between,
 * the process that finds the transfer next merges the rest.
 */
public final class DequeueStage {
    private static final Logger LOG = LoggerFactory.getLogger(DequeueStage.class);

    private final StatelessSession session;
    private final ConflictLog conflicts;
    private final RecordVersion version;
    private final @Nullable TransferSessionRow transfer;
    private final @Nullable TouchedRecords touched;
    private final boolean isCareful;
    private final HeldBackRecords aside;
    private final Arrival arrival;
    private final Map<MergeResult.Outcome, Long> outcomes = new HashMap<>();
    private final Map<String, SyncRecord> purging = new HashMap<>();
    private final Map<String, WriteScopes> scopes = new HashMap<>();
    private final Evidence evidence;
    private long refused;

    /** Whether records may be pending. Most often none are. */
    private boolean hasPending;

    private DequeueStage(
            StatelessSession session,
            ConflictLog conflicts,
            RecordVersion version,
            @Nullable TransferSessionRow transfer,
            Evidence evidence,
            boolean isCareful,
            Arrival arrival) {
        this.session = session;
        this.conflicts = conflicts;
        this.version = version;
        this.transfer = transfer;
        this.touched = TouchedRecords.of(session, transfer);
        this.isCareful = isCareful;
        this.aside = HeldBackRecords.received(session);
        this.evidence = evidence;
        this.arrival = arrival;
        this.hasPending = PendingRecords.areAny(session);
    }

    /**
     * Makes one pass.
     *
     * @param isCareful whether to find records that the database does not accept, and set them aside
     * @param arrival what is done with the merged records in the application's tables
     */
    public static Pass run(
            StatelessSession session,
            ConflictLog conflicts,
            String transferId,
            Claim sender,
            boolean isCareful,
            Arrival arrival) {
        TransferSessionRow transfer = session.get(TransferSessionRow.class, transferId);
        BufferRow row = first(session, transferId, transfer);
        Evidence evidence = new Evidence(sender.counters());
        if (transfer != null && transfer.recordsTransferred > 0) {
            evidence.add(ReceivedChunks.shown(session, transferId));
        }
        if (row == null) {
            takeOver(session, transfer, sender, evidence);
            return new Pass(DequeueResult.NONE, true);
        }
        // The counter is taken whether or not a conflict needs it, as in Python Morango.
        DequeueStage stage = new DequeueStage(
                session, conflicts, InstanceCounter.next(session), transfer, evidence, isCareful, arrival);
        int most = Passes.records();
        int merged = 0;
        while (row != null && merged < most && !conflicts.isFull()) {
            merged += row.size;
            stage.merge(records(row));
            session.delete(row);
            row = next(session, transferId);
        }
        if (transfer != null) {
            ReceivedChunks.dequeued(session, transferId, merged, evidence.text());
        }
        ReceivedChunks.purge(session, transferId, stage.purging);
        if (row == null) {
            takeOver(session, transfer, sender, evidence);
        }
        return new Pass(stage.result(), row == null);
    }

    /**
     * Returns the first row to merge. Fails if records that the transfer counts as received are neither there nor
     * merged.
     */
    private static @Nullable BufferRow first(
            StatelessSession session, String transferId, @Nullable TransferSessionRow transfer) {
        if (transfer != null && transfer.recordsTransferred > 0) {
            long there = ReceivedChunks.total(session, transferId);
            if (there < transfer.recordsTransferred) {
                throw ReceivedDataLostException.missing(transferId, transfer.recordsTransferred, there);
            }
        }
        return next(session, transferId);
    }

    private static @Nullable BufferRow next(StatelessSession session, String transferId) {
        return readable(transferId, () -> ReceivedChunks.first(session, transferId));
    }

    private static List<SyncRecord> records(BufferRow row) {
        return readable(row.transferId, () -> ReceivedChunks.unpack(row));
    }

    /** Runs a read of the buffer. It fails only if the disk has lost what was written. */
    private static <T extends @Nullable Object> T readable(String transferId, Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            if (Database.isConflict(e) || Database.isDisconnection(e)) {
                throw e;
            }
            throw new ReceivedDataLostException(
                    transferId, "a part of it cannot be read: " + Database.reason(e) + ".", e);
        }
    }

    private DequeueResult result() {
        return new DequeueResult(
                outcomes.getOrDefault(MergeResult.Outcome.NEW, 0L),
                outcomes.getOrDefault(MergeResult.Outcome.FAST_FORWARD, 0L)
                        + outcomes.getOrDefault(MergeResult.Outcome.SAME_CONTENT, 0L),
                outcomes.getOrDefault(MergeResult.Outcome.CONFLICT, 0L)
                        + outcomes.getOrDefault(MergeResult.Outcome.FORK, 0L),
                outcomes.getOrDefault(MergeResult.Outcome.ALREADY_KNOWN, 0L),
                refused,
                outcomes.getOrDefault(MergeResult.Outcome.FORK, 0L));
    }

    /** Result of one pass, and whether nothing is left. */
    public record Pass(DequeueResult result, boolean isLast) {}

    private static void takeOver(
            StatelessSession session, @Nullable TransferSessionRow transfer, Claim sender, Evidence evidence) {
        Filter filter = transfer == null ? sender.filter() : Filter.parse(transfer.filter);
        PartitionCounters fitting = MaxCounters.fitting(session, filter, sender);
        if (!fitting.equals(sender.counters())) {
            LOG.warn(
                    "A peer says that it holds more instances of {} than are taken over. What of them is here already is received"
                            + " again each time. See \"Poisoned data\" in docs/operations.md.",
                    LogText.plain(filter.toString()));
        }
        MaxCounters.takeOver(
                session, new Claim(sender.peer(), filter, fitting), evidence, InstanceCounter.current(session));
    }

    private void merge(List<SyncRecord> received) {
        Map<String, StoreRow> stored =
                StoreRecords.load(session, received.stream().map(SyncRecord::id).toList());
        Map<String, SyncRecord> records = new HashMap<>();
        stored.forEach((id, row) -> records.put(id, StoreRecords.read(row)));
        expect(received, stored, records);
        Map<String, StoreRow> merged = new LinkedHashMap<>();
        Set<String> waiting = waiting(stored.values());
        for (SyncRecord each : received) {
            String id = each.id();
            ConflictResolver resolver = conflicts.resolver(each.profile(), each.modelName());
            SyncRecord local = records.get(id);
            StoreRow before = merged.getOrDefault(id, stored.get(id));
            if (local != null && !local.isVersionOf(each)) {
                boolean isTaken = each.ownsIdOf(local);
                refuse(isTaken ? each : local, isTaken ? local : each);
                if (!isTaken) {
                    continue;
                }
                local = null;
                before = null;
            }
            if (isInvented(local, each)) {
                continue;
            }
            SyncRecord incoming = OwnVersions.bounded(local, each, version.instance());
            evidence.add(incoming.partition(), incoming.history());
            Ancestors ancestors = before == null ? Ancestors.NONE : Ancestors.decode(before.ancestors);
            MergeResult result =
                    Merge.merge(local, ancestors, incoming, conflicts.making(version), resolver, this::mayChange);
            outcomes.merge(result.outcome(), 1L, Long::sum);
            conflicts.add(result.conflict());
            if (result.outcome() != MergeResult.Outcome.ALREADY_KNOWN) {
                StoreRow row = StoreRecords.row(result.record(), before);
                // Until the record is written, the application's row is as it was.
                row.adapted = before == null || row.hardDeleted ? null : before.adapted;
                // The row of a record that has moved is kept, perhaps with a change that is merged later.
                boolean hasRow =
                        !row.hardDeleted || Succession.of(row.serialized()).hasMoved();
                if (local != null && resolver.usesAncestor() && hasRow) {
                    boolean waits = merged.containsKey(id) || waiting.contains(id);
                    row.ancestors =
                            Ancestors.afterMerge(local, ancestors, waits).encode();
                }
                records.put(id, result.record());
                merged.put(id, row);
                if (row.hardDeleted) {
                    purging.put(id, result.record());
                } else {
                    purging.remove(id);
                }
            }
        }
        save(merged, stored.keySet());
    }

    /** Announces the records of which neither side knows the other's version. */
    private void expect(List<SyncRecord> received, Map<String, StoreRow> stored, Map<String, SyncRecord> records) {
        List<ConflictLog.Expected> expected = new ArrayList<>();
        for (SyncRecord each : received) {
            SyncRecord local = records.get(each.id());
            if (local != null
                    && !local.history().knows(each.version())
                    && !each.history().knows(local.version())) {
                String ancestor = Ancestors.decode(Objects.requireNonNull(stored.get(each.id())).ancestors)
                        .commonWith(each.history());
                expected.add(ConflictLog.Expected.of(
                        each.profile(), each.modelName(), each.id(), local.serialized(), each.serialized(), ancestor));
            }
        }
        conflicts.expect(expected);
    }

    private boolean mayChange(SyncRecord rec) {
        return scopes.computeIfAbsent(rec.profile(), profile -> HibernateCertificateStore.writeScopes(session, profile))
                .cover(rec);
    }

    /** Drops a record whose id belongs to another record. It may be an attempt to replace that record. */
    private void refuse(SyncRecord owner, SyncRecord other) {
        refuse(
                other,
                "the id is that of a record of model " + LogText.plain(owner.modelName()) + ", partition "
                        + LogText.plain(owner.partition()));
    }

    /**
     * Returns whether a record claims a version of this instance that it does not know itself, and that no other peer
     * can know.
     */
    private boolean isInvented(@Nullable SyncRecord local, SyncRecord incoming) {
        if (!OwnVersions.isInvented(local, incoming, version.instance())) {
            return false;
        }
        refuse(
                incoming,
                "it claims to be version " + incoming.version().counter()
                        + " of this instance, which has never saved that version");
        return true;
    }

    private void refuse(SyncRecord other, String reason) {
        if (refused++ == 0) {
            LOG.warn(
                    "Record {} of model {}, partition {}, was received and is not kept: {}. Others of this kind that came with it"
                            + " are not listed.",
                    other.id(),
                    LogText.plain(other.modelName()),
                    LogText.plain(other.partition()),
                    reason);
        }
    }

    /** Notes records that could not be stored, because the sender does not send them again. */
    private void setAside(Map<String, StoreRow> merged, Map<String, String> unstorable) {
        List<HeldBack> held = new ArrayList<>();
        unstorable.forEach((id, reason) -> {
            StoreRow row = Objects.requireNonNull(merged.remove(id));
            purging.remove(id);
            refused++;
            String text = "It was received, and this database does not take it: " + reason
                    + ". The version that was stored here stays. Change the record where it was made: its next version is tried again.";
            held.add(new HeldBack(row.profile, row.modelName, id, HeldBackKind.UNSTORABLE, null, text, null));
        });
        aside.add(held, conflicts.making(version).time());
        HeldBack first = held.get(0);
        LOG.warn(
                "{} received and could not be stored, the first of model {}, id {}: {} All else was taken; Morango.heldBack()"
                        + " lists them.",
                held.size() == 1 ? "A record was" : held.size() + " records were",
                first.modelName(),
                first.id(),
                first.reason());
    }

    /** Returns the pending records among these, as far as that matters for the resolution of conflicts. */
    private Set<String> waiting(Collection<StoreRow> rows) {
        List<String> asking = rows.stream()
                .filter(row -> conflicts.resolver(row.profile, row.modelName).usesAncestor())
                .map(row -> row.id)
                .toList();
        return asking.isEmpty() ? Set.of() : PendingRecords.of(session, asking);
    }

    private void save(Map<String, StoreRow> merged, Set<String> known) {
        // A row whose record turns out to be unfit for the store has to stay.
        Set<String> deleted = isCareful ? Set.of() : arrival.delete(merged.values());
        List<StoreRow> created = new ArrayList<>();
        List<StoreRow> changed = new ArrayList<>();
        merged.forEach((id, row) -> (known.contains(id) ? changed : created).add(row));
        Map<String, String> unstorable = new StoreWrites(session, isCareful).write(created, changed);
        if (!unstorable.isEmpty()) {
            setAside(merged, unstorable);
            changed.removeIf(row -> unstorable.containsKey(row.id));
        }
        merged.values().stream()
                .collect(Collectors.groupingBy(
                        row -> Map.entry(row.profile, row.modelName),
                        Collectors.mapping(row -> row.id, Collectors.toList())))
                .forEach((model, ids) -> aside.remove(model.getKey(), model.getValue(), ids));
        if (touched != null) {
            touched.add(merged.values());
        }
        // Records that were pending before are pending with their new content, or not any longer.
        if (hasPending) {
            PendingRecords.remove(session, changed.stream().map(row -> row.id).toList());
        }
        Set<String> settled = arrival.write(merged.values());
        List<StoreRow> pending = merged.values().stream()
                .filter(row -> !settled.contains(row.id) && !deleted.contains(row.id))
                .toList();
        PendingRecords.add(session, pending, transfer == null ? null : transfer.filter);
        hasPending |= !pending.isEmpty();
    }
}
