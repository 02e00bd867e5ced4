package org.morango.counter;

import org.morango.record.Filter;

/**
 * What the sender of a transfer says that it holds. It is believed as far as its own link goes: the same peer need not send
 * that again. What others are told to be here needs {@link Evidence}.
 *
 * @param peer stands for the sender: a hash of its certificate and instance; empty for what is known for sure
 * @param filter what the transfer is about
 * @param counters what is said of the filter's partitions
 */
public record Claim(String peer, Filter filter, PartitionCounters counters) {
    /** Nothing is said. */
    public static final Claim NOTHING = known(PartitionCounters.EMPTY);

    /** What need not be proven. */
    public static Claim known(PartitionCounters counters) {
        return new Claim("", Filter.EVERYTHING, counters);
    }
}
