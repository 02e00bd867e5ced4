package org.morango.client;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.morango.AuditEvent.Kind;
import org.morango.MorangoException;
import org.morango.PeerSettings;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.internal.audit.Audit;
import org.morango.internal.binding.KeyAgreement;
import org.morango.internal.protocol.InstanceJson;
import org.morango.internal.protocol.Json;
import org.morango.internal.transfer.StaleSessions;
import org.morango.internal.transfer.TransferController;
import org.morango.internal.trust.OpenSessions;
import org.morango.internal.trust.Revocations;
import org.morango.internal.trust.Trust;
import org.morango.record.Ids;
import org.morango.record.Scope;
import org.morango.replica.CertificateStore;
import org.morango.replica.Instance;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.SyncSession;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Opens a session, in which each side proves to the other that it owns its certificate. Protocol section 4. */
final class SessionOpening {
    private static final String OURS = "This side's";

    private final PeerHttp http;
    private final Replica replica;
    private final PeerSettings settings;
    private final RemoteCertificates remote;
    private final Trust trust;

    SessionOpening(PeerHttp http, Replica replica, PeerSettings settings) {
        this.http = http;
        this.replica = replica;
        this.settings = settings;
        this.remote = new RemoteCertificates(http, replica.certificates(), settings);
        this.trust = new Trust(replica.certificates(), settings);
    }

    Session open(Certificate mine, String serverInstance, Set<Capability> common) {
        CertificateStore store = replica.certificates();
        SigningKey key = store.key(mine.id())
                .orElseThrow(() -> new MorangoException(
                        "The private key of certificate " + mine.id() + " is not in this database.",
                        Map.of("certificate", mine.id())));
        List<Certificate> chain = store.chain(mine.id());
        trust.check(OURS, chain);
        Scope clientScope = scope(mine);
        Certificate server = serverCertificate(mine, clientScope, chain.get(0).id());
        boolean bound = common.contains(Capability.BOUND_SESSIONS);
        if (settings.requireBoundSessions() && !bound) {
            throw notBound(http.address() + " cannot bind sessions");
        }
        String root = chain.get(0).id();
        Revocations revocations = new Revocations(replica, settings);
        String digest = common.contains(Capability.CERTIFICATE_REVOCATION) ? revocations.digest(root) : "";
        new StaleSessions(replica, settings).cleanUp();
        Opened opened = http.retries().run(() -> post(mine, key, chain, server, serverInstance, bound, digest));
        SyncSession session = opened.session();
        replica.sessions().create(session);
        new Audit(settings).session(Kind.SESSION_OPENED, session);
        if (!digest.isEmpty() && !opened.revocations().equals(digest)) {
            new RevocationExchange(http.in(session), session, revocations, root).run();
            check(session);
        }
        return session(session, common, clientScope, scope(server));
    }

    /** What a session has come with. */
    private record Opened(SyncSession session, String revocations) {}

    /** Whether it may go on, after what has become known of revoked certificates. */
    private void check(SyncSession session) {
        try {
            trust.check(OURS, replica.certificates().chain(session.clientCertificateId()));
            trust.check(http.address() + "'s", replica.certificates().chain(session.serverCertificateId()));
        } catch (CertificateException e) {
            new OpenSessions(replica, settings).end(session);
            throw e;
        }
    }

    /** Takes up a session that both sides still know. */
    Session resume(String sessionId, Set<Capability> common) {
        SyncSession session = replica.sessions()
                .syncSession(sessionId)
                .filter(s -> s.active() && !s.server())
                .orElseThrow(() -> gone(sessionId, "this database knows no open session of that id"));
        if (settings.requireBoundSessions() && session.key() == null) {
            throw notBound("Session " + sessionId + " is not bound");
        }
        Call call = Call.get("syncsessions/" + sessionId + "/", Map.of());
        HttpAnswer answer = http.in(session).answer(call);
        if (answer.status() == 404) {
            throw gone(sessionId, http.address() + " does not know it any more");
        }
        http.successful(call, answer);
        return session(
                session, common, ownScope(session.clientCertificateId()), ownScope(session.serverCertificateId()));
    }

    private static MorangoException gone(String sessionId, String reason) {
        return new MorangoException(
                "Session " + sessionId + " cannot be resumed: " + reason + ".", Map.of("session", sessionId));
    }

    private static MorangoException notBound(String reason) {
        return new MorangoException(
                reason + ", which the setting requireBoundSessions asks for; is it the original, or an older version?");
    }

    private Scope ownScope(String certificateId) {
        return scope(replica.certificates()
                .find(certificateId)
                .orElseThrow(() -> new MorangoException(
                        "Certificate " + certificateId + " is unknown here.", Map.of("certificate", certificateId))));
    }

    private Session session(SyncSession session, Set<Capability> common, Scope clientScope, Scope serverScope) {
        return new Session(
                session,
                replica,
                settings,
                http.in(session),
                new TransferController(replica, settings),
                common,
                clientScope,
                serverScope);
    }

    private Scope scope(Certificate certificate) {
        return remote.scope(certificate)
                .orElseThrow(() -> new MorangoException(
                        "Scope definition " + certificate.scopeDefinitionId() + " of certificate " + certificate.id()
                                + " is unknown here, or its parameters cannot be read; define it first.",
                        Map.of("scope_definition", certificate.scopeDefinitionId())));
    }

    /** The server's certificate under the same root; one that allows all that ours does is preferred. */
    private Certificate serverCertificate(Certificate mine, Scope wanted, String rootId) {
        Certificate chosen = remote.under(rootId).stream()
                .filter(c -> c.profile().equals(mine.profile()))
                .min(Comparator.comparing(
                        c -> remote.scope(c).filter(wanted::isSubsetOf).isEmpty()))
                .orElseThrow(() -> noneOf(mine, rootId));
        List<Certificate> chain = remote.verifiedChain(chosen, rootId);
        return chain.get(chain.size() - 1);
    }

    private MorangoException noneOf(Certificate mine, String rootId) {
        return remote.under(rootId).isEmpty()
                ? remote.nothingUnder(rootId)
                : new MorangoException(
                        http.address() + " holds certificates under root " + rootId + ", but none of profile \""
                                + mine.profile() + "\", of which this side's certificate " + mine.id() + " is.",
                        Map.of("root", rootId, "certificate", mine.id()));
    }

    /** One attempt. If its answer is lost, the nonce is used up and the id taken: the next begins anew. */
    private Opened post(
            Certificate mine,
            SigningKey key,
            List<Certificate> chain,
            Certificate server,
            String serverInstance,
            boolean bound,
            String revocations)
            throws Unanswered {
        Call askNonce = Call.post("nonces/");
        String nonce = Json.text(http.successful(askNonce, http.once(askNonce)).json(), "id")
                .filter(Ids::isId)
                .orElseThrow(() -> new MorangoException(http.address() + " sent no nonce when it was asked for one."));
        Instance own = replica.instance();
        boolean copied = own.id().equals(serverInstance);
        if (copied) {
            requireOtherDatabase(nonce);
        }
        KeyAgreement agreement = bound ? KeyAgreement.begin(settings.random()) : null;
        String id = agreement == null
                ? Ids.random(settings.random())
                : KeyAgreement.sessionId(nonce, mine.id(), server.id(), agreement.publicKey());
        String message = nonce + ":" + id;
        String instance = InstanceJson.render(own, settings);
        ObjectNode body = Json.object();
        body.put("id", id);
        body.put("server_certificate_id", server.id());
        body.put("client_certificate_id", mine.id());
        body.put("profile", mine.profile());
        body.put("certificate_chain", CertificateJson.renderChain(chain));
        body.put("connection_path", http.address().toString());
        body.put("instance", instance);
        body.put("nonce", nonce);
        body.put("client_ip", "");
        body.put("server_ip", "");
        body.put("signature", key.sign(message));
        if (agreement != null) {
            body.put("binding_key", agreement.publicKey());
        }
        if (!revocations.isEmpty()) {
            body.put("revocations", revocations);
        }
        Call call = Call.post("syncsessions/", body);
        JsonNode answer = http.successful(call, http.once(call)).json();
        String serverKey = Json.text(answer, "binding_key").orElse("");
        if (agreement != null) {
            message = KeyAgreement.signedByServer(nonce, id, serverKey);
        }
        Optional<String> signature = Json.text(answer, "signature");
        if (signature.isEmpty() || !server.publicKey().verifies(message, signature.get())) {
            throw new MorangoException(
                    http.address() + " cannot prove that it owns certificate " + server.id() + ".",
                    Map.of("certificate", server.id()));
        }
        if (copied && !replica.renewCopied(own.id())) {
            throw new MorangoException(
                    http.address() + " is the same instance as this database, which has been renewed for that since its start."
                            + " If one is a copy of the other, start this application again, and sync.",
                    Map.of("instance", own.id()));
        }
        Instant now = settings.clock().instant();
        SyncSession session = new SyncSession(
                id,
                now,
                now,
                true,
                false,
                mine.profile(),
                mine.id(),
                server.id(),
                http.address().toString(),
                "",
                "",
                instance,
                serverInstance(answer),
                agreement == null ? null : agreement.asClient(id, serverKey));
        return new Opened(session, Json.text(answer, "revocations").orElse(revocations));
    }

    /** A server whose nonces are in this database is another node of it, or this very one; not a copy. */
    private void requireOtherDatabase(String nonce) {
        if (replica.certificates().useNonce(nonce, settings.clock().instant(), settings.nonceLifetime())) {
            throw new MorangoException(
                    http.address() + " serves the very database of this side, so that there is nothing to sync. Use the address"
                            + " of another peer.",
                    Map.of("url", http.address().toString()));
        }
    }

    private String serverInstance(JsonNode answer) {
        String text = Json.text(answer, "server_instance").orElse("{}");
        return text.length() <= 10_000 ? text : "{}";
    }
}
