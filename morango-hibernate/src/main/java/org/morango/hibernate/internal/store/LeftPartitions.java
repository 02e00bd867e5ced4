package org.morango.hibernate.internal.store;

import org.jspecify.annotations.Nullable;
import org.morango.record.Filter;

/**
 * The partitions that this database has left: those that a certificate covered, and no other of its own does. Immutable.
 *
 * @param left what the certificate covered
 * @param kept what the other certificates of this database cover; null if there are none
 */
public record LeftPartitions(Filter left, @Nullable Filter kept) {

    /** Returns whether a partition is left. */
    public boolean contains(String partition) {
        return left.contains(partition) && !isKept(partition);
    }

    private boolean isKept(String partition) {
        return kept != null && kept.contains(partition);
    }

    /** Returns whether counters of a partition hold for one that is left: it is left, or contains one that is. */
    public boolean isTouchedBy(String partition) {
        return !isKept(partition)
                && (left.contains(partition)
                        || left.partitions().stream().anyMatch(entry -> entry.startsWith(partition)));
    }
}
