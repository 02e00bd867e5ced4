package org.morango.it.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A recorded request to Python Morango, with its answer.
 *
 * @param path the path after {@code api/morango/v1/}
 * @param headers by their names in lower case
 * @param body null if there was none
 * @param gzipped whether the body was sent gzipped
 * @param contentType the answer's content type; null if it had none
 * @param answer the answer's body; null if it had none, or if it was not JSON
 * @param lost whether the connection was broken before the answer arrived, so that the client asked again
 */
public record Exchange(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonNode body,
        boolean gzipped,
        int status,
        @Nullable String contentType,
        @Nullable JsonNode answer,
        boolean lost) {

    public static final JsonMapper MAPPER = new JsonMapper();

    /** Returns all exchanges of a recorded dialogue, in order. */
    public static List<Exchange> of(String dialogue) {
        JsonNode root;
        try (InputStream in = Exchange.class.getResourceAsStream("/exchanges/" + dialogue + ".json")) {
            root = MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Exchange> exchanges = new ArrayList<>();
        root.forEach(node -> exchanges.add(of(node)));
        return exchanges;
    }

    private static Exchange of(JsonNode node) {
        JsonNode request = node.get("request");
        JsonNode response = node.get("response");
        JsonNode body = request.get("body");
        boolean gzipped = body.has("gzipped_json");
        return new Exchange(
                request.get("method").stringValue(),
                request.get("path").stringValue().replaceFirst("^/api/morango/v1/", ""),
                texts(request.get("query")),
                texts(request.get("headers")),
                gzipped ? body.get("gzipped_json") : body.get("json"),
                gzipped,
                response.get("status").intValue(),
                response.get("content_type").isNull()
                        ? null
                        : response.get("content_type").stringValue(),
                response.get("body").get("json"),
                node.has("broken"));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.forEachEntry((name, value) -> texts.put(name.toLowerCase(Locale.ROOT), value.stringValue()));
        return texts;
    }

    public boolean is(String wantedMethod, String wantedPath) {
        return method.equals(wantedMethod) && path.equals(wantedPath);
    }

    /** Returns this exchange with another answer. */
    public Exchange answered(int otherStatus, JsonNode otherAnswer) {
        return new Exchange(
                method, path, query, headers, body, gzipped, otherStatus, "application/json", otherAnswer, lost);
    }

    /** Returns whether it is a request for one transfer session. */
    public boolean isTransfer(String wantedMethod) {
        return method.equals(wantedMethod) && path.matches("transfersessions/[0-9a-f]{32}/");
    }

    /** Returns a member of the request's body, if the body is an object with a text of that name. */
    public String text(String member) {
        JsonNode value = body == null ? null : body.get(member);
        return value == null || !value.isString() ? "" : value.stringValue();
    }

    @Override
    public String toString() {
        return method + " " + path + query
                + (body == null || gzipped
                        ? ""
                        : " " + body.toString().lines().findFirst().orElse(""));
    }
}
