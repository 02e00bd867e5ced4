package org.morango.server;

import org.morango.settings.PeerSettings;

/** Rate limits per network. */
final class CallerLimits {
    private final PeerSettings settings;
    private final Buckets requests;
    private final Buckets openings;
    private final Buckets guesses;

    CallerLimits(PeerSettings settings) {
        this.settings = settings;
        this.requests = new Buckets(settings.server().rateLimits().requests());
        this.openings = new Buckets(settings.server().rateLimits().openings());
        this.guesses = new Buckets(settings.server().rateLimits().wrongPasswords());
    }

    void request(MorangoRequest request) {
        requests.take(Network.of(request.remoteAddress()), settings.clock().instant());
    }

    void opening(MorangoRequest request) {
        openings.take(Network.of(request.remoteAddress()), settings.clock().instant());
    }

    /** Refuses if the network has guessed too often. */
    void requireGuess(MorangoRequest request) {
        guesses.require(Network.of(request.remoteAddress()), settings.clock().instant());
    }

    /** Counts a wrong guess. */
    void guessed(MorangoRequest request) {
        guesses.use(Network.of(request.remoteAddress()), settings.clock().instant());
    }
}
