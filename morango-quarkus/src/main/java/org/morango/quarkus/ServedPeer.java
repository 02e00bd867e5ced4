package org.morango.quarkus;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.morango.hibernate.Morango;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.settings.PeerSettings;

/** The endpoints for other peers. */
@Singleton
class ServedPeer {
    private final MorangoEndpoints endpoints;
    private final Duration callerTimeout;

    ServedPeer(Morango morango, PeerSettings settings) {
        this.endpoints = morango.endpoints();
        this.callerTimeout = settings.server().callerTimeout();
    }

    /** Returns how long to wait for a caller that sends nothing. */
    Duration callerTimeout() {
        return callerTimeout;
    }

    MorangoResponse handle(MorangoRequest request) {
        return endpoints.handle(request);
    }

    void endStreams() {
        endpoints.endStreams();
    }

    void close() {
        endpoints.close();
    }
}
