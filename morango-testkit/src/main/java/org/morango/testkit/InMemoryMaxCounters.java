package org.morango.testkit;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.morango.counter.Claim;
import org.morango.counter.CounterRoom;
import org.morango.counter.Fsic;
import org.morango.counter.FsicV1;
import org.morango.counter.FsicV2;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;

/**
 * Database max counters: for each partition prefix, up to which counter of each instance this database holds
 * everything. See docs/protocol.md, "FSIC".
 */
final class InMemoryMaxCounters {
    private final Map<String, Map<String, Long>> byPartition = new TreeMap<>();
    /** Counters that peers have stated. */
    private final Map<String, InMemoryMaxCounters> told = new TreeMap<>();

    static InMemoryMaxCounters of(Map<String, Map<String, Long>> counters) {
        InMemoryMaxCounters made = new InMemoryMaxCounters();
        counters.forEach(
                (partition, known) -> known.forEach((instance, counter) -> made.raise(partition, instance, counter)));
        return made;
    }

    InMemoryMaxCounters duplicate() {
        InMemoryMaxCounters made = of(copy());
        told.forEach((teller, counters) -> made.told.put(teller, of(counters.copy())));
        return made;
    }

    /** Returns the counters that a peer says it has sent. */
    InMemoryMaxCounters told(String teller) {
        return teller.isEmpty() ? this : told.computeIfAbsent(teller, t -> new InMemoryMaxCounters());
    }

    /** Sets a counter, unless it is already higher. */
    void raise(String partition, String instance, long counter) {
        byPartition.computeIfAbsent(partition, p -> new TreeMap<>()).merge(instance, counter, Math::max);
    }

    /** Returns the counters of a sender that this database may take over. */
    PartitionCounters fitting(Filter filter, Claim sender) {
        List<InMemoryMaxCounters> tellers = sender.peer().isEmpty()
                ? List.of(this)
                : List.of(this, told.getOrDefault(sender.peer(), new InMemoryMaxCounters()));
        long held = tellers.stream()
                .flatMap(teller -> teller.byPartition.entrySet().stream())
                .filter(e -> filter.contains(e.getKey()))
                .mapToLong(e -> e.getValue().size())
                .sum();
        return CounterRoom.fitting(sender.counters(), filter, held, () -> {
            Map<String, Set<String>> known = new TreeMap<>();
            tellers.forEach(teller -> teller.byPartition.forEach((partition, counters) ->
                    known.computeIfAbsent(partition, p -> new TreeSet<>()).addAll(counters.keySet())));
            return known;
        });
    }

    /** Lowers an instance's counters to at most the given value. */
    void lower(String instance, long counter) {
        byPartition.values().forEach(counters -> counters.computeIfPresent(instance, (i, c) -> Math.min(c, counter)));
        told.values().forEach(counters -> counters.lower(instance, counter));
    }

    long get(String partition, String instance) {
        return byPartition.getOrDefault(partition, Map.of()).getOrDefault(instance, -1L);
    }

    Map<String, Map<String, Long>> copy() {
        Map<String, Map<String, Long>> copy = new TreeMap<>();
        byPartition.forEach((partition, counters) -> copy.put(partition, new TreeMap<>(counters)));
        return copy;
    }

    /** Returns the known counters; as receiver, with those that the peer has stated. */
    Fsic fsic(Filter filter, FsicRole role, FsicFormat format, String peer) {
        if (role == FsicRole.RECEIVER && told.containsKey(peer)) {
            InMemoryMaxCounters all = of(copy());
            told.get(peer)
                    .copy()
                    .forEach((partition, counters) ->
                            counters.forEach((instance, counter) -> all.raise(partition, instance, counter)));
            return all.fsic(filter, role, format, "");
        }
        List<String> entries = filter.partitions().stream()
                .filter(entry -> filter.partitions().stream()
                        .noneMatch(other -> !other.equals(entry) && entry.startsWith(other)))
                .toList();
        return format == FsicFormat.V1 ? flat(entries, role) : structured(entries);
    }

    /**
     * Takes for each entry the counters that hold for all of it. Combines them to counters that hold for some entry
     * (sender) or for every entry (receiver).
     */
    private FsicV1 flat(List<String> entries, FsicRole role) {
        Map<String, Long> result = new TreeMap<>();
        boolean first = true;
        for (String entry : entries) {
            Map<String, Long> counters = new TreeMap<>();
            byPartition.forEach((partition, known) -> {
                if (entry.startsWith(partition)) {
                    known.forEach((instance, counter) -> counters.merge(instance, counter, Math::max));
                }
            });
            if (role == FsicRole.SENDER || first) {
                counters.forEach((instance, counter) -> result.merge(instance, counter, Math::max));
            } else {
                result.keySet().retainAll(counters.keySet());
                result.replaceAll(
                        (instance, counter) -> Math.min(counter, Objects.requireNonNull(counters.get(instance))));
            }
            first = false;
        }
        return new FsicV1(result);
    }

    private FsicV2 structured(List<String> entries) {
        Map<String, Map<String, Long>> above = new TreeMap<>();
        Map<String, Map<String, Long>> below = new TreeMap<>();
        byPartition.forEach((partition, counters) -> {
            Map<String, Long> copy = Collections.unmodifiableMap(new TreeMap<>(counters));
            if (entries.stream().anyMatch(partition::startsWith)) {
                below.put(partition, copy);
            } else if (entries.stream().anyMatch(entry -> entry.startsWith(partition))) {
                above.put(partition, copy);
            }
        });
        return new FsicV2(above, below);
    }
}
