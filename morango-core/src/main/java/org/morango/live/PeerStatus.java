package org.morango.live;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * State of the syncs with a peer, as this node sees it.
 *
 * @param name the peer's name
 * @param url the peer's address
 * @param phase what this node is doing; {@link SyncPhase#ELSEWHERE} if another node syncs with the peer
 * @param since when that began
 * @param reason why this node does not sync; null while it does
 * @param lastSucceeded when a sync last succeeded, on whichever node; null if none has
 * @param received number of records received since this node has started
 * @param sent number of records sent since this node has started
 * @param certificateExpires when the certificate of the next sync, or one of its ancestors, expires; null for never, or
 *     if there is no certificate
 * @param renewalDue when that certificate is to be renewed; null for never
 * @param renewalError why the last renewal failed; null if it succeeded, or is not due
 */
public record PeerStatus(
        String name,
        String url,
        SyncPhase phase,
        Instant since,
        @Nullable String reason,
        @Nullable Instant lastSucceeded,
        long received,
        long sent,
        @Nullable Instant certificateExpires,
        @Nullable Instant renewalDue,
        @Nullable String renewalError) {

    /** Returns in words what this node is doing, and why it does not sync. */
    public String summary() {
        String words = phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return reason == null ? words : words + ": " + reason;
    }

    /** Returns in words when the certificate expires and is renewed; empty if it never expires. */
    public Optional<String> certificateSummary() {
        if (certificateExpires == null) {
            return Optional.empty();
        }
        String expires = "expires at " + certificateExpires;
        if (renewalError != null) {
            return Optional.of(expires + ", could not be renewed: " + renewalError);
        }
        return Optional.of(
                renewalDue == null ? expires + ", is not renewed" : expires + ", to be renewed from " + renewalDue);
    }
}
