package org.morango.spring;

import java.time.Duration;

/**
 * What a sync with a peer has done.
 *
 * @param peer the peer's name
 * @param received records that have come, transfers taken up again included
 * @param sent records that have gone
 * @param took how long it took
 */
public record SyncOutcome(String peer, long received, long sent, Duration took) {}
