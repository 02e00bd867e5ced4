package org.morango.server;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.morango.PeerSettings;
import org.morango.internal.protocol.Json;
import org.morango.record.Ids;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;

/** {@code POST nonces/}: a text that can be signed once, soon. */
final class NonceEndpoint implements Endpoint {
    private final Replica replica;
    private final PeerSettings settings;
    private static final int MADE_BETWEEN = 1_000;

    private final CallerLimits limits;
    private final AtomicLong made = new AtomicLong();

    NonceEndpoint(Replica replica, PeerSettings settings, CallerLimits limits) {
        this.replica = replica;
        this.settings = settings;
        this.limits = limits;
    }

    @Override
    public Answer handle(MorangoRequest request, @Nullable String id) {
        Endpoint.require("POST", request, id);
        limits.opening(request);
        String nonce = Ids.random(settings.random());
        Instant now = settings.clock().instant();
        CertificateStore store = replica.certificates();
        if (made.getAndIncrement() % MADE_BETWEEN == 0) {
            // Whoever asks for many need not use one.
            store.dropNonces(now.minus(settings.nonceLifetime()));
        }
        store.saveNonce(nonce, now, request.remoteAddress());
        return Answer.json(
                201,
                Json.object()
                        .put("id", nonce)
                        .put("timestamp", Json.timestamp(now))
                        .put("ip", request.remoteAddress()));
    }
}
