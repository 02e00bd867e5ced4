package org.morango.client;

import java.util.Set;
import org.morango.internal.protocol.Json;
import org.morango.internal.trust.RevocationJson;
import org.morango.internal.trust.Revocations;
import org.morango.internal.trust.Revocations.Statements;
import org.morango.session.SyncSession;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Exchanges revocations until both sides of a session know the same ones. */
final class RevocationExchange {
    /** Enough for 50,000 revocations each way; more follow with the next session. */
    private static final int MOST_ROUNDS = 100;

    private final PeerHttp http;
    private final SyncSession session;
    private final Revocations revocations;
    private final String root;

    /** @param http the connection for the session */
    RevocationExchange(PeerHttp http, SyncSession session, Revocations revocations, String root) {
        this.http = http;
        this.session = session;
        this.revocations = revocations;
        this.root = root;
    }

    void run() {
        Set<String> asked = Set.of();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            ObjectNode body = Json.object().put("sync_session_id", session.id());
            RevocationJson.put(body, "held", revocations.lackedBy(Set.of(), root));
            RevocationJson.put(body, asked.isEmpty() ? Statements.NONE : revocations.statements(asked));
            JsonNode answer =
                    http.send(ClientRequest.post("revocations/", body)).json();
            int learnt = revocations.accept(RevocationJson.statements(answer), root);
            Set<String> lacking = RevocationJson.ids(answer, "lacking");
            // The server will not accept next time what it has not accepted now.
            if (learnt == 0 && (lacking.isEmpty() || lacking.equals(asked))) {
                return;
            }
            asked = lacking;
        }
    }
}
