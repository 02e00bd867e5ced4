package org.morango.counter;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Removes counters if there are too many to be sent. It removes them from the partitions that have most, so that an
 * inflated partition does not displace the counters of others.
 */
final class Thinning {
    private Thinning() {}

    /** @param kept the instance whose counters stay */
    static Map<String, Map<String, Long>> atMost(int most, String kept, Map<String, Map<String, Long>> partitions) {
        List<String> names = partitions.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .limit(most)
                .toList();
        int each = each(
                most,
                names.stream()
                        .mapToInt(name ->
                                Objects.requireNonNull(partitions.get(name)).size())
                        .toArray());
        TreeMap<String, Map<String, Long>> thinned = new TreeMap<>();
        names.forEach(name -> thinned.put(name, thinned(Objects.requireNonNull(partitions.get(name)), each, kept)));
        return thinned;
    }

    /** Returns the greatest number of counters a partition with which the total is within the limit. */
    private static int each(int most, int[] sizes) {
        int low = 1;
        int high = most;
        while (low < high) {
            int middle = low + (high - low + 1) / 2;
            long sum = 0;
            for (int size : sizes) {
                sum += Math.min(size, middle);
            }
            if (sum <= most) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static Map<String, Long> thinned(Map<String, Long> counters, int most, String kept) {
        if (counters.size() <= most) {
            return counters;
        }
        TreeMap<String, Long> thinned = new TreeMap<>();
        Long own = counters.get(kept);
        if (own != null) {
            thinned.put(kept, own);
        }
        for (Map.Entry<String, Long> counter : counters.entrySet()) {
            if (thinned.size() == most) {
                break;
            }
            thinned.put(counter.getKey(), counter.getValue());
        }
        return thinned;
    }
}
