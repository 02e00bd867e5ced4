package org.morango.testkit.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.morango.counter.Fsic;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.SyncRecord;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Instance;
import org.morango.replica.RestoreClaim;
import org.morango.testkit.InMemoryReplica;

/** Replica that lies about its records and counters as it is told, in sessions that are correct otherwise. */
final class LyingReplica extends InMemoryReplica {
    private final Map<String, List<SyncRecord>> told = new HashMap<>();
    private Said said = Said.THE_TRUTH;

    /**
     * Statements of the replica, from now on.
     *
     * @param records the records that it sends; null for its real ones
     * @param fsic the counters that it claims; null for its real ones
     * @param instance the instance that it claims to be; null for its real one
     */
    record Said(
            @Nullable List<SyncRecord> records,
            @Nullable Fsic fsic,
            @Nullable String instance) {
        static final Said THE_TRUTH = new Said(null, null, null);

        static Said records(List<SyncRecord> records) {
            return new Said(records, null, null);
        }
    }

    LyingReplica(String instanceId, Random random) {
        super(instanceId, random);
    }

    void say(Said now) {
        said = now;
    }

    /** Returns its real instance id. */
    String ownId() {
        return super.instance().id();
    }

    @Override
    public Instance instance() {
        Instance own = super.instance();
        return said == null || said.instance() == null ? own : new Instance(said.instance(), own.databaseId());
    }

    @Override
    public long queue(String transferId, String profile, PartitionCounters missing, ModelSet models) {
        List<SyncRecord> records = said.records();
        if (records == null) {
            return super.queue(transferId, profile, missing, models);
        }
        told.put(transferId, records);
        return records.size();
    }

    @Override
    public List<SyncRecord> queued(String transferId, long offset, int limit, long characters) {
        List<SyncRecord> records = told.get(transferId);
        return records == null
                ? super.queued(transferId, offset, limit, characters)
                : records.stream().skip(offset).limit(limit).toList();
    }

    @Override
    public long unqueue(String transferId, long offset) {
        return told.containsKey(transferId) ? told.get(transferId).size() : super.unqueue(transferId, offset);
    }

    @Override
    public Fsic fsic(Filter filter, FsicRole role, FsicFormat format, String peer) {
        Fsic lie = said.fsic();
        return lie == null ? super.fsic(filter, role, format, peer) : lie;
    }

    /** Keeps its instance id, whatever its peer claims. */
    @Override
    public RestoreClaim renewIfRestored(long held) {
        return RestoreClaim.POSSIBLE;
    }

    @Override
    public boolean renewCopied(String shared) {
        return true;
    }
}
