package org.morango.internal.protocol;

import java.util.Optional;
import org.morango.certificate.Certificate;
import org.morango.internal.binding.Opening;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The members by which a bound session is opened, beside those of any session. */
public final class OpeningJson {
    /** The member of a session that tells the highest number of a request. */
    public static final String REQUESTS = "requests";

    private static final String KEY = "binding_key";
    private static final String CAPABILITIES = "capabilities";
    private static final String REVOCATIONS = "revocations";

    private OpeningJson() {}

    /** Adds what a client offers. */
    public static void put(ObjectNode body, Opening offer) {
        body.put(KEY, offer.clientKey());
        body.put(CAPABILITIES, offer.capabilities());
        body.put(REVOCATIONS, offer.revocations());
    }

    /** Adds what a server answers. */
    public static void put(ObjectNode body, Opening.Answer answer) {
        body.put(KEY, answer.serverKey());
        body.put(CAPABILITIES, answer.capabilities());
        body.put(REVOCATIONS, answer.revocations());
    }

    /** What a client offers; empty if the session is not to be bound. */
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

    /** What a server answers; empty if it has not bound the session. */
    public static Optional<Opening.Answer> parseAnswer(JsonNode body) {
        return Json.text(body, KEY)
                .map(key -> new Opening.Answer(
                        key,
                        Json.text(body, CAPABILITIES).orElse(""),
                        Json.text(body, "server_instance").orElse(""),
                        Json.text(body, REVOCATIONS).orElse("")));
    }
}
