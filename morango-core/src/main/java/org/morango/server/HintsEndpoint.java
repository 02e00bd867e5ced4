package org.morango.server;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.internal.binding.HintProof;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import org.morango.internal.transfer.OpenSessions;
import org.morango.internal.transfer.PeerBacklog;
import org.morango.record.Filter;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.Direction;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/**
 * {@code hints/}: an answer that does not end, by which a session learns at once that there is something new for its
 * filter. Not in Python Morango.
 */
final class HintsEndpoint implements Endpoint {
    private static final Map<String, String> HEADERS = headers();

    private final Replica replica;
    private final PeerSettings settings;
    private final OpenSessions sessions;
    private final SessionScopes scopes;
    private final SessionProof proof;
    private final Hints hints;

    HintsEndpoint(Replica replica, PeerSettings settings, SessionScopes scopes, SessionProof proof, Hints hints) {
        this.replica = replica;
        this.settings = settings;
        this.sessions = new OpenSessions(replica, settings);
        this.scopes = scopes;
        this.proof = proof;
        this.hints = hints;
    }

    /** Returns headers that make proxies pass on each event at once. */
    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", Protocol.EVENTS_TYPE);
        headers.put("Cache-Control", "no-store, no-transform");
        headers.put("X-Accel-Buffering", "no");
        return headers;
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        JsonNode body = RequestBody.object(request);
        SyncSession session = BoundRequest.session(request).orElseThrow(BoundRequests::refused);
        proof.require(session, request);
        if (!proof.capabilities(session, request).contains(Capability.HINTS)
                || !Json.text(body, "sync_session_id").equals(Optional.of(session.id()))) {
            throw Refusal.notFound();
        }
        if (!request.canStream()) {
            throw Refusal.detail(501, "This server's web server is not set up to send answers that go on.");
        }
        scopes.checkCertificates(session);
        sessions.noteUse(session, session.lastActivity());
        Filter filter = Json.text(body, "filter")
                .map(text -> scopes.of(session).filter(text, Direction.PULL))
                .orElseThrow(() -> Refusal.field("filter", "This field is required."));
        HintStream stream = stream(session, filter, BoundRequest.hintProof(request));
        hints.add(stream);
        return MorangoResponse.stream(HEADERS, stream);
    }

    private HintStream stream(SyncSession session, Filter filter, HintProof hintProof) {
        List<Certificate> client = replica.certificates().chain(session.clientCertificateId());
        List<Certificate> server = replica.certificates().chain(session.serverCertificateId());
        Instant now = settings.clock().instant();
        long lifetime = settings.live().streamLifetime().toMillis();
        Instant ends = now.plus(Duration.ofMillis(lifetime - settings.random().nextLong(lifetime / 2 + 1)));
        Instant expires = Stream.of(client, server)
                .flatMap(chain -> CertificateChains.expires(chain).stream())
                .map(instant -> instant.plus(settings.trust().clockLeeway()))
                .filter(instant -> instant.isBefore(ends))
                .min(Instant::compareTo)
                .orElse(ends);
        return new HintStream(
                session,
                new PeerBacklog(replica, session, filter, Direction.PULL),
                hintProof,
                client.get(0).id(),
                expires,
                now.plus(settings.live().heartbeat()));
    }
}
