package org.morango.spring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * State of the syncs with a peer, whichever node of this application ran them.
 *
 * @param name the peer's name
 * @param url the peer's address
 * @param running whether a node is syncing with it now
 * @param lastStarted when the last sync started; null if there was none, as with the following times
 * @param lastFinished when a sync last ended, with or without success
 * @param lastSucceeded when a sync last succeeded
 * @param nextDue when the next sync is due; null if it is not scheduled
 * @param received number of records received by the last successful sync
 * @param sent number of records sent by the last successful sync
 * @param failures number of syncs in a row that have failed
 * @param error why the last sync failed; null if it did not
 * @param certificateExpires when the certificate of the next sync, or one of its ancestors, expires; null for never, or
 *     if there is no certificate
 * @param renewalDue when that certificate is to be renewed; null for never
 * @param renewalError why the last renewal failed; null if it succeeded, or is not due
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
