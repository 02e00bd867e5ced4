package org.morango.hibernate;

import java.util.function.Function;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.replica.DequeueResult;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;

/** Transfers from one replica to another without a network. */
final class Transfers {
    static final String ID = "00000000000000000000000000000001";
    private static final int CHUNK = 500;

    private Transfers() {}

    /** Sends the records that the receiver lacks, and lets the receiver merge them by the given function. */
    static DequeueResult send(
            HibernateReplica from, HibernateReplica to, String profile, Function<Claim, DequeueResult> dequeue) {
        return send(from, to, profile, Filter.EVERYTHING, dequeue);
    }

    /** Does the same with the records of some partitions. */
    static DequeueResult send(
            HibernateReplica from,
            HibernateReplica to,
            String profile,
            Filter filter,
            Function<Claim, DequeueResult> dequeue) {
        from.serialize(profile, filter);
        PartitionCounters sender =
                from.fsic(filter, FsicRole.SENDER, FsicFormat.V2).expand(filter);
        PartitionCounters receiver =
                to.fsic(filter, FsicRole.RECEIVER, FsicFormat.V2).expand(filter);
        long queued = from.queue(ID, profile, sender.diff(receiver));
        for (long offset = 0; offset < queued; offset += CHUNK) {
            to.buffer(ID, from.queued(ID, offset, CHUNK, Long.MAX_VALUE));
        }
        DequeueResult result = dequeue.apply(Claim.known(sender));
        from.discard(ID);
        return result;
    }
}
