package org.morango.spring.event;

import org.morango.live.SyncState;

/**
 * The state of the syncs with one of the application's peers has changed: {@link
 * org.morango.live.ContinuousSync#onChange} says when. Published in the thread that syncs. Exceptions of listeners are
 * logged and have no other effect.
 *
 * @param peer the peer's name
 */
public record PeerStateEvent(String peer, SyncState state) {}
