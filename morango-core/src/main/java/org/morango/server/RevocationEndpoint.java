package org.morango.server;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.Json;
import org.morango.internal.trust.RevocationJson;
import org.morango.internal.trust.Revocations;
import org.morango.internal.trust.Revocations.Statements;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code revocations/}: two peers exchange which certificates are revoked. Not in Python Morango. */
final class RevocationEndpoint implements Endpoint {
    private final Replica replica;
    private final PeerSettings settings;
    private final SessionProof proof;
    private final Revocations revocations;

    RevocationEndpoint(Replica replica, PeerSettings settings, SessionProof proof) {
        this.replica = replica;
        this.settings = settings;
        this.proof = proof;
        this.revocations = new Revocations(replica, settings);
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        if (!settings.capabilities().contains(Capability.CERTIFICATE_REVOCATION)) {
            throw Refusal.notFound();
        }
        JsonNode body = RequestBody.object(request);
        SyncSession session = Json.text(body, "sync_session_id")
                .flatMap(s -> replica.sessions().syncSession(s))
                .filter(s -> s.isServer() && s.active())
                .orElseThrow(Refusal::notFound);
        proof.require(session, request);
        Set<String> held = RevocationJson.ids(body, "held");
        Statements said = RevocationJson.statements(body);
        String root = replica.certificates()
                .chain(session.serverCertificateId())
                .get(0)
                .id();
        revocations.accept(said, root);
        List<String> missing = revocations.lackedBy(held, root);
        ObjectNode answer = Json.object();
        RevocationJson.put(answer, revocations.statements(missing));
        RevocationJson.put(answer, "lacking", revocations.lackedOf(held, root));
        return MorangoResponse.json(200, answer);
    }
}
