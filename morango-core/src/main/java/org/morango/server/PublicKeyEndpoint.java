package org.morango.server;

import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.Json;
import org.morango.replica.Replica;
import org.morango.settings.PeerSettings;

/**
 * {@code GET publickey/}: the key for which others may sign certificates and push them here. See docs/protocol.md,
 * "HTTP".
 */
final class PublicKeyEndpoint implements Endpoint {
    private final Replica replica;
    private final PeerSettings settings;

    PublicKeyEndpoint(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        PushedChainEndpoint.requireAllowed(settings);
        String key = replica.certificates().sharedKey().publicKey().text();
        return MorangoResponse.json(200, Json.array().add(Json.object().put("public_key", key)));
    }
}
