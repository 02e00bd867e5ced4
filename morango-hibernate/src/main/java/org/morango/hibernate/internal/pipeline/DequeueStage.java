package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.conflict.ConflictLog;
import org.morango.hibernate.internal.store.BufferRow;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.HeldBackRecords;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.internal.store.TouchedRecords;
import org.morango.hibernate.internal.store.TransferSessionRow;
import org.morango.internal.observation.LogText;
import org.morango.merge.Ancestors;
import org.morango.merge.ConflictResolver;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
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
 * Merges what was received into the store, and takes over what the sender holds. Much takes several passes, each a
 * transaction: databases keep what a transaction has changed, H2 in memory. What the sender holds is taken over by the
 * last of them: until then others do not get what was merged. After a crash in between the rest is merged by whoever finds
 * the transfer next.
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
    private final Function<Collection<StoreRow>, Set<String>> onward;
    private final Map<MergeResult.Outcome, Long> outcomes = new HashMap<>();
    private final Map<String, SyncRecord> purging = new HashMap<>();
    private long refused;

    private DequeueStage(
            StatelessSession session,
            ConflictLog conflicts,
            RecordVersion version,
            @Nullable TransferSessionRow transfer,
            boolean isCareful,
            Function<Collection<StoreRow>, Set<String>> onward) {
        this.session = session;
        this.conflicts = conflicts;
        this.version = version;
        this.transfer = transfer;
        this.touched = TouchedRecords.of(session, transfer);
        this.isCareful = isCareful;
        this.aside = HeldBackRecords.received(session);
        this.onward = onward;
    }

    /**
     * Makes one pass.
     *
     * @param isCareful whether what the database does not take is to be found, and set aside
     * @param onward takes each page of merged records on to the next stage, and returns the ids of those that need nothing
     *     more
     */
    public static Pass run(
            StatelessSession session,
            ConflictLog conflicts,
            String transferId,
            PartitionCounters sender,
            boolean isCareful,
            Function<Collection<StoreRow>, Set<String>> onward) {
        TransferSessionRow transfer = session.get(TransferSessionRow.class, transferId);
        BufferRow row = first(session, transferId, transfer);
        if (row == null) {
            takeOver(session, transfer, sender);
            return new Pass(DequeueResult.NONE, true);
        }
        // Taken whether or not a conflict needs it, as the original does.
        DequeueStage stage =
                new DequeueStage(session, conflicts, InstanceCounter.next(session), transfer, isCareful, onward);
        int most = Passes.records();
        int merged = 0;
        while (row != null && merged < most && !conflicts.isFull()) {
            merged += row.size;
            stage.merge(records(row));
            session.delete(row);
            row = next(session, transferId);
        }
        if (transfer != null) {
            ReceivedChunks.dequeued(session, transferId, merged);
        }
        ReceivedChunks.purge(session, transferId, stage.purging);
        if (row == null) {
            takeOver(session, transfer, sender);
        }
        return new Pass(stage.result(), row == null);
    }

    /** The first row to merge, if all is there that the transfer counts as received, or was merged before. */
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

    /** What was written can be read, unless the disk has not kept it. */
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
                outcomes.getOrDefault(MergeResult.Outcome.CONFLICT, 0L),
                outcomes.getOrDefault(MergeResult.Outcome.ALREADY_KNOWN, 0L),
                refused);
    }

    /** What one pass has merged, and whether nothing is left. */
    public record Pass(DequeueResult result, boolean isLast) {}

    private static void takeOver(
            StatelessSession session, @Nullable TransferSessionRow transfer, PartitionCounters sender) {
        Filter filter = transfer == null ? sender.filter() : Filter.parse(transfer.filter);
        PartitionCounters fitting = MaxCounters.fitting(session, filter, sender);
        if (!fitting.equals(sender)) {
            LOG.warn(
                    "A peer says that it holds more instances of {} than are taken over. What of them is here already is received"
                            + " again each time. See \"Poisoned data\" in docs/operations.md.",
                    LogText.plain(filter.toString()));
        }
        MaxCounters.raise(session, possible(fitting, InstanceCounter.current(session)));
    }

    /** What the sender holds; nobody can hold more of this instance than it has handed out. */
    private static PartitionCounters possible(PartitionCounters sender, RecordVersion last) {
        Map<String, Map<String, Long>> counters = new HashMap<>();
        sender.asMap().forEach((partition, held) -> {
            Map<String, Long> capped = new HashMap<>(held);
            capped.computeIfPresent(last.instance(), (own, counter) -> Math.min(counter, last.counter()));
            counters.put(partition, capped);
        });
        return PartitionCounters.of(counters);
    }

    private void merge(List<SyncRecord> received) {
        Map<String, StoreRow> stored =
                StoreRecords.load(session, received.stream().map(SyncRecord::id).toList());
        Map<String, SyncRecord> records = new HashMap<>();
        stored.forEach((id, row) -> records.put(id, StoreRecords.read(row)));
        Map<String, StoreRow> merged = new LinkedHashMap<>();
        Set<String> waiting = waiting(stored.values());
        for (SyncRecord incoming : received) {
            String id = incoming.id();
            ConflictResolver resolver = conflicts.resolver(incoming.profile(), incoming.modelName());
            SyncRecord local = records.get(id);
            StoreRow before = merged.getOrDefault(id, stored.get(id));
            if (local != null && !local.isVersionOf(incoming)) {
                boolean isTaken = incoming.ownsIdOf(local);
                refuse(isTaken ? incoming : local, isTaken ? local : incoming);
                if (!isTaken) {
                    continue;
                }
                local = null;
                before = null;
            }
            Ancestors ancestors = before == null ? Ancestors.NONE : Ancestors.decode(before.ancestors);
            MergeResult result = Merge.merge(local, ancestors, incoming, conflicts.making(version), resolver);
            outcomes.merge(result.outcome(), 1L, Long::sum);
            conflicts.add(result.conflict());
            if (result.outcome() != MergeResult.Outcome.ALREADY_KNOWN) {
                StoreRow row = StoreRecords.row(result.record());
                // Until it is written, the application's row is as it was.
                row.adapted = before == null || row.hardDeleted ? null : before.adapted;
                if (local != null && resolver.usesAncestor() && !row.hardDeleted) {
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

    /** An id belongs to one record. Whatever else has it is not kept: it may be an attempt to replace that record. */
    private void refuse(SyncRecord owner, SyncRecord other) {
        if (refused++ == 0) {
            LOG.warn(
                    "Record {} of model {}, partition {}, was received and is not kept: the id is that of a record of model {},"
                            + " partition {}. Others of this kind that came with it are not listed.",
                    other.id(),
                    LogText.plain(other.modelName()),
                    LogText.plain(other.partition()),
                    LogText.plain(owner.modelName()),
                    LogText.plain(owner.partition()));
        }
    }

    /** The sender does not send them again: that they were there has to be known here. */
    private void setAside(Map<String, StoreRow> merged, Map<String, String> unstorable) {
        List<HeldBack> held = new ArrayList<>();
        unstorable.forEach((id, reason) -> {
            StoreRow row = merged.remove(id);
            purging.remove(id);
            refused++;
            String text = "It was received, and this database does not take it: " + reason
                    + ". What was here of it stays. Change it where it was made: its next version is tried again.";
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

    /** Those that have not reached the application's tables, as far as it matters how conflicts are resolved. */
    private Set<String> waiting(Collection<StoreRow> rows) {
        List<String> asking = rows.stream()
                .filter(row -> conflicts.resolver(row.profile, row.modelName).usesAncestor())
                .map(row -> row.id)
                .toList();
        return asking.isEmpty() ? Set.of() : PendingRecords.of(session, asking);
    }

    private void save(Map<String, StoreRow> merged, Set<String> known) {
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
        // Those that waited before wait with their new content, or not any longer.
        PendingRecords.remove(session, changed.stream().map(row -> row.id).toList());
        Set<String> settled = onward.apply(merged.values());
        PendingRecords.add(
                session,
                merged.values().stream()
                        .filter(row -> !settled.contains(row.id))
                        .toList(),
                transfer == null ? null : transfer.filter);
    }
}
