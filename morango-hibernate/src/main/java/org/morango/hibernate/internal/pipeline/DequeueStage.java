package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.StatelessSession;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.BufferRow;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.hibernate.internal.store.PendingRecords;
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
    private final Function<Collection<StoreRow>, Set<String>> onward;
    private final Map<MergeResult.Outcome, Long> outcomes = new HashMap<>();

    private DequeueStage(
            StatelessSession session, RecordVersion version, Function<Collection<StoreRow>, Set<String>> onward) {
        this.session = session;
        this.version = version;
        this.onward = onward;
    }

    /** Merges, and leaves all that has changed to the next stage. */
    public static DequeueResult run(
            StatelessSession session, String transferId, String instance, PartitionCounters sender) {
        return run(session, transferId, instance, sender, rows -> Set.of());
    }

    /** Merges, and writes what it can into the application's tables on the way: a record then is written once. */
    public static DequeueResult runOnward(
            StatelessSession session,
            SyncableModels models,
            String profile,
            String transferId,
            String instance,
            PartitionCounters sender) {
        return run(session, transferId, instance, sender, new ArrivedRecords(session, models, profile)::write);
    }

    private static DequeueResult run(
            StatelessSession session,
            String transferId,
            String instance,
            PartitionCounters sender,
            Function<Collection<StoreRow>, Set<String>> onward) {
        Map<MergeResult.Outcome, Long> outcomes = Map.of();
        BufferRow row = ReceivedChunks.next(session, transferId, null);
        if (row != null) {
            // Taken whether or not a conflict needs it, as the original does.
            DequeueStage stage =
                    new DequeueStage(session, new RecordVersion(instance, InstanceCounter.next(session)), onward);
            while (row != null) {
                stage.merge(ReceivedChunks.unpack(row));
                row = ReceivedChunks.next(session, transferId, row);
            }
            outcomes = stage.outcomes;
            ReceivedChunks.discard(session, transferId);
        }
        MaxCounters.raise(session, sender);
        return new DequeueResult(
                outcomes.getOrDefault(MergeResult.Outcome.NEW, 0L),
                outcomes.getOrDefault(MergeResult.Outcome.FAST_FORWARD, 0L),
                outcomes.getOrDefault(MergeResult.Outcome.CONFLICT, 0L),
                outcomes.getOrDefault(MergeResult.Outcome.ALREADY_KNOWN, 0L));
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
                merged.put(incoming.id(), StoreRecords.row(result.record()));
            }
        }
        save(merged, stored.keySet());
    }

    private void save(Map<String, StoreRow> merged, Set<String> known) {
        List<StoreRow> created = new ArrayList<>();
        List<StoreRow> changed = new ArrayList<>();
        merged.forEach((id, row) -> (known.contains(id) ? changed : created).add(row));
        session.insertMultiple(created);
        session.updateMultiple(changed);
        // Those that waited before wait with their new content, or not any longer.
        PendingRecords.remove(session, changed.stream().map(row -> row.id).toList());
        Set<String> settled = onward.apply(merged.values());
        PendingRecords.add(
                session,
                merged.values().stream()
                        .filter(row -> !settled.contains(row.id))
                        .toList());
    }
}
