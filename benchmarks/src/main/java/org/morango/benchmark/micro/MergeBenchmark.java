package org.morango.benchmark.micro;

import java.time.Instant;
import org.morango.merge.Merge;
import org.morango.merge.MergeResult;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Merging one received record into the store's. */
@State(Scope.Benchmark)
public class MergeBenchmark {
    private final SyncRecord local;
    private final SyncRecord later;
    private final SyncRecord conflicting;
    private final Merge.Making making;

    /** Makes one record in the versions that meet. */
    public MergeBenchmark() {
        Records records = new Records();
        String here = records.instance();
        String there = records.instance();
        SyncRecord first = records.saved(new RecordVersion(here, 1), 1);
        local = Records.changed(first, new RecordVersion(here, 2));
        later = Records.changed(local, new RecordVersion(there, 3));
        conflicting = Records.changed(first, new RecordVersion(there, 4));
        making = new Merge.Making(new RecordVersion(here, 5), Instant.EPOCH);
    }

    /** Merges a version that was made from the store's. */
    @Benchmark
    public MergeResult fastForward() {
        return Merge.merge(local, later, making);
    }

    /** Merges a version that was made beside the store's. */
    @Benchmark
    public MergeResult conflict() {
        return Merge.merge(local, conflicting, making);
    }
}
