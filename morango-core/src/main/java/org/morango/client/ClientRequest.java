package org.morango.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import tools.jackson.databind.JsonNode;

/**
 * A request to make.
 *
 * @param path the part after the API's base address
 * @param query its parameters
 * @param contentType null if there is no body
 * @param authorization null if the caller need not be known
 */
record ClientRequest(
        String method,
        String path,
        Map<String, String> query,
        byte[] body,
        @Nullable String contentType,
        @Nullable String authorization) {

    private static final byte[] NONE = new byte[0];

    static ClientRequest get(String path, Map<String, String> query) {
        return new ClientRequest("GET", path, query, NONE, null, null);
    }

    static ClientRequest delete(String path) {
        return new ClientRequest("DELETE", path, Map.of(), NONE, null, null);
    }

    static ClientRequest post(String path) {
        return new ClientRequest("POST", path, Map.of(), NONE, null, null);
    }

    static ClientRequest post(String path, JsonNode body) {
        return new ClientRequest("POST", path, Map.of(), Json.renderBytes(body), Protocol.JSON_TYPE, null);
    }

    static ClientRequest patch(String path, JsonNode body) {
        return new ClientRequest("PATCH", path, Map.of(), Json.renderBytes(body), Protocol.JSON_TYPE, null);
    }

    /** Returns whether the request changes nothing. */
    boolean isSafe() {
        return method.equals("GET") || path.equals(Protocol.AGREEMENTS + "/");
    }

    ClientRequest withAuthorization(String value) {
        return new ClientRequest(method, path, query, body, contentType, value);
    }

    /** Returns the path with its query. */
    String target() {
        String parameters = query.entrySet().stream()
                .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
        return parameters.isEmpty() ? path : path + "?" + parameters;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
