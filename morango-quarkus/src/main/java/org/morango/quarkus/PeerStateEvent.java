package org.morango.quarkus;

import org.morango.live.SyncState;

/**
 * CDI event: the state of the syncs with one of the application's peers has changed. {@link
 * org.morango.live.ContinuousSync#onChange} says when. Fired in the thread that syncs. Exceptions of observers are
 * logged and have no other effect.
 *
 * @param peer the peer's name
 */
public record PeerStateEvent(String peer, SyncState state) {}
