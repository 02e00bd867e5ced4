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

    ProofEndpoint(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        JsonNode body = RequestBody.object(request);
        if (!ServerProof.PURPOSE.equals(RequestBody.text(body, "purpose"))) {
            throw Refusal.field("purpose", "Has to be \"" + ServerProof.PURPOSE + "\".");
        }
        String nonce = RequestBody.text(body, "nonce");
        if (!Ids.isId(nonce)) {
            throw Refusal.field("nonce", "Has to be 32 lower-case hex digits.");
        }
        String certificate = RequestBody.text(body, "certificate");
        SigningKey key = replica.certificates()
                .key(certificate)
                .orElseThrow(
                        () -> Refusal.field("certificate", "This server does not hold the certificate's private key."));
        ServerProof proof = ServerProof.of(
                key, certificate, nonce, settings.clock().instant().getEpochSecond());
        return MorangoResponse.json(
                201,
                Json.object()
                        .put("time", proof.time())
                        .put("key", proof.key())
                        .put("signature", key.sign(proof.signedText())));
    }
}
