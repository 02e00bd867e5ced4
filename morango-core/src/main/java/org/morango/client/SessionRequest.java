package org.morango.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.internal.binding.CopyProof;
import org.morango.internal.binding.KeyAgreement;
import org.morango.internal.binding.Opening;
import org.morango.internal.protocol.InstanceJson;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.OpeningJson;
import org.morango.internal.trust.Nonces;
import org.morango.record.Ids;
import org.morango.replica.Instance;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.SessionBinding;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a server to open a session. Each attempt needs its own nonce, because a nonce whose answer was lost is used up.
 */
final class SessionRequest {
    private final PeerHttp http;
    private final PeerSettings settings;
    private final Certificate mine;
    private final SigningKey key;
    private final List<Certificate> chain;
    private final Certificate server;
    private final String serverInstance;
    private final Replica replica;

    SessionRequest(
            PeerHttp http,
            Replica replica,
            PeerSettings settings,
            Certificate mine,
            SigningKey key,
            List<Certificate> chain,
            Certificate server,
            String serverInstance) {
        this.http = http;
        this.settings = settings;
        this.mine = mine;
        this.key = key;
        this.chain = chain;
        this.server = server;
        this.serverInstance = serverInstance;
        this.replica = replica;
    }

    /** A session with the digest of the revocations that the server knows; empty if it has not sent one. */
    record Opened(SyncSession session, String revocations) {}

    /** The start of one attempt: a nonce, and whether the server says that it is the same instance as this side. */
    private record Attempt(String nonce, Instance own, String instance, boolean copied) {}

    /** Opens a session as plain Morango does: the signed text names neither the server nor the kind of session. */
    Opened plain() throws Unanswered {
        Attempt attempt = begin();
        String id = Ids.random(settings.random());
        String message = attempt.nonce + ":" + id;
        JsonNode answer = post(body(attempt, id, message));
        requireSigned(answer, message);
        renewIfCopied(attempt, id, answer);
        return new Opened(
                session(attempt, id, Json.text(answer, "server_instance").orElse("{}"), null), "");
    }

    /** Opens a session as two peers of this library do. */
    Opened bound(String revocations) throws Unanswered {
        Attempt attempt = begin();
        KeyAgreement agreement = KeyAgreement.begin(settings.random());
        Opening opening = new Opening(
                attempt.nonce,
                Ids.random(settings.random()),
                mine.id(),
                server.id(),
                mine.profile(),
                agreement.publicKey(),
                Capability.header(settings.capabilities()),
                attempt.instance,
                revocations);
        ObjectNode body = body(attempt, opening.sessionId(), opening.signedByClient());
        OpeningJson.put(body, opening);
        JsonNode answer = post(body);
        Opening.Answer agreed = OpeningJson.parseAnswer(answer).orElseThrow(this::notProven);
        requireSigned(answer, opening.signedByServer(agreed));
        SessionBinding binding = opening.agree(agreement, agreed);
        if (!settings.capabilities().containsAll(binding.capabilities())
                || !binding.capabilities().containsAll(Set.of(Capability.BOUND_SESSIONS))) {
            throw new MorangoException(http.address() + " agreed to capabilities that were not offered.");
        }
        renewIfCopied(attempt, opening.sessionId(), answer);
        return new Opened(session(attempt, opening.sessionId(), agreed.instance(), binding), agreed.revocations());
    }

    private Attempt begin() throws Unanswered {
        String nonce = http.nonce();
        Instance own = replica.instance();
        boolean copied = own.id().equals(serverInstance);
        if (copied) {
            requireOtherDatabase(nonce);
        }
        return new Attempt(nonce, own, InstanceJson.render(own, settings), copied);
    }

    /**
     * Refuses a server whose nonces are in this database: it is another node of it, or this very one, and not a copy.
     */
    private void requireOtherDatabase(String nonce) {
        if (new Nonces(replica.certificates(), settings).use(nonce)) {
            throw new MorangoException(
                    http.address()
                            + " serves the very database of this side, so that there is nothing to sync. Use the address"
                            + " of another peer.",
                    Map.of("url", http.address().toString()));
        }
    }

    private CopyProof copy(Attempt attempt, String sessionId) {
        return new CopyProof(attempt.nonce, sessionId, mine.id(), server.id());
    }

    /**
     * Renews this database if it was copied. The server may have renewed itself already, when the answer to an earlier
     * attempt was lost.
     */
    private void renewIfCopied(Attempt attempt, String sessionId, JsonNode answer) {
        if (!attempt.copied) {
            return;
        }
        if (!copy(attempt, sessionId).isOfServer(attempt.own, Json.text(answer, CopyProof.MEMBER))) {
            throw new MorangoException(
                    http.address()
                            + " says that it is the same instance as this database, and does not prove that one is a copy of the"
                            + " other. Nothing was changed; do not sync with it.",
                    Map.of("instance", attempt.own.id()));
        }
        if (!replica.renewCopied(attempt.own.id())) {
            throw new MorangoException(
                    http.address()
                            + " is the same instance as this database, which has been renewed for that too often within a day."
                            + " If one is a copy of the other, start this application again, and sync.",
                    Map.of("instance", attempt.own.id()));
        }
    }

    private ObjectNode body(Attempt attempt, String id, String message) {
        ObjectNode body = Json.object();
        body.put("id", id);
        body.put("server_certificate_id", server.id());
        body.put("client_certificate_id", mine.id());
        body.put("profile", mine.profile());
        body.put("certificate_chain", CertificateJson.renderChain(chain));
        body.put("connection_path", http.address().toString());
        body.put("instance", attempt.instance);
        body.put("nonce", attempt.nonce);
        body.put("client_ip", "");
        body.put("server_ip", "");
        body.put("signature", key.sign(message));
        if (attempt.copied) {
            body.put(CopyProof.MEMBER, copy(attempt, id).ofClient(attempt.own));
        }
        return body;
    }

    private JsonNode post(ObjectNode body) throws Unanswered {
        ClientRequest call = ClientRequest.post("syncsessions/", body);
        return http.successful(call, http.once(call)).json();
    }

    private void requireSigned(JsonNode answer, String message) {
        if (Json.text(answer, "signature")
                .filter(signature -> server.publicKey().verifies(message, signature))
                .isEmpty()) {
            throw notProven();
        }
    }

    private MorangoException notProven() {
        return new MorangoException(
                http.address() + " cannot prove that it owns certificate " + server.id() + ".",
                Map.of("certificate", server.id()));
    }

    private SyncSession session(Attempt attempt, String id, String instanceOfServer, @Nullable SessionBinding binding) {
        Instant now = settings.clock().instant();
        SyncSession session = SyncSession.asClient(id, now, mine.profile(), mine.id(), server.id())
                .withAddresses(http.address().toString(), "", "")
                .withInstances(attempt.instance, instanceOfServer.length() <= 10_000 ? instanceOfServer : "{}");
        return binding == null ? session : session.withBinding(binding);
    }
}
