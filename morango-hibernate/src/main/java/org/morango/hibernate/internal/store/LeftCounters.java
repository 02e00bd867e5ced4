package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hibernate.StatelessSession;
import org.morango.counter.PartitionCounters;
import org.morango.record.Ids;
import org.morango.record.RecordVersion;

/** Forgets the database max counters of partitions that this database has left, so that it fetches all of them again. */
public final class LeftCounters {
    private final StatelessSession session;
    private final LeftPartitions left;
    private final Set<String> remaining;
    private final Map<String, Map<String, Long>> raised = new TreeMap<>();

    private LeftCounters(StatelessSession session, LeftPartitions left, Set<String> remaining) {
        this.session = session;
        this.left = left;
        this.remaining = remaining;
    }

    /**
     * Forgets the counters of what is left. Counters that hold for wider partitions go on holding for those that remain.
     *
     * @param former the instance that this database was, and its last counter: nothing will announce it any more, and all
     *     that it has saved in what remains is here
     * @param others partitions that remain, as far as they may have no counters of their own
     */
    public static void forget(StatelessSession session, LeftPartitions left, RecordVersion former, Set<String> others) {
        List<String> partitions = session.createSelectionQuery(
                        "select distinct m.partition from MorangoMaxCounterRow m", String.class)
                .getResultList();
        Set<String> remaining = new TreeSet<>(others);
        partitions.stream().filter(partition -> !left.isTouchedBy(partition)).forEach(remaining::add);
        LeftCounters counters = new LeftCounters(session, left, remaining);
        remaining.forEach(partition -> counters.raise(partition, former.instance(), former.counter()));
        counters.forget(partitions);
        MaxCounters.raise(session, PartitionCounters.of(counters.raised));
    }

    private void forget(List<String> partitions) {
        List<String> forgotten = new ArrayList<>();
        for (String partition : partitions) {
            if (left.isTouchedBy(partition)) {
                moveDown(partition);
                forgotten.add(Ids.hash(partition));
            }
        }
        IdList.change(session, "delete from MorangoMaxCounterRow m where m.partitionHash", forgotten);
    }

    private void moveDown(String wide) {
        List<String> inside = remaining.stream()
                .filter(partition -> partition.startsWith(wide))
                .toList();
        if (!inside.isEmpty()) {
            session.createSelectionQuery(
                            "select m from MorangoMaxCounterRow m where m.partitionHash = :partition and m.toldBy = ''",
                            MaxCounterRow.class)
                    .setParameter("partition", Ids.hash(wide))
                    .getResultList()
                    .forEach(row -> inside.forEach(partition -> raise(partition, row.instance, row.counter)));
        }
    }

    private void raise(String partition, String instance, long counter) {
        raised.computeIfAbsent(partition, p -> new TreeMap<>()).merge(instance, counter, Math::max);
    }
}
