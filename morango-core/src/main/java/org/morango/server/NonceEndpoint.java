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

    NonceEndpoint(Replica replica, PeerSettings settings) {
        this.nonces = new Nonces(replica.certificates(), settings);
        this.settings = settings;
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        Instant now = settings.clock().instant();
        return MorangoResponse.json(
                201,
                Json.object()
                        .put("id", nonces.make(now, request.remoteAddress()))
                        .put("timestamp", Json.timestamp(now))
                        .put("ip", request.remoteAddress()));
    }
}
