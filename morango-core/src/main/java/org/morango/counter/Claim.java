package org.morango.counter;

import org.morango.record.Filter;

/**
 * The claim of a transfer's sender about what it holds. It is believed only for the sender itself: that peer need not
 * send it again. Statements to other peers need {@link Evidence}.
 *
 * @param peer stands for the sender: a hash of its certificate and instance; empty for what is known for sure
 * @param filter the filter of the transfer
 * @param counters the claimed counters of the filter's partitions
 */
public record Claim(String peer, Filter filter, PartitionCounters counters) {
    /** An empty claim. */
    public static final Claim NOTHING = known(PartitionCounters.EMPTY);

    /** Returns a claim that needs no proof. */
    public static Claim known(PartitionCounters counters) {
        return new Claim("", Filter.EVERYTHING, counters);
    }
}
