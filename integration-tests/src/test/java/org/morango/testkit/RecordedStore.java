package org.morango.testkit;

import java.util.List;
import java.util.Map;
import org.morango.record.SyncRecord;

/** Writes recorded records into the store of a replica, without a transfer. It is in this package for access. */
public final class RecordedStore {
    private RecordedStore() {}

    /** Stores records as received but not yet deserialized, with the counters of the instances that saved them. */
    public static void fill(
            InMemoryReplica replica, List<SyncRecord> records, String partition, Map<String, Long> counters) {
        records.forEach(rec -> replica.store.put(rec.id(), new InMemoryTables.Stored(rec, true)));
        counters.forEach((instance, counter) -> replica.maxCounters.raise(partition, instance, counter));
        replica.counter++;
    }
}
