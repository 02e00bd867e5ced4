package org.morango.it.vectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.VerifyKey;
import org.morango.it.support.Exchange;
import org.morango.it.support.Facility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Server that gives the recorded answers of Python Morango, with current ids and signatures, and notes where its client
 * differs from the recorded one.
 */
final class ScriptedServer implements AutoCloseable {
    private final List<Exchange> script;
    private final Substitution names = new Substitution();
    private final List<String> differences = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final HttpServer server;
    private boolean empty;
    /** The last answer about the transfer, for clients that ask whether a chunk has arrived. */
    private @Nullable JsonNode transfer;

    private int received;
    private boolean chunkAnswerLost;

    ScriptedServer(String dialogue) {
        this(Exchange.of(dialogue));
    }

    ScriptedServer(List<Exchange> dialogue) {
        this.script = new ArrayList<>(dialogue);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return Facility.url(server.getAddress().getPort());
    }

    Substitution names() {
        return names;
    }

    /** Returns the requests that differ from the recorded ones, and those that are missing. */
    synchronized List<String> differences() {
        List<String> all = new ArrayList<>(differences);
        script.stream().filter(e -> !mayBeLeftOut(e)).forEach(e -> all.add("never asked: " + e));
        return all;
    }

    /** Returns methods and resources of the requests that the client left out. */
    synchronized Set<String> leftOut() {
        Set<String> all = new TreeSet<>(leftOut);
        script.forEach(e -> all.add(kind(e)));
        return all;
    }

    private static String kind(Exchange exchange) {
        return exchange.method() + " " + exchange.path().replaceFirst("/.*", "");
    }

    private synchronized void handle(HttpExchange http) throws IOException {
        try (http) {
            byte[] body = http.getRequestBody().readAllBytes();
            String path = http.getRequestURI().getPath().replaceFirst("^/api/morango/v1/", "");
            Map<String, String> query = query(http.getRequestURI().getRawQuery());
            Exchange exchange = next(http.getRequestMethod(), path, query);
            if (exchange == null && transfer != null && chunkAnswerLost && path.startsWith("transfersessions/")) {
                ObjectNode state = (ObjectNode) names.apply(transfer);
                byte[] answer = bytes(state.put("records_transferred", received));
                http.getResponseHeaders().set("Content-Type", "application/json");
                http.sendResponseHeaders(200, answer.length);
                http.getResponseBody().write(answer);
                return;
            }
            if (exchange == null) {
                differences.add("unexpected: " + http.getRequestMethod() + " " + path + query);
                http.sendResponseHeaders(418, -1);
                return;
            }
            check(exchange, http, query, body);
            byte[] answer = answer(exchange, body);
            if (exchange.path().startsWith("transfersessions/") && exchange.answer() != null) {
                transfer = exchange.answer();
            }
            if (exchange.gzipped()) {
                received += json(exchange, body).size();
                chunkAnswerLost = exchange.lost();
            }
            if (exchange.lost()) {
                // The connection is closed without an answer.
                return;
            }
            if (exchange.contentType() != null) {
                http.getResponseHeaders().set("Content-Type", exchange.contentType());
            }
            http.sendResponseHeaders(exchange.status(), answer.length == 0 ? -1 : answer.length);
            http.getResponseBody().write(answer);
        } catch (RuntimeException e) {
            differences.add("failed: " + e);
            throw e;
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new TreeMap<>();
        if (raw != null) {
            Arrays.stream(raw.split("&")).map(p -> p.split("=")).forEach(p -> query.put(p[0], p[1]));
        }
        return query;
    }

    /** Returns the next exchange of that request. Skips earlier ones that may be left out. */
    private @Nullable Exchange next(String method, String path, Map<String, String> query) {
        if (method.equals("GET") && path.equals("buffers/")) {
            // The client requests the next chunk before it reports that the last one is stored.
            for (Exchange exchange : script) {
                if (exchange.is(method, path) && Objects.equals(exchange.query().get("offset"), query.get("offset"))) {
                    script.remove(exchange);
                    return exchange;
                }
            }
        }
        while (!script.isEmpty()) {
            Exchange exchange = script.get(0);
            learn(exchange);
            if (exchange.is(method, path)
                    || (exchange.method().equals(method)
                            && names.apply(exchange.path()).equals(path))) {
                return script.remove(0);
            }
            if (!mayBeLeftOut(exchange)) {
                return null;
            }
            leftOut.add(kind(script.remove(0)));
        }
        return null;
    }

    private boolean mayBeLeftOut(Exchange exchange) {
        return exchange.isTransfer("GET")
                || exchange.query().containsKey("ancestors_of")
                // A client that asks whether a chunk has arrived need not send it again.
                || (chunkAnswerLost && exchange.is("POST", "buffers/"))
                || (empty
                        && exchange.isTransfer("PATCH")
                        && Set.of("dequeuing", "deserializing").contains(exchange.text("transfer_stage")));
    }

    private void learn(Exchange exchange) {
        if (exchange.query().containsKey("primary_partition")) {
            names.put(exchange.query().get("primary_partition"), Facility.ROOT.id());
        }
    }

    private void check(Exchange exchange, HttpExchange http, Map<String, String> query, byte[] body) {
        String what = exchange.method() + " " + exchange.path();
        if (!query.keySet().equals(exchange.query().keySet())) {
            differences.add(what + " query " + query);
        }
        String capabilities = http.getRequestHeaders().getFirst("X-Morango-Capabilities");
        if (!words(capabilities).equals(known(words(exchange.headers().get("x-morango-capabilities"))))) {
            differences.add(what + " capabilities " + capabilities);
        }
        for (String header : List.of("Content-Type", "Authorization")) {
            String sent = http.getRequestHeaders().getFirst(header);
            if (!Objects.equals(sent, exchange.headers().get(header.toLowerCase(Locale.ROOT)))) {
                differences.add(what + " " + header + " " + sent);
            }
        }
        if ((exchange.body() == null) != (body.length == 0)) {
            differences.add(what + " body of " + body.length);
        } else if (exchange.body() != null) {
            JsonNode sent = json(exchange, body);
            String expected = names(exchange.body());
            if (!names(sent).equals(expected)) {
                differences.add(what + " " + names(sent) + " instead of " + expected);
            }
            String fsic = exchange.text("client_fsic");
            if (fsic.contains("sub") && !sent.get("client_fsic").stringValue().contains("\"sub\"")) {
                differences.add(what + " " + sent);
            }
            if (!exchange.text("transfer_stage").isEmpty()
                    && !sent.get("transfer_stage").equals(exchange.body().get("transfer_stage"))) {
                differences.add(what + " " + sent);
            }
            for (String count : List.of("records_total", "records_transferred")) {
                if (exchange.body().has(count) && !exchange.body().get(count).equals(sent.get(count))) {
                    differences.add(what + " " + count + " " + sent.get(count));
                }
            }
        }
    }

    private static Set<String> words(@Nullable String text) {
        return text == null ? Set.of() : new TreeSet<>(Arrays.asList(text.split(" ")));
    }

    /** Returns the capabilities without those that later versions of Python Morango have and this library does not. */
    private static Set<String> known(Set<String> capabilities) {
        Set<String> known = new TreeSet<>(capabilities);
        known.remove("SELF_REF_ORDER");
        return known;
    }

    private static JsonNode json(Exchange exchange, byte[] body) {
        if (!exchange.gzipped()) {
            return Exchange.MAPPER.readTree(body);
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return Exchange.MAPPER.readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the names of all members, including those in texts that hold JSON, and the type of everything else. */
    private static String names(JsonNode node) {
        StringBuilder text = new StringBuilder();
        if (node.isObject()) {
            new TreeSet<>(node.propertyNames())
                    .stream()
                            .filter(name -> !name.equals("_self_ref_order"))
                            .forEach(name -> text.append(name)
                                    .append(':')
                                    .append(
                                            switch (name) {
                                                case "client_fsic",
                                                        "instance",
                                                        "serialized",
                                                        "conflicting_serialized_data" -> "text";
                                                // The length of a history depends on what happened before the
                                                // recording.
                                                case "rmcb_list" ->
                                                    names(node.get(name).get(0));
                                                default -> names(node.get(name));
                                            })
                                    .append(' '));
            return "{" + text + "}";
        }
        if (node.isArray()) {
            node.forEach(member -> text.append(names(member)).append(' '));
            return "[" + text + "]";
        }
        if (node.isString()
                && (node.stringValue().startsWith("[") || node.stringValue().startsWith("{"))) {
            return "text of " + names(Exchange.MAPPER.readTree(node.stringValue()));
        }
        return node.getNodeType().name();
    }

    private byte[] answer(Exchange exchange, byte[] sent) {
        if (exchange.body() != null) {
            JsonNode live = json(exchange, sent);
            for (String id : List.of("id", "client_certificate_id", "public_key")) {
                if (live.has(id) && !exchange.text(id).isEmpty()) {
                    names.put(exchange.text(id), live.get(id).stringValue());
                }
            }
            if (exchange.body().has("records_total")) {
                empty = exchange.body().get("records_total").intValue() == 0;
            }
            if (exchange.is("POST", "certificates/")) {
                return sign(live).getBytes(StandardCharsets.UTF_8);
            }
            if (exchange.is("POST", "syncsessions/")) {
                names.put(instance(exchange.body()), instance(live));
                ObjectNode opened = (ObjectNode) names.apply(exchange.answer());
                opened.put(
                        "signature",
                        Facility.ROOT_KEY.sign(live.get("nonce").stringValue() + ":"
                                + live.get("id").stringValue()));
                return bytes(opened);
            }
        }
        if (exchange.answer() == null) {
            return new byte[0];
        }
        if (exchange.is("GET", "certificates/")) {
            return bytes(Exchange.MAPPER
                    .createArrayNode()
                    .add(Exchange.MAPPER.readTree(
                            CertificateJson.render(Facility.ROOT).toString())));
        }
        if (exchange.is("GET", "buffers/")) {
            names.learnRecords(exchange.answer().get("results"));
        }
        return bytes(names.apply(exchange.answer()));
    }

    private static String instance(JsonNode session) {
        return Exchange.MAPPER
                .readTree(session.get("instance").stringValue())
                .get("id")
                .stringValue();
    }

    private static byte[] bytes(JsonNode node) {
        return Exchange.MAPPER.writeValueAsBytes(node);
    }

    private static String sign(JsonNode request) {
        Certificate signed = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                request.get("scope_params").stringValue(),
                VerifyKey.parse(request.get("public_key").stringValue()),
                "0123456789abcdef0123456789abcdef");
        return CertificateJson.render(signed).toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
