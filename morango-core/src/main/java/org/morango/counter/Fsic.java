package org.morango.counter;

import java.util.Map;
import java.util.function.Supplier;
import org.morango.record.Filter;

/**
 * Filter-specific instance counters in wire format: what a peer holds of a filter. See docs/protocol.md, "FSIC".
 *
 * <p>Peers agree on one of the two formats. Both expand to the same thing: to find what the receiver lacks, expand each
 * side's FSIC for the transfer's filter and take the difference. The two sides may even use different formats, because
 * version 1 counters hold for each filter entry as a whole, and so for every partition below it. At worst, more is sent
 * than needed, never less.
 */
public sealed interface Fsic permits FsicV1, FsicV2 {
    /** Nothing: no counters, as before a peer has said what it holds. */
    Fsic NONE = new FsicV1(Map.of());

    /**
     * Returns the counters by partition that this FSIC stands for within the filter. Leaves out entries without
     * counters.
     */
    PartitionCounters expand(Filter filter);

    /**
     * Returns an FSIC with at most that many counters and partitions. If there are more, the partitions that have most
     * counters lose some.
     *
     * @param own the instance whose counters stay
     */
    Fsic atMost(int most, Supplier<String> own);

    /** As {@link #expand}, for another peer's claim: counters of partitions outside the filter do not count. */
    default PartitionCounters inside(Filter filter) {
        return expand(filter).inside(filter);
    }

    /** Returns this without the counters of an instance. */
    Fsic without(String instance);
}
