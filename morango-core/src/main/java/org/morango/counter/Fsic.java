package org.morango.counter;

import org.morango.record.Filter;

/**
 * Filter-specific instance counters as they travel: what a peer knows of a filter. Protocol section 6.
 *
 * <p>Peers agree on one of the two formats, but both forms expand to the same thing: to find what the receiver lacks,
 * expand each side's FSIC for the transfer's filter and take the difference. This holds for one side in version 1 and
 * the other in version 2 as well: version 1 counters hold for each filter entry as a whole, and so for every partition
 * below it. At worst, more is sent than was needed, never less.
 */
public sealed interface Fsic permits FsicV1, FsicV2 {
    /** The counters by partition that this means for the filter; entries without any counter left out. */
    PartitionCounters expand(Filter filter);
}
