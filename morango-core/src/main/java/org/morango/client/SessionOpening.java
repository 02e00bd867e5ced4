package org.morango.client;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.internal.audit.Audit;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.OpeningJson;
import org.morango.internal.transfer.OpenSessions;
import org.morango.internal.transfer.TransferController;
import org.morango.internal.trust.Revocations;
import org.morango.internal.trust.Trust;
import org.morango.observation.AuditEvent.Kind;
import org.morango.record.Scope;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.SessionBinding;
import org.morango.session.Side;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/** Opens a session, in which each side proves that it owns its certificate. See docs/protocol.md, "HTTP". */
final class SessionOpening {
    private static final String OURS = "This side's";

    private final PeerHttp http;
    private final Connector connector;
    private final Replica replica;
    private final PeerSettings settings;
    private final RemoteCertificates remote;
    private final Trust trust;

    SessionOpening(PeerHttp http, Connector connector) {
        this.http = http;
        this.connector = connector;
        this.replica = connector.replica();
        this.settings = connector.settings();
        this.remote = new RemoteCertificates(http, replica.certificates(), settings);
        this.trust = new Trust(replica.certificates(), settings);
    }

    /** A session that the server has opened under one of its certificates. */
    private record Accepted(Certificate server, SessionRequest.Opened opened) {}

    ClientSession open(Certificate mine, String serverInstance, Set<Capability> common) {
        CertificateStore store = replica.certificates();
        SigningKey key = store.key(mine.id())
                .orElseThrow(() -> new MorangoException(
                        "The private key of certificate " + mine.id() + " is not in this database.",
                        Map.of("certificate", mine.id())));
        List<Certificate> chain = store.chain(mine.id());
        trust.check(OURS, chain);
        Scope clientScope = scope(mine);
        boolean bound = common.contains(Capability.BOUND_SESSIONS);
        String root = chain.get(0).id();
        Revocations revocations = new Revocations(replica, settings);
        boolean revokes = settings.capabilities().contains(Capability.CERTIFICATE_REVOCATION);
        String digest = bound && revokes ? revocations.digest(root) : "";
        connector.stale().cleanUpAtTimes();
        ServerChoice choice = new ServerChoice(http, remote, connector.certificates(), mine, clientScope, root);
        Accepted accepted = choice.tried(serverInstance, server -> {
            if (!bound) {
                requireAllowed(server.id(), http.address() + " does not bind sessions");
            }
            SessionRequest request =
                    new SessionRequest(http, replica, settings, mine, key, chain, server, serverInstance);
            return new Accepted(server, http.retries().run(() -> bound ? request.bound(digest) : request.plain()));
        });
        Certificate server = accepted.server();
        SessionRequest.Opened opened = accepted.opened();
        SyncSession session = opened.session();
        replica.sessions().create(session);
        if (bound) {
            store.noteBound(server.id(), settings.clock().instant());
            choice.keep(serverInstance, server);
        }
        new Audit(settings).session(Kind.SESSION_OPENED, session);
        SessionBinding binding = session.binding();
        boolean exchange = binding != null && binding.capabilities().contains(Capability.CERTIFICATE_REVOCATION);
        if (exchange && !opened.revocations().equals(digest)) {
            new RevocationExchange(http.in(session, 0), session, revocations, root).run();
            check(session);
        }
        return session(session, 0, common, clientScope, scope(server));
    }

    /**
     * Requires that plain Morango is allowed, because it binds no sessions. A server that has bound one before must
     * bind again.
     */
    private void requireAllowed(String serverCertificateId, String reason) {
        if (!settings.trust().allowPlainMorango()) {
            throw new OutdatedPeerException(
                    reason + ". If it is Python Morango, allow it by the setting trust.allowPlainMorango.",
                    Side.SERVER,
                    Map.of("certificate", serverCertificateId));
        }
        if (trust.isBoundOnly(serverCertificateId)) {
            throw new MorangoException(
                    reason + ", but certificate " + serverCertificateId
                            + " of the server "
                            + (replica.certificates().hasOpenedBound(serverCertificateId)
                                    ? "has bound a session before"
                                    : "was renewed, which plain Morango cannot do")
                            + ": an attacker may be between the two sides, or the server was set up differently.",
                    Map.of("certificate", serverCertificateId));
        }
    }

    /** Checks whether the session may continue after new revocations have become known. */
    private void check(SyncSession session) {
        try {
            trust.check(OURS, replica.certificates().chain(session.clientCertificateId()));
            trust.check(http.address() + "'s", replica.certificates().chain(session.serverCertificateId()));
        } catch (CertificateException e) {
            new OpenSessions(replica, settings).end(session);
            throw e;
        }
    }

    /** Resumes a session that both sides still know. */
    ClientSession resume(String sessionId, Set<Capability> common) {
        SyncSession session = replica.sessions()
                .syncSession(sessionId)
                .filter(s -> s.active() && !s.isServer())
                .orElseThrow(() -> gone(sessionId, "this database knows no open session of that id"));
        if (session.binding() == null) {
            requireAllowed(session.serverCertificateId(), "Session " + sessionId + " is not bound");
        }
        ClientRequest call = ClientRequest.get("syncsessions/" + sessionId + "/", Map.of());
        ClientResponse answer = http.in(session, 0).answer(call);
        if (answer.status() == 404) {
            throw gone(sessionId, http.address() + " does not know it any more");
        }
        JsonNode shown = http.successful(call, answer).json();
        long requests = Json.number(shown, OpeningJson.REQUESTS).orElse(0L);
        return session(
                session,
                requests,
                common,
                ownScope(session.clientCertificateId()),
                ownScope(session.serverCertificateId()));
    }

    private static MorangoException gone(String sessionId, String reason) {
        return new MorangoException(
                "Session " + sessionId + " cannot be resumed: " + reason + ".", Map.of("session", sessionId));
    }

    private Scope ownScope(String certificateId) {
        return scope(replica.certificates()
                .find(certificateId)
                .orElseThrow(() -> new MorangoException(
                        "Certificate " + certificateId + " is unknown here.", Map.of("certificate", certificateId))));
    }

    /** @param requests the highest number of a request in the session so far */
    private ClientSession session(
            SyncSession session, long requests, Set<Capability> common, Scope clientScope, Scope serverScope) {
        SessionBinding binding = session.binding();
        return new ClientSession(
                session,
                replica,
                settings,
                http.in(session, requests),
                new TransferController(replica, settings),
                binding == null ? common : binding.capabilities(),
                clientScope,
                serverScope,
                new ContentCheck());
    }

    private Scope scope(Certificate certificate) {
        return remote.scope(certificate)
                .orElseThrow(() -> new MorangoException(
                        "Scope definition " + certificate.scopeDefinitionId() + " of certificate " + certificate.id()
                                + " is unknown here, or its parameters cannot be read; define it first.",
                        Map.of("scope_definition", certificate.scopeDefinitionId())));
    }
}
