package org.morango.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.Json;
import org.morango.internal.trust.Nonces;
import org.morango.replica.Replica;
import org.morango.settings.PeerSettings;

/** {@code POST nonces/}: issues a text that can be signed once, within a short time. */
final class NonceEndpoint implements Endpoint {
    private final Nonces nonces;
    private final PeerSettings settings;
    private final CallerLimits limits;

    NonceEndpoint(Replica replica, PeerSettings settings, CallerLimits limits) {
        this.nonces = new Nonces(replica.certificates(), settings);
        this.settings = settings;
        this.limits = limits;
    }

    @Override
    public Answer handle(MorangoRequest request, @Nullable String id) {
        Endpoint.require("POST", request, id);
        limits.opening(request);
        Instant now = settings.clock().instant();
        return Answer.json(
                201,
                Json.object()
                        .put("id", nonces.make(now, request.remoteAddress()))
                        .put("timestamp", Json.timestamp(now))
                        .put("ip", request.remoteAddress()));
    }
}
