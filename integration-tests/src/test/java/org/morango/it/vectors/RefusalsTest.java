package org.morango.it.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.certificate.CertificateJson;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the recorded requests to the server, and compares statuses and the shapes of answers with those of Python
 * Morango.
 */
class RefusalsTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> names = new HashMap<>();

    @Test
    void answersAsTheOriginalDid() throws IOException, InterruptedException {
        names.put("root", Facility.ROOT.id());
        names.put("client", Facility.CLIENT.id());
        names.put("public_key", Facility.CLIENT_KEY.publicKey().text());
        names.put("chain", CertificateJson.renderChain(List.of(Facility.ROOT, Facility.CLIENT)));
        names.put("bad_signature", Facility.CLIENT_KEY.sign("something else"));
        JsonNode calls;
        try (InputStream in = RefusalsTest.class.getResourceAsStream("/refusals.json")) {
            calls = MAPPER.readTree(in);
        }
        List<String> differences = new ArrayList<>();
        try (MorangoServer server = Peer.on(
                        Facility.rootReplica(),
                        Facility.settings()
                                .trust(trust -> trust.allowPlainMorango(true))
                                .build())
                .serve(0)) {
            for (JsonNode call : calls) {
                HttpResponse<String> answer = send(server, call);
                String what = call.get("method").stringValue() + " "
                        + call.get("path").stringValue() + " " + call.get("body");
                if (answer.statusCode() != call.get("status").intValue()) {
                    differences.add(what + ": " + answer.statusCode() + " " + answer.body());
                } else if (!shape(body(answer)).equals(shape(call.get("answer")))) {
                    differences.add(what + ": " + answer.body() + " instead of " + call.get("answer"));
                }
                if (call.get("path").stringValue().equals("nonces/") && answer.statusCode() == 201) {
                    names.put("nonce", body(answer).get("id").stringValue());
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(calls).hasSize(39);
    }

    private HttpResponse<String> send(MorangoServer server, JsonNode call) throws IOException, InterruptedException {
        String query = call.get("query")
                .propertyStream()
                .map(e ->
                        e.getKey() + "=" + URLEncoder.encode(fill(e.getValue().stringValue()), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        URI uri = URI.create(Facility.url(server.port()) + "api/morango/v1/"
                + fill(call.get("path").stringValue()) + (query.isEmpty() ? "" : "?" + query));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .version(HttpClient.Version.HTTP_1_1)
                .header("X-Morango-Capabilities", "ASYNC_OPERATIONS FSIC_V2_FORMAT GZIP_BUFFER_POST")
                .header("Content-Type", "application/json")
                .method(call.get("method").stringValue(), HttpRequest.BodyPublishers.ofString(content(call)));
        if (call.get("authorization").isString()) {
            request.header("Authorization", call.get("authorization").stringValue());
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String content(JsonNode call) {
        JsonNode body = call.get("body");
        if (body.isNull()) {
            return "";
        }
        if (body.has("nonce")) {
            String nonce = fill(body.get("nonce").stringValue());
            names.put(
                    "signature",
                    Facility.CLIENT_KEY.sign(nonce + ":" + body.get("id").stringValue()));
        }
        return filled(body).toString();
    }

    private JsonNode filled(JsonNode node) {
        if (node.isString()) {
            return MAPPER.getNodeFactory().stringNode(fill(node.stringValue()));
        }
        if (node.isArray()) {
            var list = MAPPER.createArrayNode();
            node.forEach(member -> list.add(filled(member)));
            return list;
        }
        if (node.isObject()) {
            var object = MAPPER.createObjectNode();
            node.forEachEntry((name, member) -> object.set(name, filled(member)));
            return object;
        }
        return node;
    }

    private String fill(String text) {
        String filled = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            filled = filled.replace("${" + name.getKey() + "}", name.getValue());
        }
        return filled;
    }

    private static JsonNode body(HttpResponse<String> answer) {
        return answer.body().isEmpty() ? MAPPER.getNodeFactory().nullNode() : MAPPER.readTree(answer.body());
    }

    /** Returns the names of an object's members, and the type of everything else. */
    private static String shape(JsonNode node) {
        if (node.isObject()) {
            Stream<String> members = node.propertyNames().stream().sorted();
            return members.collect(Collectors.joining(", ", "{", "}"));
        }
        if (node.isArray()) {
            return node.isEmpty() ? "[]" : "[" + shape(node.get(0)) + "]";
        }
        return node.getNodeType().name();
    }
}
