package org.morango.server;

import org.jspecify.annotations.Nullable;
import org.morango.certificate.SigningKey;
import org.morango.internal.binding.ServerProof;
import org.morango.internal.protocol.Json;
import org.morango.record.Ids;
import org.morango.replica.Replica;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST proofs/}: proves that this server holds the private key of a certificate, before it receives a password.
 */
final class ProofEndpoint implements Endpoint {
    private final Replica replica;
    private final PeerSettings settings;
    private final CallerLimits limits;

    ProofEndpoint(Replica replica, PeerSettings settings, CallerLimits limits) {
        this.replica = replica;
        this.settings = settings;
        this.limits = limits;
    }

    @Override
    public Answer handle(MorangoRequest request, @Nullable String id) {
        Endpoint.require("POST", request, id);
        limits.opening(request);
        JsonNode body = Body.object(request, Body.strangersLimit(settings));
        if (!ServerProof.PURPOSE.equals(Body.text(body, "purpose"))) {
            throw Refusal.field("purpose", "Has to be \"" + ServerProof.PURPOSE + "\".");
        }
        String nonce = Body.text(body, "nonce");
        if (!Ids.isId(nonce)) {
            throw Refusal.field("nonce", "Has to be 32 lower-case hex digits.");
        }
        String certificate = Body.text(body, "certificate");
        SigningKey key = replica.certificates()
                .key(certificate)
                .orElseThrow(
                        () -> Refusal.field("certificate", "This server does not hold the certificate's private key."));
        ServerProof proof = ServerProof.of(
                key, certificate, nonce, settings.clock().instant().getEpochSecond());
        return Answer.json(
                201,
                Json.object()
                        .put("time", proof.time())
                        .put("key", proof.key())
                        .put("signature", key.sign(proof.signedText())));
    }
}
