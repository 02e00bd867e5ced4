package org.morango.server;

import org.jspecify.annotations.Nullable;
import org.morango.counter.FsicJson;
import org.morango.internal.protocol.Json;
import org.morango.internal.transfer.OpenSessions;
import org.morango.internal.transfer.OwnCounters;
import org.morango.record.Filter;
import org.morango.replica.FsicFormat;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.Direction;
import org.morango.session.SyncSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code agreements/}: says for each direction whether this side still holds what it held when a transfer found nothing
 * to send. Not in Python Morango.
 */
final class AgreementsEndpoint implements Endpoint {
    private final Replica replica;
    private final PeerSettings settings;
    private final OwnCounters counters;
    private final OpenSessions sessions;
    private final SessionScopes scopes;
    private final SessionProof proof;

    AgreementsEndpoint(Replica replica, PeerSettings settings, SessionScopes scopes, SessionProof proof) {
        this.replica = replica;
        this.settings = settings;
        this.counters = new OwnCounters(replica);
        this.sessions = new OpenSessions(replica, settings);
        this.scopes = scopes;
        this.proof = proof;
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        JsonNode body = RequestBody.object(request);
        SyncSession session = Json.text(body, "sync_session_id")
                .flatMap(named -> replica.sessions().syncSession(named))
                .filter(s -> s.isServer() && s.active())
                .orElseThrow(Refusal::notFound);
        proof.require(session, request);
        if (session.binding() == null || !session.binding().capabilities().contains(Capability.AGREEMENTS)) {
            throw Refusal.notFound();
        }
        scopes.checkCertificates(session);
        sessions.noteUse(session, session.lastActivity());
        // Where the application has a part in serializing, only a transfer can find out.
        boolean isQuiet =
                settings.operations(TransferStage.SERIALIZING).isEmpty() && !replica.hasChanges(session.profile());
        ObjectNode answer = Json.object();
        for (Direction direction : Direction.values()) {
            JsonNode asked = body.get(direction.label());
            if (asked != null) {
                answer.put(
                        direction.label(), holds(session, direction, asked, proof.format(session, request)) && isQuiet);
            }
        }
        return MorangoResponse.json(200, answer);
    }

    private boolean holds(SyncSession session, Direction direction, JsonNode asked, FsicFormat format) {
        String text = Json.text(asked, "filter").orElseThrow(() -> Refusal.field("filter", "This field is required."));
        Filter filter = scopes.allowed(session, text, direction);
        return Json.text(asked, "digest")
                .filter(FsicJson.digest(counters.of(session, filter, direction, format))::equals)
                .isPresent();
    }
}
