package org.morango.spring.event;

import java.time.Duration;

/**
 * Result of a sync with a peer.
 *
 * @param peer the peer's name
 * @param received number of records received, including resumed transfers
 * @param sent number of records sent, including resumed transfers
 * @param took the duration
 */
public record SyncOutcome(String peer, long received, long sent, Duration took) {}
