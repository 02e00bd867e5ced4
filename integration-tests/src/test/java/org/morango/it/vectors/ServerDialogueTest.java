package org.morango.it.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.VerifyKey;
import org.morango.internal.protocol.RecordJson;
import org.morango.it.support.Exchange;
import org.morango.it.support.Facility;
import org.morango.merge.ConflictingContent;
import org.morango.merge.ResolvedConflict;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.RecordedStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends the recorded requests of a client to the server, and compares the answers with those of Python Morango. */
class ServerDialogueTest {
    private final SchoolReplica replica = new SchoolReplica(1);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Substitution names = new Substitution();
    private final List<String> differences = new ArrayList<>();
    /** Pulled records by their source ids: in the recording, and now. */
    private final Map<String, JsonNode> recorded = new HashMap<>();

    private final Map<String, JsonNode> pulled = new HashMap<>();
    private Certificate certificate = Facility.CLIENT;

    @Test
    void asynchronous() throws IOException, InterruptedException {
        try (MorangoServer server = serve(
                EnumSet.of(Capability.ASYNC_OPERATIONS, Capability.FSIC_V2_FORMAT, Capability.GZIP_BUFFER_POST))) {
            replay(server, "async-csr");
            replay(server, "async-push");
            assertThat(replica.rows()).hasSize(5);
            replay(server, "async-push-nothing");
            addPulled("async-pull");
            replay(server, "async-pull");
        }
        assertSame(8);
    }

    @Test
    void firstFsicFormat() throws IOException, InterruptedException {
        try (MorangoServer server = serve(EnumSet.of(Capability.ASYNC_OPERATIONS, Capability.GZIP_BUFFER_POST))) {
            replay(server, "fsicv1-push");
            replay(server, "fsicv1-push-nothing");
            addPulled("fsicv1-pull");
            replay(server, "fsicv1-pull");
        }
        assertSame(8);
    }

    @Test
    void legacy() throws IOException, InterruptedException {
        try (MorangoServer server = serve(EnumSet.of(Capability.GZIP_BUFFER_POST))) {
            replay(server, "legacy-push");
            assertThat(replica.rows()).hasSize(5);
            replay(server, "legacy-push-nothing");
            addPulled("legacy-pull");
            replay(server, "legacy-pull");
        }
        assertSame(8);
    }

    @Test
    void certificatePush() throws IOException, InterruptedException {
        try (MorangoServer server = serve(EnumSet.of(
                Capability.ALLOW_CERTIFICATE_PUSHING,
                Capability.ASYNC_OPERATIONS,
                Capability.FSIC_V2_FORMAT,
                Capability.GZIP_BUFFER_POST))) {
            replay(server, "certificate-push");
        }
        assertSame(0);
        assertThat(replica.certificates().owned()).hasSize(2);
    }

    private MorangoServer serveNewer() {
        return serve(EnumSet.of(
                Capability.ALLOW_CERTIFICATE_PUSHING,
                Capability.ASYNC_OPERATIONS,
                Capability.FSIC_V2_FORMAT,
                Capability.GZIP_BUFFER_POST));
    }

    /** Some answers were lost, so that the client asked again. */
    @ParameterizedTest
    @ValueSource(strings = {"0.8.15-push", "0.9-push", "0.8.15-push-answers-lost"})
    void pushFromNewerVersions(String dialogue) throws IOException, InterruptedException {
        try (MorangoServer server = serveNewer()) {
            replay(server, dialogue);
        }
        assertSame(4);
    }

    @Test
    void pullByANewerVersionThatLosesAnswers() throws IOException, InterruptedException {
        String dialogue = "0.8.15-pull-answers-lost";
        try (MorangoServer server = serveNewer()) {
            // The recorded server had used some counters before, which its client knew.
            for (int i = 0; i < 20; i++) {
                replica.put("lesson", "before", "elsewhere", "{\"n\":" + i + "}");
                replica.serialize(InMemoryReplica.PROFILE, Filter.of("elsewhere"));
            }
            addPulled(dialogue);
            replay(server, dialogue);
        }
        assertSame(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.8.15-pull", "0.9-pull"})
    void pullByNewerVersions(String dialogue) throws IOException, InterruptedException {
        try (MorangoServer server = serveNewer()) {
            receivePulled(dialogue);
            replay(server, dialogue);
        }
        assertSame(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.8.15-single-user-pull", "0.9-single-user-pull"})
    void pullByALearnersDevice(String dialogue) throws IOException, InterruptedException {
        certificate = Facility.LEARNER;
        try (MorangoServer server = serveNewer()) {
            receivePulled(dialogue);
            String other = replica.put("lesson", "other", Facility.partition("user-rw:somebody"), "{}");
            replay(server, dialogue);
            assertThat(pulled.values())
                    .noneMatch(rec -> rec.get("model_uuid").stringValue().equals(other));
        }
        assertSame(2);
    }

    /** The client has made a record that the server had made too, so the conflicting content equals the current one. */
    @Test
    void pushOfARecordThatWasMadeAgain() throws IOException, InterruptedException {
        String dialogue = "0.8.15-push-made-again";
        List<ResolvedConflict> conflicts = new ArrayList<>();
        replica.onConflict(conflicts::add);
        String made;
        try (MorangoServer server = serveNewer()) {
            for (int i = 0; i < 7; i++) {
                replica.put("lesson", "before", "elsewhere", "{\"n\":" + i + "}");
                replica.serialize(InMemoryReplica.PROFILE, Filter.of("elsewhere"));
            }
            made = putPushed(dialogue);
            replica.serialize(InMemoryReplica.PROFILE, Filter.of(Facility.ROOT.id()));
            replay(server, dialogue);
        }
        assertSame(2);
        assertThat(conflicts).isEmpty();
        SyncRecord rec = replica.store().get(made);
        assertThat(rec.version().counter()).isEqualTo(10);
        assertThat(ConflictingContent.all(rec.conflictingData()))
                .singleElement()
                .satisfies(lost -> assertThat(Exchange.MAPPER.readTree(lost.content()))
                        .isEqualTo(Exchange.MAPPER.readTree(rec.serialized())));
    }

    @Test
    void newerClientAsksForCertificatesAndPushesOne() throws IOException, InterruptedException {
        try (MorangoServer server = serveNewer()) {
            replay(server, "0.8.15-single-user-csr");
            replay(server, "0.8.15-certificate-push");
        }
        assertSame(0);
    }

    private void assertSame(int rows) {
        assertThat(differences).isEmpty();
        assertThat(pulled.keySet()).isEqualTo(recorded.keySet());
        recorded.forEach((source, then) -> assertThat(Shapes.differences(
                        sorted(then),
                        sorted(pulled.get(source)),
                        replica.instance().id()))
                .isEmpty());
        assertThat(replica.rows()).hasSize(rows);
    }

    /** Returns a record with its history in the order of instances. */
    private static JsonNode sorted(JsonNode rec) {
        ObjectNode copy = (ObjectNode) rec.deepCopy();
        List<JsonNode> history = new ArrayList<>(rec.get("rmcb_list").values());
        history.sort(Comparator.comparing(entry -> entry.get("instance_id").stringValue()));
        copy.putArray("rmcb_list").addAll(history);
        return copy;
    }

    private MorangoServer serve(Set<Capability> capabilities) {
        Facility.owningRoot(replica);
        return Peer.on(
                        replica,
                        Facility.settings()
                                .trust(trust -> trust.allowPlainMorango(true))
                                .capabilities(capabilities)
                                .build())
                .serve(0);
    }

    /** Gives the server those records that it once sent. */
    private void addPulled(String dialogue) {
        for (Exchange exchange : Exchange.of(dialogue)) {
            learnRoot(exchange);
            if (exchange.is("GET", "buffers/")) {
                JsonNode records = exchange.answer().get("results");
                names.learnRecords(records);
                for (JsonNode rec : names.apply(records)) {
                    recorded.put(rec.get("source_id").stringValue(), rec);
                    replica.put(
                            rec.get("model_name").stringValue(),
                            rec.get("source_id").stringValue(),
                            rec.get("partition").stringValue(),
                            content(rec));
                }
            }
        }
    }

    /** Stores at the server the records that it once sent, with their versions and histories. */
    private void receivePulled(String dialogue) throws IOException {
        for (Exchange exchange : Exchange.of(dialogue)) {
            learnRoot(exchange);
            if (exchange.is("GET", "buffers/")) {
                JsonNode records = exchange.answer().get("results");
                names.learnRecords(records);
                JsonNode live = names.apply(records);
                live.forEach(rec -> recorded.put(rec.get("source_id").stringValue(), rec));
                String transfer = records.get(0).get("transfer_session").stringValue();
                byte[] chunk = Exchange.MAPPER.writeValueAsBytes(live);
                Map<String, Long> counters = new HashMap<>();
                live.forEach(rec -> counters.merge(
                        rec.get("last_saved_instance").stringValue(),
                        rec.get("last_saved_counter").longValue(),
                        Math::max));
                RecordedStore.fill(
                        replica,
                        RecordJson.readChunk(new ByteArrayInputStream(chunk), transfer, 100),
                        Facility.ROOT.id(),
                        counters);
                replica.deserialize(InMemoryReplica.PROFILE, Filter.EVERYTHING);
            }
        }
    }

    /** Makes in the server's application the record that a client once pushed; returns its id. */
    private String putPushed(String dialogue) {
        String id = "";
        for (Exchange exchange : Exchange.of(dialogue)) {
            learnRoot(exchange);
            if (exchange.is("POST", "buffers/")) {
                JsonNode rec = names.apply(exchange.body().get(0));
                id = replica.put(
                        rec.get("model_name").stringValue(),
                        rec.get("source_id").stringValue(),
                        rec.get("partition").stringValue(),
                        content(rec));
            }
        }
        return id;
    }

    /** Returns the application's members. */
    private static String content(JsonNode rec) {
        ObjectNode content =
                (ObjectNode) Exchange.MAPPER.readTree(rec.get("serialized").stringValue());
        return content.remove(List.of("id", "_morango_source_id", "_morango_partition"))
                .toString();
    }

    private void learnRoot(Exchange exchange) {
        String root = exchange.query().get("primary_partition");
        if (root != null) {
            names.put(root, Facility.ROOT.id());
        }
        if (exchange.is("GET", "morangoinfo/1/")) {
            names.put(
                    exchange.answer().get("instance_id").stringValue(),
                    replica.instance().id());
        }
    }

    private void replay(MorangoServer server, String dialogue) throws IOException, InterruptedException {
        for (Exchange exchange : Exchange.of(dialogue)) {
            prepare(exchange);
            HttpResponse<String> answer = send(server, exchange);
            compare(dialogue, exchange, answer);
        }
    }

    /** Learns the substitutions for a recorded exchange before it is repeated. */
    private void prepare(Exchange exchange) {
        learnRoot(exchange);
        names.put("http://127.0.0.1:8000/", "http://peer.example/");
        if (exchange.is("POST", "syncsessions/")) {
            names.put(exchange.text("client_certificate_id"), certificate.id());
        }
        if (exchange.is("POST", "buffers/")) {
            names.learnRecords(exchange.body());
        }
    }

    private HttpResponse<String> send(MorangoServer server, Exchange exchange)
            throws IOException, InterruptedException {
        String query = exchange.query().entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(names.apply(e.getValue()), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        URI uri = URI.create(Facility.url(server.port()) + "api/morango/v1/" + names.apply(exchange.path())
                + (query.isEmpty() ? "" : "?" + query));
        byte[] body = body(exchange);
        // Sends the body with chunked encoding because its length is unknown, as python-requests does.
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Accept", "*/*")
                .header("User-Agent", "python-requests/2.31.0")
                .method(
                        exchange.method(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArrays(List.of(body)));
        exchange.headers().forEach((name, value) -> request.header(name, value));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private byte[] body(Exchange exchange) throws IOException {
        if (exchange.body() == null) {
            return new byte[0];
        }
        JsonNode body = names.apply(exchange.body());
        if (exchange.is("POST", "syncsessions/")) {
            ObjectNode session = (ObjectNode) body;
            session.put("certificate_chain", CertificateJson.renderChain(List.of(Facility.ROOT, certificate)));
            session.put(
                    "signature",
                    Facility.CLIENT_KEY.sign(session.get("nonce").stringValue() + ":"
                            + session.get("id").stringValue()));
        }
        if (exchange.is("POST", "certificatechain/")) {
            body = Exchange.MAPPER.getNodeFactory().stringNode(pushedChain(exchange.body()));
        }
        byte[] text = ascii(body.toString()).getBytes(StandardCharsets.US_ASCII);
        if (!exchange.gzipped()) {
            return text;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text);
        }
        return packed.toByteArray();
    }

    /** Returns the recorded chain with the current salt and key, signed by the root of this test. */
    private String pushedChain(JsonNode chain) {
        JsonNode last = Exchange.MAPPER.readTree(chain.stringValue()).get(1);
        Certificate pushed = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                VerifyKey.parse(names.apply(last.get("public_key").stringValue())),
                names.apply(last.get("salt").stringValue()));
        return CertificateJson.renderChain(List.of(Facility.ROOT, pushed));
    }

    /** Returns JSON as Python writes it. */
    private static String ascii(String json) {
        return json.chars()
                .mapToObj(c -> c < 128 ? String.valueOf((char) c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }

    private void compare(String dialogue, Exchange exchange, HttpResponse<String> answer) {
        String what = dialogue + " " + exchange.method() + " " + exchange.path();
        int status = exchange.status() == 500 ? 400 : exchange.status();
        String type = answer.headers().firstValue("Content-Type").orElse(null);
        if (answer.statusCode() != status || !Objects.equals(type, exchange.contentType())) {
            differences.add(what + ": " + answer.statusCode() + " " + type + " " + answer.body());
            return;
        }
        if (exchange.answer() == null) {
            if (!answer.body().isEmpty()) {
                differences.add(what + ": " + answer.body());
            }
            return;
        }
        JsonNode live = Exchange.MAPPER.readTree(answer.body());
        learn(exchange, live);
        JsonNode expected = names.apply(exchange.answer());
        if (dialogue.startsWith("0.") && expected.has("server_fsic") && live.has("server_fsic")) {
            // The recorded server had met others before.
            assertThat(Exchange.MAPPER
                            .readTree(live.get("server_fsic").stringValue())
                            .propertyNames())
                    .isEqualTo(Exchange.MAPPER
                            .readTree(expected.get("server_fsic").stringValue())
                            .propertyNames());
            ((ObjectNode) expected).set("server_fsic", live.get("server_fsic"));
        }
        if (exchange.is("GET", "buffers/")) {
            expected = chunk(expected, exchange.answer());
            live = chunk(live, live);
            ArrayNode results =
                    (ArrayNode) Exchange.MAPPER.readTree(answer.body()).get("results");
            results.forEach(rec -> pulled.put(rec.get("source_id").stringValue(), rec));
        }
        Shapes.differences(expected, live, replica.instance().id()).forEach(d -> differences.add(what + d));
        if (exchange.is("POST", "syncsessions/")) {
            boolean signed = Facility.ROOT
                    .publicKey()
                    .verifies(
                            names.apply(exchange.text("nonce") + ":" + exchange.text("id")),
                            live.get("signature").stringValue());
            assertThat(signed).isTrue();
        }
    }

    /** Returns the envelope with the number of records in place of the records, which may come in another order. */
    private static JsonNode chunk(JsonNode envelope, JsonNode original) {
        ObjectNode copy = (ObjectNode) envelope.deepCopy();
        copy.put("results", original.get("results").size());
        for (String link : List.of("next", "previous")) {
            if (copy.get(link).isString()) {
                copy.put(link, copy.get(link).stringValue().replaceFirst("^http://[^/]+/", "/"));
            }
        }
        return copy;
    }

    private void learn(Exchange exchange, JsonNode live) {
        if (exchange.is("POST", "nonces/")) {
            names.put(exchange.answer().get("id").stringValue(), live.get("id").stringValue());
        }
        if (exchange.is("GET", "publickey/")) {
            names.put(
                    exchange.answer().get(0).get("public_key").stringValue(),
                    live.get(0).get("public_key").stringValue());
        }
    }
}
