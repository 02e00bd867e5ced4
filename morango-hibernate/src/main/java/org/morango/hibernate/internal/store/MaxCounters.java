package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.counter.Claim;
import org.morango.counter.CounterRoom;
import org.morango.counter.Evidence;
import org.morango.counter.Fsic;
import org.morango.counter.FsicV1;
import org.morango.counter.FsicV2;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.RecordVersion;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;

/**
 * The database max counters: those that this database is known to hold, and those that peers say they have sent. See
 * docs/protocol.md, "FSIC".
 */
public final class MaxCounters {
    private static final int PAGE = 500;

    private MaxCounters() {}

    /** Returns the counters of a filter; as receiver, with those that the peer says it has sent. */
    public static Fsic fsic(StatelessSession session, Filter filter, FsicRole role, FsicFormat format, String peer) {
        String teller = role == FsicRole.SENDER ? "" : peer;
        return format == FsicFormat.V2
                ? v2(filter, select(session, filter, teller))
                : v1(session, filter, role, teller);
    }

    /** Does the same for both roles at once. */
    public static Map<FsicRole, Fsic> fsics(StatelessSession session, Filter filter, FsicFormat format, String peer) {
        if (format != FsicFormat.V2) {
            return Map.of(
                    FsicRole.SENDER, fsic(session, filter, FsicRole.SENDER, format, peer),
                    FsicRole.RECEIVER, fsic(session, filter, FsicRole.RECEIVER, format, peer));
        }
        List<Counter> all = select(session, filter, peer);
        List<Counter> known =
                all.stream().filter(counter -> counter.toldBy.isEmpty()).toList();
        Fsic sender = v2(filter, known);
        return Map.of(
                FsicRole.SENDER, sender, FsicRole.RECEIVER, known.size() == all.size() ? sender : v2(filter, all));
    }

    /** One counter, as queries select it. */
    private record Counter(String partition, String instance, Long value, String toldBy) {}

    private static final String SELECT = "select m.partition, m.instance, m.counter, m.toldBy"
            + " from MorangoMaxCounterRow m where m.toldBy in ('', :teller) and ";

    /**
     * Returns the counters of partitions inside the filter, and of those that contain its entries.
     *
     * @param teller the peer whose claims count as well; empty for none
     */
    private static List<Counter> select(StatelessSession session, Filter filter, String teller) {
        List<Counter> counters = new ArrayList<>();
        for (Counter counter : prefixes(session, filter, teller)) {
            if (!filter.contains(counter.partition)) {
                counters.add(counter);
            }
        }
        PartitionPredicate inside = PartitionPredicate.of("m.partition", filter);
        counters.addAll(inside.bind(session.createSelectionQuery(SELECT + inside.text(), Counter.class))
                .setParameter("teller", teller)
                .getResultList());
        return counters;
    }

    private static FsicV2 v2(Filter filter, List<Counter> counters) {
        Map<String, Map<String, Long>> above = new TreeMap<>();
        Map<String, Map<String, Long>> below = new TreeMap<>();
        counters.forEach(counter -> add(filter.contains(counter.partition) ? below : above, counter));
        return new FsicV2(above, below).removeRedundant();
    }

    private static void add(Map<String, Map<String, Long>> counters, Counter counter) {
        counters.computeIfAbsent(counter.partition, p -> new TreeMap<>())
                .merge(counter.instance, counter.value, Math::max);
    }

    /** Returns the counters whose partition is a prefix of an entry of the filter. */
    private static List<Counter> prefixes(StatelessSession session, Filter filter, String teller) {
        Set<String> prefixes = new LinkedHashSet<>();
        List<Integer> lengths = lengths(session, filter);
        for (String entry : filter.partitions()) {
            for (int length : lengths) {
                if (length <= entry.length()) {
                    // The total length of the prefixes would grow with the square of the entry's length.
                    prefixes.add(Ids.hash(entry.substring(0, length)));
                }
                // Some databases count as one character what is two in Java.
                if (length <= entry.codePointCount(0, entry.length())) {
                    prefixes.add(Ids.hash(entry.substring(0, entry.offsetByCodePoints(0, length))));
                }
            }
        }
        return IdList.select(
                session,
                SELECT + "m.partitionHash",
                Counter.class,
                prefixes,
                query -> query.setParameter("teller", teller));
    }

    /** Returns the lengths of prefixes to look for: all possible ones or, for a large filter, those that exist. */
    private static List<Integer> lengths(StatelessSession session, Filter filter) {
        int all = filter.partitions().stream().mapToInt(String::length).sum();
        int longest =
                filter.partitions().stream().mapToInt(String::length).max().orElse(0);
        return all <= PAGE
                ? IntStream.rangeClosed(0, longest).boxed().toList()
                : session.createSelectionQuery(
                                "select distinct length(m.partition) from MorangoMaxCounterRow m", Integer.class)
                        .getResultList();
    }

    private static FsicV1 v1(StatelessSession session, Filter filter, FsicRole role, String teller) {
        List<Counter> counters = prefixes(session, filter, teller);
        Map<String, Long> combined = null;
        for (String entry : filter.partitions()) {
            Map<String, Long> held = new TreeMap<>();
            for (Counter counter : counters) {
                if (entry.startsWith(counter.partition)) {
                    held.merge(counter.instance, counter.value, Math::max);
                }
            }
            if (combined == null) {
                combined = held;
            } else if (role == FsicRole.SENDER) {
                Map<String, Long> sum = combined;
                held.forEach((instance, counter) -> sum.merge(instance, counter, Math::max));
            } else {
                combined.keySet().retainAll(held.keySet());
                combined.replaceAll((instance, counter) -> Math.min(counter, held.getOrDefault(instance, 0L)));
            }
        }
        return new FsicV1(combined == null ? Map.of() : combined);
    }

    /** Returns the counters of one instance for each entry of a filter; 0 where there is none. */
    public static Map<String, Long> own(StatelessSession session, String instance, Filter filter) {
        Map<String, Long> counters = new HashMap<>();
        filter.partitions().forEach(p -> counters.put(p, 0L));
        IdList.select(
                        session,
                        "select m from MorangoMaxCounterRow m where m.instance = :instance and m.toldBy = ''"
                                + " and m.partitionHash",
                        MaxCounterRow.class,
                        hashes(filter.partitions()),
                        query -> query.setParameter("instance", instance))
                .forEach(row -> counters.put(row.partition, row.counter));
        return counters;
    }

    /** Returns those of a sender's counters for which there is room; see {@link CounterRoom}. */
    public static PartitionCounters fitting(StatelessSession session, Filter filter, Claim sender) {
        PartitionPredicate inside = PartitionPredicate.of("m.partition", filter);
        long held = inside.bind(session.createSelectionQuery(
                        "select count(*) from MorangoMaxCounterRow m where m.toldBy in :tellers and " + inside.text(),
                        Long.class))
                .setParameter("tellers", List.of("", sender.peer()))
                .getSingleResult();
        return CounterRoom.fitting(sender.counters(), filter, held, () -> {
            Map<String, Set<String>> known = new HashMap<>();
            List<String> partitions = List.copyOf(sender.counters().asMap().keySet());
            for (int from = 0; from < partitions.size(); from += PAGE) {
                List<String> page = partitions.subList(from, Math.min(partitions.size(), from + PAGE));
                session.createSelectionQuery(
                                "select m.partition, m.instance from MorangoMaxCounterRow m"
                                        + " where m.partitionHash in :partitions and m.toldBy in :tellers",
                                Object[].class)
                        .setParameter("partitions", hashes(page))
                        .setParameter("tellers", List.of("", sender.peer()))
                        .getResultList()
                        .forEach(row -> known.computeIfAbsent((String) row[0], p -> new HashSet<>())
                                .add((String) row[1]));
            }
            return known;
        });
    }

    /** Raises the known counters to these. Never lowers a counter. */
    public static void raise(StatelessSession session, PartitionCounters counters) {
        takeOver(session, Claim.known(counters), new Evidence(PartitionCounters.EMPTY), InstanceCounter.NOBODY);
    }

    /**
     * Takes over the counters that a sender states: as known, as far as there is evidence, and otherwise as said by
     * that sender.
     *
     * @param own this instance and its counter; no peer holds more of it
     */
    public static void takeOver(StatelessSession session, Claim claim, Evidence evidence, RecordVersion own) {
        List<String> partitions = List.copyOf(claim.counters().asMap().keySet());
        for (int from = 0; from < partitions.size(); from += PAGE) {
            List<String> page = partitions.subList(from, Math.min(partitions.size(), from + PAGE));
            Raising raising = new Raising(held(session, page, claim.peer()));
            for (String partition : page) {
                Objects.requireNonNull(claim.counters().asMap().get(partition)).forEach((instance, counter) -> {
                    boolean isOwn = instance.equals(own.instance());
                    long possible = isOwn ? Math.min(counter, own.counter()) : counter;
                    long proven = isOwn ? possible : Math.min(possible, evidence.of(partition, instance));
                    raising.raise(partition, instance, "", proven);
                    raising.raise(partition, instance, claim.peer(), possible);
                });
            }
            Rows.insert(session, raising.created);
            Rows.update(session, raising.raised);
        }
    }

    private static Map<MaxCounterRow.Key, Long> held(StatelessSession session, List<String> partitions, String teller) {
        Map<MaxCounterRow.Key, Long> held = new HashMap<>();
        session.createSelectionQuery(
                        "select m from MorangoMaxCounterRow m where m.partitionHash in :partitions and m.toldBy in :tellers",
                        MaxCounterRow.class)
                .setParameter("partitions", hashes(partitions))
                .setParameter("tellers", List.of("", teller))
                .getResultList()
                .forEach(row ->
                        held.put(new MaxCounterRow.Key(row.partitionHash, row.instance, row.toldBy), row.counter));
        return held;
    }

    /** Rows that have to be written to raise counters. */
    private static final class Raising {
        private final Map<MaxCounterRow.Key, Long> held;
        private final List<MaxCounterRow> created = new ArrayList<>();
        private final List<MaxCounterRow> raised = new ArrayList<>();

        Raising(Map<MaxCounterRow.Key, Long> held) {
            this.held = held;
        }

        /** Raises a counter. A counter that is known for sure need not be noted as a claim of a peer. */
        void raise(String partition, String instance, String toldBy, long counter) {
            String hash = Ids.hash(partition);
            MaxCounterRow.Key key = new MaxCounterRow.Key(hash, instance, toldBy);
            @Nullable Long before = held.get(key);
            long known = held.getOrDefault(new MaxCounterRow.Key(hash, instance, ""), 0L);
            if (counter > known && (before == null || before < counter)) {
                MaxCounterRow row = new MaxCounterRow();
                row.partition = partition;
                row.partitionHash = hash;
                row.instance = instance;
                row.toldBy = toldBy;
                row.counter = counter;
                (before == null ? created : raised).add(row);
                held.put(key, counter);
            }
        }
    }

    private static List<String> hashes(List<String> partitions) {
        return partitions.stream().map(Ids::hash).toList();
    }
}
