package org.morango.internal.transfer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.morango.counter.PartitionCounters;

/**
 * Finds out which of many receivers lack a record. A question costs a query. Asks about many partitions at once, and
 * halves them as long as there is a record of any. So the number of questions grows with the number of partitions that
 * have changed, and hardly with that of the receivers, most of whom share partitions, or are not concerned.
 */
final class LackSearch {
    private final Predicate<PartitionCounters> hasAny;
    private final Map<PartitionCounters, List<PartitionCounters>> byPartition = new LinkedHashMap<>();
    private final Set<PartitionCounters> found = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param hasAny whether there is a record that a receiver lacks who lacks this */
    LackSearch(Predicate<PartitionCounters> hasAny) {
        this.hasAny = hasAny;
    }

    /**
     * Returns those of which there is a record.
     *
     * @param lacking what receivers lack, each once
     */
    Collection<PartitionCounters> find(Collection<PartitionCounters> lacking) {
        lacking.forEach(each -> each.asMap()
                .forEach((partition, counters) -> byPartition
                        .computeIfAbsent(PartitionCounters.of(Map.of(partition, counters)), key -> new ArrayList<>())
                        .add(each)));
        search(List.copyOf(byPartition.keySet()));
        return found;
    }

    private void search(List<PartitionCounters> partitions) {
        List<PartitionCounters> open = partitions.stream().filter(this::isOpen).toList();
        if (open.isEmpty() || !hasAny.test(PartitionCounters.anyOf(open))) {
            return;
        }
        if (open.size() == 1) {
            found.addAll(receivers(open.get(0)));
        } else {
            int middle = open.size() / 2;
            search(open.subList(0, middle));
            search(open.subList(middle, open.size()));
        }
    }

    /** Whether it would say anything new about some receiver. */
    private boolean isOpen(PartitionCounters partition) {
        return !found.containsAll(receivers(partition));
    }

    private List<PartitionCounters> receivers(PartitionCounters partition) {
        return Objects.requireNonNull(byPartition.get(partition));
    }
}
