package org.morango.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.InstanceRow;
import org.morango.hibernate.internal.store.MaxCounterRow;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;
import org.morango.record.Ids;

/**
 * Checks that the counters cover the versions in the store. Versions of this instance may be ahead of the counters
 * until the next sync, whose first stage raises them, but never ahead of the instance's own counter. Versions of other
 * instances are covered from the end of the transfer in which they came.
 */
final class CounterCheck {
    private static final int MOST_TRANSFERS = 10_000;
    private static final int MOST_OWN = 1_000;
    private static final String RESTORED =
            "this database was restored from an older copy, or runs beside a copy of itself: run morango restored, or call Peer.restored(), before its"
                    + " next sync";

    private final CliDatabase database;
    private final Findings findings;

    /** Lengths of the partitions that have counters. Other prefixes of a partition need not be queried. */
    private List<Integer> lengths;

    CounterCheck(CliDatabase database, Findings findings) {
        this.database = database;
        this.findings = findings;
        this.lengths = lengths();
    }

    private List<Integer> lengths() {
        return database.select(
                Integer.class, Integer.MAX_VALUE, "select distinct length(m.partition) from MorangoMaxCounterRow m");
    }

    void check(List<StoreRow> page) {
        // Read after the page, because counters only rise.
        Held held = database.read(session -> held(session, page));
        List<StoreRow> uncovered = new ArrayList<>();
        for (StoreRow row : page) {
            if (row.lastSavedInstance.equals(held.own().instanceId)) {
                if (row.lastSavedCounter > held.own().counter) {
                    findings.add(
                            "counter",
                            ContentCheck.name(row),
                            "has version " + row.lastSavedCounter + " of this instance, which has handed out "
                                    + held.own().counter,
                            RESTORED);
                }
            } else if (!held.covers(row)) {
                uncovered.add(row);
            }
        }
        if (!uncovered.isEmpty()) {
            reportUncovered(uncovered);
        }
    }

    /**
     * Reports versions that the counters do not cover. Records of an open transfer are covered when the transfer ends,
     * which may have happened in the meantime.
     */
    private void reportUncovered(List<StoreRow> rows) {
        Filter[] arriving = database
                .select(
                        String.class,
                        MOST_TRANSFERS,
                        "select distinct t.filter from MorangoTransferSessionRow t where t.active = true")
                .stream()
                .map(Filter::parse)
                .toArray(Filter[]::new);
        lengths = lengths();
        Held held = database.read(session -> held(session, rows));
        for (StoreRow row : rows) {
            boolean isArriving = List.of(arriving).stream().anyMatch(filter -> filter.contains(row.partition));
            if (!isArriving && !held.covers(row)) {
                findings.add(
                        "counter",
                        ContentCheck.name(row),
                        "has version " + row.lastSavedCounter + " of instance " + row.lastSavedInstance
                                + ", which the counters do not cover, as after a transfer that was given up",
                        "pull again from a peer that holds it");
            }
        }
    }

    /** @param counters by hash of the partition and instance */
    private record Held(InstanceRow own, List<Integer> lengths, Map<String, Map<String, Long>> counters) {
        boolean covers(StoreRow row) {
            return hashes(row.partition, lengths).stream()
                    .map(hash -> counters.getOrDefault(hash, Map.of()).get(row.lastSavedInstance))
                    .anyMatch(counter -> counter != null && counter >= row.lastSavedCounter);
        }
    }

    private Held held(StatelessSession session, List<StoreRow> rows) {
        Set<String> hashes = new TreeSet<>();
        rows.stream().map(row -> row.partition).distinct().forEach(p -> hashes.addAll(hashes(p, lengths)));
        Map<String, Map<String, Long>> counters = new HashMap<>();
        IdList.select(session, "from MorangoMaxCounterRow m where m.partitionHash", MaxCounterRow.class, hashes)
                .stream()
                .filter(row -> row.toldBy.isEmpty())
                .forEach(row -> counters.computeIfAbsent(row.partitionHash, h -> new HashMap<>())
                        .put(row.instance, row.counter));
        return new Held(session.get(InstanceRow.class, 1), lengths, counters);
    }

    /**
     * Returns the hashes of all prefixes of a partition that may have counters, however the database counts characters.
     */
    private static Set<String> hashes(String partition, List<Integer> lengths) {
        Set<String> beginnings = new TreeSet<>();
        int points = partition.codePointCount(0, partition.length());
        for (int length : lengths) {
            if (length <= partition.length()) {
                beginnings.add(partition.substring(0, length));
            }
            if (length <= points) {
                beginnings.add(partition.substring(0, partition.offsetByCodePoints(0, length)));
            }
        }
        Set<String> hashes = new TreeSet<>();
        beginnings.forEach(beginning -> hashes.add(Ids.hash(beginning)));
        return hashes;
    }

    /** Checks that no counter claims versions that this instance has not used yet. */
    void checkOwn() {
        database.select(
                        MaxCounterRow.class,
                        MOST_OWN,
                        "from MorangoMaxCounterRow m where exists (select i.id from MorangoInstanceRow i"
                                + " where i.instanceId = m.instance and i.counter < m.counter) order by m.partition")
                .forEach(row -> findings.add(
                        "counter",
                        "partition " + row.partition,
                        "is said to be held up to " + row.counter + " of this instance, which has handed out less",
                        RESTORED));
    }
}
