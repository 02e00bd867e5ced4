package org.morango.spring.event;

/** A sync with one of the application's peers. */
public sealed interface PeerSyncEvent {
    /** Returns the peer's name. */
    String peer();

    /** The sync begins; no connection has been made yet. */
    record Started(String peer) implements PeerSyncEvent {}

    /** The sync has succeeded. */
    record Succeeded(SyncOutcome outcome) implements PeerSyncEvent {
        @Override
        public String peer() {
            return outcome.peer();
        }
    }

    /** The sync has failed; the next sync resumes a session that was cut off. */
    record Failed(String peer, RuntimeException error) implements PeerSyncEvent {}
}
