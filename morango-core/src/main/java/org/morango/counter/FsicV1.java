package org.morango.counter;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.morango.record.Filter;

/**
 * Version 1 of the format: counters by instance that hold for the whole filter.
 *
 * @param counters counters from 0 by instance id, sorted, unmodifiable
 */
public record FsicV1(Map<String, Long> counters) implements Fsic {
    public FsicV1 {
        counters = SortedMaps.copy(counters);
    }

    @Override
    public PartitionCounters expand(Filter filter) {
        return PartitionCounters.flat(filter, counters);
    }

    @Override
    public Fsic atMost(int most, Supplier<String> own) {
        return counters.size() <= most
                ? this
                : new FsicV1(
                        Thinning.atMost(most, own.get(), Map.of("", counters)).getOrDefault("", Map.of()));
    }

    @Override
    public FsicV1 without(String instance) {
        return new FsicV1(SortedMaps.without(counters, instance));
    }

    /**
     * Returns what the receiver lacks: the sender's instances in which it is ahead, with the receiver's counter, or 0
     * if the receiver does not know the instance. Sorted.
     */
    public static Map<String, Long> diff(Map<String, Long> sender, Map<String, Long> receiver) {
        TreeMap<String, Long> result = new TreeMap<>();
        sender.forEach((instance, counter) -> {
            long held = receiver.getOrDefault(instance, 0L);
            if (held < counter) {
                result.put(instance, held);
            }
        });
        return SortedMaps.copy(result);
    }
}
