package org.morango.counter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;

/**
 * Counters by partition prefix and instance: what a peer holds of a filter (an expanded FSIC), or what it lacks (the
 * difference of two). Immutable. See docs/protocol.md, "FSIC".
 */
public final class PartitionCounters {
    /** No partitions. */
    public static final PartitionCounters EMPTY = of(Map.of());

    private final NavigableMap<String, Map<String, Long>> partitions;

    private PartitionCounters(NavigableMap<String, Map<String, Long>> partitions) {
        this.partitions = partitions;
    }

    /** Returns counters with a copy of the given map. */
    public static PartitionCounters of(Map<String, Map<String, Long>> partitions) {
        return new PartitionCounters(SortedMaps.deepCopy(partitions));
    }

    /** Returns counters that are the same for each of the filter's entries; {@link #EMPTY} if there are no counters. */
    public static PartitionCounters flat(Filter filter, Map<String, Long> v1) {
        if (v1.isEmpty()) {
            return EMPTY;
        }
        TreeMap<String, Map<String, Long>> partitions = new TreeMap<>();
        filter.partitions().forEach(partition -> partitions.put(partition, v1));
        return of(partitions);
    }

    /** The counters of partitions in the filter. */
    public PartitionCounters inside(Filter filter) {
        TreeMap<String, Map<String, Long>> left = new TreeMap<>(partitions);
        left.keySet().removeIf(partition -> !filter.contains(partition));
        return left.size() == partitions.size() ? this : of(left);
    }

    /**
     * Returns these counters, taken as what a peer holds, for a smaller filter: the counters of partitions in it, and for
     * its entries those of shorter prefixes as well.
     */
    public PartitionCounters within(Filter filter) {
        TreeMap<String, Map<String, Long>> left = new TreeMap<>();
        for (String entry : filter.partitions()) {
            for (Map.Entry<String, Map<String, Long>> each :
                    partitions.tailMap(entry, true).entrySet()) {
                if (!each.getKey().startsWith(entry)) {
                    break;
                }
                left.putIfAbsent(each.getKey(), each.getValue());
            }
            TreeMap<String, Long> above = new TreeMap<>();
            Prefixes.values(partitions, entry)
                    .forEach(counters ->
                            counters.forEach((instance, counter) -> above.merge(instance, counter, Math::max)));
            left.put(entry, above);
        }
        left.values().removeIf(Map::isEmpty);
        return of(left);
    }

    /** Returns counters that, taken as what a peer lacks, match what any of the given ones matches. */
    public static PartitionCounters anyOf(Collection<PartitionCounters> lacking) {
        TreeMap<String, Map<String, Long>> any = new TreeMap<>();
        lacking.forEach(each -> each.partitions.forEach((partition, counters) -> {
            Map<String, Long> into = any.computeIfAbsent(partition, key -> new TreeMap<>());
            counters.forEach((instance, counter) -> into.merge(instance, counter, Math::min));
        }));
        return of(any);
    }

    /** Returns a filter of all partitions in these counters. */
    public Filter filter() {
        return Filter.parse(String.join("\n", partitions.keySet()));
    }

    /** Returns the counters, sorted by partition and instance, unmodifiable. */
    public Map<String, Map<String, Long>> asMap() {
        return partitions;
    }

    /** Returns whether no partition has a counter. */
    public boolean isEmpty() {
        return partitions.values().stream().allMatch(Map::isEmpty);
    }

    /**
     * Returns what the receiver lacks: the entries in which this sender is ahead, with the receiver's counter, or 0 if
     * the receiver does not know the instance. The receiver's counters of a partition hold for all partitions that
     * start with it.
     */
    public PartitionCounters diff(PartitionCounters receiver) {
        TreeMap<String, Map<String, Long>> result = new TreeMap<>();
        partitions.forEach((partition, counters) -> {
            List<Map<String, Long>> known = Prefixes.values(receiver.partitions, partition);
            TreeMap<String, Long> lacking = new TreeMap<>();
            counters.forEach((instance, counter) -> {
                long held = highest(known, instance);
                if (held < counter) {
                    lacking.put(instance, held);
                }
            });
            if (!lacking.isEmpty()) {
                result.put(partition, lacking);
            }
        });
        return of(result);
    }

    /** Returns counters with the higher value of each entry of both. */
    public PartitionCounters plus(PartitionCounters other) {
        TreeMap<String, Map<String, Long>> sum = new TreeMap<>();
        List.of(this, other)
                .forEach(each -> each.partitions.forEach((partition, counters) -> {
                    Map<String, Long> into = sum.computeIfAbsent(partition, key -> new TreeMap<>());
                    counters.forEach((instance, counter) -> into.merge(instance, counter, Math::max));
                }));
        return of(sum);
    }

    /** Returns whether these counters, taken as what a peer holds, cover a record of a partition in that version. */
    public boolean cover(String partition, RecordVersion version) {
        return highest(Prefixes.values(partitions, partition), version.instance()) >= version.counter();
    }

    /**
     * Splits these counters into parts small enough for one statement each, in order. The size of a part is its number
     * of partitions plus its number of counters. A partition without counters is in no part, but is counted.
     *
     * @param size largest size of a part, at least 2
     */
    public List<PartitionCounters> chunk(int size) {
        if (size < 2) {
            throw new IllegalArgumentException("A part must have room for a partition and a counter, not " + size);
        }
        List<PartitionCounters> parts = new ArrayList<>();
        TreeMap<String, Map<String, Long>> part = new TreeMap<>();
        int room = size;
        for (Map.Entry<String, Map<String, Long>> partition : partitions.entrySet()) {
            room--;
            for (Map.Entry<String, Long> counter : partition.getValue().entrySet()) {
                if (room <= 0) {
                    addTo(parts, part);
                    part = new TreeMap<>();
                    room = size - 1;
                }
                part.computeIfAbsent(partition.getKey(), key -> new TreeMap<>())
                        .put(counter.getKey(), counter.getValue());
                room--;
            }
        }
        addTo(parts, part);
        return List.copyOf(parts);
    }

    /**
     * Returns whether some entry's partition is a prefix of the given one and has a lower counter for the version's
     * instance.
     */
    public boolean matches(String partition, RecordVersion version) {
        for (Map<String, Long> counters : Prefixes.values(partitions, partition)) {
            Long counter = counters.get(version.instance());
            if (counter != null && counter < version.counter()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof PartitionCounters other && partitions.equals(other.partitions);
    }

    @Override
    public int hashCode() {
        return partitions.hashCode();
    }

    @Override
    public String toString() {
        return partitions.toString();
    }

    private static void addTo(List<PartitionCounters> parts, Map<String, Map<String, Long>> part) {
        if (!part.isEmpty()) {
            parts.add(of(part));
        }
    }

    private static long highest(List<Map<String, Long>> known, String instance) {
        long highest = 0;
        for (Map<String, Long> counters : known) {
            highest = Math.max(highest, counters.getOrDefault(instance, 0L));
        }
        return highest;
    }
}
