package org.morango.counter;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Makes sorted, unmodifiable copies. */
final class SortedMaps {
    private SortedMaps() {}

    static NavigableMap<String, Long> copy(Map<String, Long> map) {
        return Collections.unmodifiableNavigableMap(new TreeMap<>(map));
    }

    static Map<String, Long> without(Map<String, Long> map, String key) {
        TreeMap<String, Long> left = new TreeMap<>(map);
        left.remove(key);
        return left;
    }

    static NavigableMap<String, Map<String, Long>> deepCopy(Map<String, ? extends Map<String, Long>> map) {
        TreeMap<String, Map<String, Long>> copy = new TreeMap<>();
        map.forEach((partition, counters) -> copy.put(partition, copy(counters)));
        return Collections.unmodifiableNavigableMap(copy);
    }
}
