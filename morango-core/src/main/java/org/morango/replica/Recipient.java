package org.morango.replica;

import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.ModelSet;

/**
 * A peer that may get records. Immutable.
 *
 * @param filter the partitions that may be sent to it
 * @param models the models that may be sent to it
 * @param held the counters up to which it has what may be sent to it
 */
public record Recipient(Filter filter, ModelSet models, PartitionCounters held) {}
