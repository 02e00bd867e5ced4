package org.morango.internal.protocol;

import java.util.Optional;
import org.morango.certificate.Certificate;
import org.morango.internal.binding.Opening;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The members that open a bound session, besides those of any session. */
public final class OpeningJson {
    /** The member of a session that contains the highest number of a request. */
    public static final String REQUESTS = "requests";

    private static final String KEY = "binding_key";
    private static final String CAPABILITIES = "capabilities";
    private static final String REVOCATIONS = "revocations";

    private OpeningJson() {}

    /** Adds a client's offer. */
    public static void put(ObjectNode body, Opening offer) {
        body.put(KEY, offer.clientKey());
        body.put(CAPABILITIES, offer.capabilities());
        body.put(REVOCATIONS, offer.revocations());
    }

    /** Adds a server's answer. */
    public static void put(ObjectNode body, Opening.Answer answer) {
        body.put(KEY, answer.serverKey());
        body.put(CAPABILITIES, answer.capabilities());
        body.put(REVOCATIONS, answer.revocations());
    }

    /** Reads a client's offer; empty if the session is not to be bound. */
    public static Optional<Opening> parse(JsonNode body, String sessionId, Certificate client, Certificate server) {
        return Json.text(body, KEY)
                .map(key -> new Opening(
                        Json.text(body, "nonce").orElse(""),
                        sessionId,
                        client.id(),
                        server.id(),
                        client.profile(),
                        key,
                        Json.text(body, CAPABILITIES).orElse(""),
                        Json.text(body, "instance").orElse(""),
                        Json.text(body, REVOCATIONS).orElse("")));
    }

    /** Reads a server's answer; empty if it has not bound the session. */
    public static Optional<Opening.Answer> parseAnswer(JsonNode body) {
        return Json.text(body, KEY)
                .map(key -> new Opening.Answer(
                        key,
                        Json.text(body, CAPABILITIES).orElse(""),
                        Json.text(body, "server_instance").orElse(""),
                        Json.text(body, REVOCATIONS).orElse("")));
    }
}
