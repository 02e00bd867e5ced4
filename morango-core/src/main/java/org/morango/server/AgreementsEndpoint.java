package org.morango.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.Json;
import org.morango.internal.transfer.OpenSessions;
import org.morango.internal.transfer.OwnCounters;
import org.morango.record.Filter;
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
        SyncSession session = BoundRequest.session(request).orElseThrow(BoundRequests::refused);
        proof.require(session, request);
        if (!proof.capabilities(session, request).contains(Capability.AGREEMENTS)
                || !Json.text(body, "sync_session_id").equals(Optional.of(session.id()))) {
            throw Refusal.notFound();
        }
        scopes.checkCertificates(session);
        sessions.noteUse(session, session.lastActivity());
        // Where the application has a part in serializing, only a transfer can find out.
        Map<Direction, Filter> filters = filters(body, scopes.of(session));
        boolean isQuiet = settings.operations(TransferStage.SERIALIZING).isEmpty()
                && filters.values().stream()
                        .distinct()
                        .allMatch(filter -> replica.isSerialized(session.profile(), filter));
        ObjectNode answer = Json.object();
        counters.digests(session, filters, proof.format(session, request))
                .forEach((direction, digest) -> answer.put(
                        direction.label(),
                        isQuiet
                                && Json.text(body.get(direction.label()), "digest")
                                        .equals(Optional.of(digest))));
        return MorangoResponse.json(200, answer);
    }

    private static Map<Direction, Filter> filters(JsonNode body, SessionScopes.Allowed allowed) {
        Map<Direction, Filter> filters = new EnumMap<>(Direction.class);
        for (Direction direction : Direction.values()) {
            JsonNode asked = body.get(direction.label());
            if (asked != null) {
                filters.put(
                        direction,
                        Json.text(asked, "filter")
                                .map(filter -> allowed.filter(filter, direction))
                                .orElseThrow(() -> Refusal.field("filter", "This field is required.")));
            }
        }
        return filters;
    }
}
