package org.morango.benchmark.micro;

import java.util.HashMap;
import java.util.Map;
import org.morango.counter.PartitionCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Computing what a receiver lacks from the counters of both sides, with 100 partitions. */
@State(Scope.Benchmark)
public class CountersBenchmark {
    private static final int PARTITIONS = 100;

    /** Number of instances that have written in each partition. */
    @Param({"3", "100"})
    public int instances;

    private PartitionCounters sender = PartitionCounters.EMPTY;
    private PartitionCounters receiver = PartitionCounters.EMPTY;

    /** Makes counters in which the sender is ahead for one instance of each partition. */
    @Setup
    public void setUp() {
        Records records = new Records();
        Map<String, Map<String, Long>> sent = new HashMap<>();
        Map<String, Map<String, Long>> received = new HashMap<>();
        for (int i = 0; i < PARTITIONS; i++) {
            Map<String, Long> counters = new HashMap<>();
            String instance = "";
            for (int j = 0; j < instances; j++) {
                instance = records.instance();
                counters.put(instance, 10L + j);
            }
            String partition = records.instance();
            received.put(partition, Map.copyOf(counters));
            counters.put(instance, 1_000L);
            sent.put(partition, counters);
        }
        sender = PartitionCounters.of(sent);
        receiver = PartitionCounters.of(received);
    }

    /** Computes what the receiver lacks. */
    @Benchmark
    public PartitionCounters diff() {
        return sender.diff(receiver);
    }
}
