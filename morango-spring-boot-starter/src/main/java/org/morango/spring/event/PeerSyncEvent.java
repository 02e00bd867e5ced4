package org.morango.spring.event;

import org.morango.spring.SyncOutcome;

/** A sync with one of the application's peers. */
public sealed interface PeerSyncEvent {
    /** The peer's name. */
    String peer();

    /** It begins; no connection has been made. */
    record Started(String peer) implements PeerSyncEvent {}

    /** It has come to its end. */
    record Succeeded(SyncOutcome outcome) implements PeerSyncEvent {
        @Override
        public String peer() {
            return outcome.peer();
        }
    }

    /** It has failed; what was cut off is taken up again by the next one. */
    record Failed(String peer, RuntimeException error) implements PeerSyncEvent {}
}
