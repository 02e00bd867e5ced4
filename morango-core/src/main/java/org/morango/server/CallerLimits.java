package org.morango.server;

import org.morango.settings.PeerSettings;

/** Rate limits per network. */
final class CallerLimits {
    private final PeerSettings settings;
    private final Buckets requests;
    private final Buckets openings;

    CallerLimits(PeerSettings settings) {
        this.settings = settings;
        this.requests = new Buckets(settings.server().rateLimits().requests());
        this.openings = new Buckets(settings.server().rateLimits().openings());
    }

    void request(MorangoRequest request) {
        requests.take(Network.of(request.remoteAddress()), settings.clock().instant());
    }

    void opening(MorangoRequest request) {
        openings.take(Network.of(request.remoteAddress()), settings.clock().instant());
    }
}
