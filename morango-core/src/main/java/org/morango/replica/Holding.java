package org.morango.replica;

import java.time.Instant;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.Ids;

/**
 * What a peer has of a filter, as it has stated and transfers have proved. Only grows. Immutable.
 *
 * @param ownCertificateId the certificate of this side in the last transfer
 * @param peerCertificateId the certificate of the peer in it
 * @param instance the instance that the peer says it is
 * @param device the name that people have given to it; empty for none
 * @param address where this side has met it, as far as it is known
 * @param isClient whether the peer was the client
 * @param filter the filter of the transfer
 * @param counters what the peer has, as counters by partition
 * @param learned when this was learned
 */
public record Holding(
        String profile,
        String ownCertificateId,
        String peerCertificateId,
        String instance,
        String device,
        String address,
        boolean isClient,
        Filter filter,
        PartitionCounters counters,
        Instant learned) {

    /** Returns an id that stands for the two certificates, the peer, and the filter. */
    public String id() {
        return Ids.hash(profile, ownCertificateId, peerCertificateId, instance, filter.toString());
    }

    /** Returns this with the counters of an earlier one of the same id. */
    public Holding with(PartitionCounters earlier) {
        return new Holding(
                profile,
                ownCertificateId,
                peerCertificateId,
                instance,
                device,
                address,
                isClient,
                filter,
                counters.plus(earlier),
                learned);
    }
}
