package org.morango.counter;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.morango.record.Filter;

/**
 * Version 2 of the format: counters by partition prefix and instance.
 *
 * @param superPartitions counters of partitions above the filter's entries; sorted, unmodifiable
 * @param subPartitions counters of partitions at or below the filter's entries; sorted, unmodifiable
 */
public record FsicV2(Map<String, Map<String, Long>> superPartitions, Map<String, Map<String, Long>> subPartitions)
        implements Fsic {
    public FsicV2 {
        superPartitions = SortedMaps.deepCopy(superPartitions);
        subPartitions = SortedMaps.deepCopy(subPartitions);
    }

    /**
     * Returns this FSIC without redundant counters: those that a shorter prefix of the same partition has at the same
     * or a higher value. Partitions that lose all their counters stay, empty, to say that there is data under them.
     */
    public FsicV2 removeRedundant() {
        TreeMap<String, Map<String, Long>> all = new TreeMap<>(superPartitions);
        all.putAll(subPartitions);
        return new FsicV2(reduce(superPartitions, all), reduce(subPartitions, all));
    }

    @Override
    public FsicV2 atMost(int most, Supplier<String> own) {
        TreeMap<String, Map<String, Long>> all = new TreeMap<>(superPartitions);
        all.putAll(subPartitions);
        if (all.size() <= most && all.values().stream().mapToLong(Map::size).sum() <= most) {
            return this;
        }
        TreeMap<String, Map<String, Long>> above = new TreeMap<>(Thinning.atMost(most, own.get(), all));
        TreeMap<String, Map<String, Long>> below = new TreeMap<>(above);
        above.keySet().retainAll(superPartitions.keySet());
        below.keySet().retainAll(subPartitions.keySet());
        return new FsicV2(above, below);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Adds the filter's entries to the sub-partitions. Copies the counters of a super-partition down to the
     * sub-partitions that are not below another sub-partition.
     */
    @Override
    public PartitionCounters expand(Filter filter) {
        TreeMap<String, Map<String, Long>> expanded = new TreeMap<>(subPartitions);
        filter.partitions().forEach(partition -> expanded.putIfAbsent(partition, Map.of()));
        NavigableMap<String, Map<String, Long>> above = new TreeMap<>(superPartitions);
        expanded.replaceAll((partition, counters) -> Prefixes.hasProper(expanded, partition)
                ? counters
                : highest(counters, Prefixes.values(above, partition)));
        expanded.values().removeIf(Map::isEmpty);
        return PartitionCounters.of(expanded);
    }

    @Override
    public FsicV2 without(String instance) {
        return new FsicV2(without(superPartitions, instance), without(subPartitions, instance));
    }

    private static Map<String, Map<String, Long>> without(Map<String, Map<String, Long>> partitions, String instance) {
        TreeMap<String, Map<String, Long>> left = new TreeMap<>(partitions);
        left.replaceAll((partition, counters) -> SortedMaps.without(counters, instance));
        return left;
    }

    private static Map<String, Map<String, Long>> reduce(
            Map<String, Map<String, Long>> partitions, NavigableMap<String, Map<String, Long>> all) {
        TreeMap<String, Map<String, Long>> reduced = new TreeMap<>();
        partitions.forEach((partition, counters) -> {
            TreeMap<String, Long> left = new TreeMap<>(counters);
            List<Map<String, Long>> above = Prefixes.properValues(all, partition);
            left.entrySet()
                    .removeIf(entry -> above.stream()
                            .anyMatch(covering -> covering.getOrDefault(entry.getKey(), -1L) >= entry.getValue()));
            reduced.put(partition, left);
        });
        return reduced;
    }

    private static Map<String, Long> highest(Map<String, Long> counters, List<Map<String, Long>> others) {
        TreeMap<String, Long> highest = new TreeMap<>(counters);
        // A counter of 0 carries no information and is not copied down.
        others.forEach(other -> other.forEach((instance, counter) -> {
            if (counter > 0) {
                highest.merge(instance, counter, Math::max);
            }
        }));
        return highest;
    }
}
