package org.morango.spring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the syncs with a peer go, on whichever node of this application they ran.
 *
 * @param name the peer's name
 * @param url where it is
 * @param running whether a node syncs with it now
 * @param lastStarted when it was last tried; null for never, as with the others
 * @param lastFinished when that came to its end, good or bad
 * @param lastSucceeded when a sync last succeeded
 * @param nextDue when the next one is due; null if it is not scheduled
 * @param received records received by the last one that succeeded
 * @param sent records sent by it
 * @param failures how many have failed in a row
 * @param error why the last one failed; null if it did not
 * @param certificateExpires when the certificate expires that the next one takes, with those above it; null for never, or if
 *     there is none
 * @param renewalDue when that certificate is to be renewed; null for never
 * @param renewalError why it could not be renewed when that was last tried; null if it could, or is not due
 */
public record PeerStatus(
        String name,
        String url,
        boolean running,
        @Nullable Instant lastStarted,
        @Nullable Instant lastFinished,
        @Nullable Instant lastSucceeded,
        @Nullable Instant nextDue,
        long received,
        long sent,
        int failures,
        @Nullable String error,
        @Nullable Instant certificateExpires,
        @Nullable Instant renewalDue,
        @Nullable String renewalError) {}
