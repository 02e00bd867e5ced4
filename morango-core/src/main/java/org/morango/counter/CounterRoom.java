package org.morango.counter;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.morango.record.Filter;

/**
 * Limits the counters that a database takes over from other peers, so that nobody can make them too many to be sent by inventing
 * instances and partitions. Peers offer records again whose counters were not taken over; no record is lost.
 */
public final class CounterRoom {
    /** Maximum number of counters inside a transfer's filter. */
    public static final int MOST = 50_000;

    /** Number of instances that each entry of a filter may have in any case. */
    public static final int MOST_OF_ENTRY = 10_000;

    private CounterRoom() {}

    /**
     * Returns the counters of a sender that are taken over.
     *
     * @param held the number of counters that this database has inside the filter
     * @param known the instances that it has of these partitions; called only if the limit is exceeded
     */
    public static PartitionCounters fitting(
            PartitionCounters sender, Filter filter, long held, Supplier<Map<String, Set<String>>> known) {
        long size = sender.asMap().values().stream().mapToLong(Map::size).sum();
        if (held + size <= MOST) {
            return sender;
        }
        Map<String, Set<String>> there = known.get();
        long room = Math.max(0, MOST - held);
        Map<String, Map<String, Long>> fitting = new HashMap<>();
        for (Map.Entry<String, Map<String, Long>> partition : sender.asMap().entrySet()) {
            Set<String> instances = new HashSet<>(there.getOrDefault(partition.getKey(), Set.of()));
            boolean isEntry = filter.partitions().contains(partition.getKey());
            Map<String, Long> taken = new TreeMap<>();
            for (Map.Entry<String, Long> counter : partition.getValue().entrySet()) {
                boolean isNew = !instances.contains(counter.getKey());
                boolean isWithin = isNew && isEntry && instances.size() < MOST_OF_ENTRY;
                if (!isNew || isWithin || room > 0) {
                    taken.put(counter.getKey(), counter.getValue());
                    instances.add(counter.getKey());
                    room -= isNew && !isWithin ? 1 : 0;
                }
            }
            if (!taken.isEmpty()) {
                fitting.put(partition.getKey(), taken);
            }
        }
        return PartitionCounters.of(fitting);
    }
}
