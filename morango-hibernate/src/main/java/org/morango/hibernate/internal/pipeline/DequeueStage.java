package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.StatelessSession;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.store.BufferRow;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.DequeueResult;

/** Merges what was received into the store, and takes over what the sender holds, in one transaction. */
public final class DequeueStage {
    private final StatelessSession session;
    private final RecordVersion version;
    private final Map<MergeResult.Outcome, Long> outcomes = new HashMap<>();

    private DequeueStage(StatelessSession session, RecordVersion version) {
        this.session = session;
        this.version = version;
    }

    public static DequeueResult run(
            StatelessSession session, String transferId, String instance, PartitionCounters sender) {
        Map<MergeResult.Outcome, Long> outcomes = Map.of();
        BufferRow row = ReceivedChunks.next(session, transferId, "", -1);
        if (row != null) {
            // Taken whether or not a conflict needs it, as the original does.
            DequeueStage stage = new DequeueStage(session, new RecordVersion(instance, InstanceCounter.next(session)));
            while (row != null) {
                stage.merge(ReceivedChunks.unpack(row));
                row = ReceivedChunks.next(session, transferId, row.firstRecord, row.part);
            }
            outcomes = stage.outcomes;
            ReceivedChunks.discard(session, transferId);
        }
        MaxCounters.raise(session, possible(sender, instance, InstanceCounter.current(session)));
        return new DequeueResult(
                outcomes.getOrDefault(MergeResult.Outcome.NEW, 0L),
                outcomes.getOrDefault(MergeResult.Outcome.FAST_FORWARD, 0L),
                outcomes.getOrDefault(MergeResult.Outcome.CONFLICT, 0L),
                outcomes.getOrDefault(MergeResult.Outcome.ALREADY_KNOWN, 0L));
    }

    /** What the sender holds; nobody can hold more of this instance than it has handed out. */
    private static PartitionCounters possible(PartitionCounters sender, String instance, long last) {
        Map<String, Map<String, Long>> counters = new HashMap<>();
        sender.asMap().forEach((partition, held) -> {
            Map<String, Long> capped = new HashMap<>(held);
            capped.computeIfPresent(instance, (own, counter) -> Math.min(counter, last));
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
        for (SyncRecord incoming : received) {
            MergeResult result = Merge.merge(records.get(incoming.id()), incoming, version);
            outcomes.merge(result.outcome(), 1L, Long::sum);
            if (result.outcome() != MergeResult.Outcome.ALREADY_KNOWN) {
                records.put(incoming.id(), result.record());
                merged.put(incoming.id(), StoreRecords.dirty(result.record()));
            }
        }
        List<StoreRow> created = new ArrayList<>();
        List<StoreRow> changed = new ArrayList<>();
        merged.forEach((id, row) -> (stored.containsKey(id) ? changed : created).add(row));
        session.insertMultiple(created);
        session.updateMultiple(changed);
    }
}
