package org.morango.discovery;

import org.jspecify.annotations.Nullable;
import org.morango.live.ContinuousSync;

/**
 * A peer that was announced on the local network, as it is now. Immutable.
 *
 * @param url where it is said to be
 * @param rootId the root that it says it shares with this peer
 * @param certificateId the certificate under this root that it has proven to hold; null if it has proven none
 * @param reason why it has not proven it, in words; null otherwise
 * @param sync keeps in sync with it; null unless this side does
 */
public record LocalPeer(
        String url,
        String rootId,
        State state,
        @Nullable String certificateId,
        @Nullable String reason,
        @Nullable ContinuousSync sync) {

    /** What is done about a peer. */
    public enum State {
        /** It has not been asked for a proof yet. Nothing was sent to it. */
        FOUND,
        /** It was asked, and has not proven that it belongs to the root. It is asked again later. */
        UNPROVEN,
        /** It has proven it. It is expected to begin the sync, or too many others are kept in sync now. */
        WAITING,
        /** It keeps in sync with this side. */
        LED,
        /** This side keeps in sync with it. */
        LEADING,
        /** It is kept in sync under another address, or it is another server on this database. */
        NOT_NEEDED
    }
}
