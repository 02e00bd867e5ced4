package org.morango.unsent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.record.Filter;

/**
 * What is unsent to one peer under one pair of certificates. Immutable.
 *
 * @param instance the peer's instance id, 32 hexadecimal digits
 * @param device the name that people have given to it; empty for none
 * @param address the URL at which this side has met it; if it was the client, its network address, which may be empty
 * @param isClient whether it connects to this side; what is unsent then waits until it does
 * @param filter the partitions that both certificates allow to be sent to it
 * @param learned when it was last learned what the peer has; that is noted once a day if nothing changes
 * @param changes rows whose changes are noted and not serialized yet; some may not concern this peer
 * @param records serialized records that it may get and is not known to have
 * @param oldest when the oldest of this side's own among them was changed, as far as it is known; null if there are none
 */
public record UnsentToPeer(
        String profile,
        String instance,
        String device,
        String address,
        boolean isClient,
        Filter filter,
        Instant learned,
        long changes,
        long records,
        @Nullable Instant oldest) {

    /** Returns the number of noted changes and of records. */
    public long count() {
        return changes + records;
    }
}
