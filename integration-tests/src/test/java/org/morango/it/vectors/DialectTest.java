package org.morango.it.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.counter.Fsic;
import org.morango.counter.FsicV2;
import org.morango.internal.protocol.RecordJson;
import org.morango.it.support.Exchange;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.record.Filter;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Choice of the dialect, and peers that send more or fewer members than expected. */
class DialectTest {
    private static final String SESSION = "5".repeat(32);
    private static final String TRANSFER = "7".repeat(32);

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();

    static Stream<Set<Capability>> sets() {
        return Stream.of(
                EnumSet.noneOf(Capability.class),
                EnumSet.of(Capability.ASYNC_OPERATIONS),
                EnumSet.of(Capability.FSIC_V2_FORMAT),
                EnumSet.of(Capability.ASYNC_OPERATIONS, Capability.FSIC_V2_FORMAT));
    }

    static Stream<Arguments> pairs() {
        return sets().flatMap(client -> sets().map(server -> Arguments.of(client, server)));
    }

    private static PeerSettings settings(Set<Capability> capabilities) {
        return Facility.settings()
                .trust(trust -> trust.allowPlainMorango(true))
                .capabilities(capabilities)
                .build();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void usesWhatBothCan(Set<Capability> client, Set<Capability> server) {
        Set<Capability> both = EnumSet.copyOf(EnumSet.allOf(Capability.class));
        both.retainAll(client);
        both.retainAll(server);
        here.put("lesson", "here", Facility.partition("allusers-ro"), "{}");
        there.put("lesson", "there", Facility.partition("allusers-ro"), "{}");
        List<TransferSession> transfers = new ArrayList<>();
        PeerSettings watching = settings(client).toBuilder()
                .operation(TransferStage.CLEANUP, (context, stage) -> {
                    transfers.add(context.transfer());
                    stage.run();
                })
                .build();
        try (MorangoServer running = Peer.on(there, settings(server)).serve(0);
                SyncConnection connection = Peer.on(here, watching).connect(Facility.url(running.port()));
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            assertThat(connection.capabilities()).isEqualTo(both);
            for (TransferSession closed : List.of(session.push(), session.pull())) {
                assertThat(List.of(closed.clientFsic(), closed.serverFsic())).containsOnly(Fsic.NONE);
            }
            assertThat(transfers).hasSize(2);
            for (TransferSession transfer : transfers) {
                boolean v2 = both.contains(Capability.FSIC_V2_FORMAT);
                assertThat(transfer.clientFsic() instanceof FsicV2).isEqualTo(v2);
                assertThat(transfer.serverFsic() instanceof FsicV2).isEqualTo(v2);
                assertThat(transfer.recordsTransferred()).isEqualTo(1);
            }
            // The requests are open, chunk, count and close, and in the other dialect four stages, two of which name
            // counts on a push.
            assertThat(session.statistics().requests() > 4).isEqualTo(both.contains(Capability.ASYNC_OPERATIONS));
        }
        assertThat(here.rows()).hasSize(2).isEqualTo(there.rows());
    }

    static Stream<Arguments> fsics() {
        return sets().flatMap(set -> Stream.of(
                        "",
                        ",\"client_fsic\":null",
                        ",\"client_fsic\":\"\"",
                        ",\"client_fsic\":\"{}\"",
                        ",\"client_fsic\":\"{\\\"super\\\":{},\\\"sub\\\":{}}\"",
                        ",\"client_fsic\":\"{\\\"sub\\\":{}}\"")
                .map(member -> Arguments.of(set, member)));
    }

    @ParameterizedTest
    @MethodSource("fsics")
    void clientThatTellsNothingLacksEverything(Set<Capability> capabilities, String fsic)
            throws IOException, InterruptedException {
        there.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        there.put("lesson", "two", Facility.partition("user-rw:u1"), "{}");
        try (MorangoServer server = Peer.on(there, settings(capabilities)).serve(0)) {
            openSession();
            JsonNode transfer = send(server, capabilities, "POST", "transfersessions/", opening(false, fsic), 201);
            if (capabilities.contains(Capability.ASYNC_OPERATIONS)) {
                assertThat(transfer.get("transfer_stage").stringValue()).isEqualTo("initializing");
                assertThat(transfer.get("records_total").isNull()).isTrue();
                transfer = send(
                        server,
                        capabilities,
                        "PATCH",
                        "transfersessions/" + TRANSFER + "/",
                        "{\"transfer_stage\":\"serializing\"" + fsic + "}",
                        200);
                transfer = send(
                        server,
                        capabilities,
                        "PATCH",
                        "transfersessions/" + TRANSFER + "/",
                        "{\"transfer_stage\":\"queuing\"}",
                        200);
            }
            assertThat(transfer.get("transfer_stage").stringValue()).isEqualTo("queuing");
            assertThat(transfer.get("records_total").intValue()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("fsics")
    void pushOfClientThatTellsNothing(Set<Capability> capabilities, String fsic)
            throws IOException, InterruptedException {
        try (MorangoServer server = Peer.on(there, settings(capabilities)).serve(0)) {
            openSession();
            send(server, capabilities, "POST", "transfersessions/", opening(true, fsic), 201);
            String transfer = "transfersessions/" + TRANSFER + "/";
            // A client may send all of it at once.
            send(server, capabilities, "PATCH", transfer, "{\"records_total\":0,\"transfer_stage\":\"queuing\"}", 200);
            send(server, capabilities, "PATCH", transfer, "{\"transfer_stage\":\"deserializing\"}", 200);
            send(server, capabilities, "DELETE", transfer, "", 204);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void serverThatTellsNothingLacksEverything(Set<Capability> capabilities) throws IOException {
        here.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        for (String nothing : List.of("null", "\"\"", "\"{}\"", "\"{\\\\\"super\\\\\":{},\\\\\"sub\\\\\":{}}\"")) {
            Rewriting script = new Rewriting((request, body) ->
                    body.replaceAll("\"server_fsic\":\"(\\\\.|[^\"\\\\])*\"", "\"server_fsic\":" + nothing));
            try (MorangoServer server = Peer.on(there, settings(capabilities)).serve(0);
                    FaultyProxy proxy = new FaultyProxy(server.port(), script);
                    SyncConnection connection =
                            Peer.on(here, settings(capabilities)).connect(proxy.url());
                    SyncClient session = connection.openSession(Facility.CLIENT)) {
                assertThat(session.push().recordsTotal()).isEqualTo(1);
            }
        }
    }

    /** Returns settings without bound sessions, which would refuse altered and hand-written requests. */
    private static PeerSettings plain() {
        return Facility.settings()
                .trust(trust -> trust.allowPlainMorango(true))
                .capabilities(EnumSet.complementOf(
                        EnumSet.of(Capability.BOUND_SESSIONS, Capability.ALLOW_CERTIFICATE_PUSHING)))
                .build();
    }

    @Test
    void unknownMembersAndCapabilitiesOfServer() throws IOException {
        here.put("lesson", "here", Facility.partition("allusers-ro"), "{}");
        there.put("lesson", "there", Facility.partition("allusers-ro"), "{}");
        Rewriting script = new Rewriting((request, body) -> {
            String more = body.replaceFirst("\"capabilities\":\\[", "$0\"LEVITATION\",7,");
            return more.replace("{\"", "{\"x\":{\"y\":[1,{}]},\"")
                    // Leaves texts with JSON, and signed texts in them, unchanged.
                    .replace("{\\\"x\\\":", "{\\\"");
        });
        try (MorangoServer server = Peer.on(there, plain()).serve(0);
                FaultyProxy proxy = new FaultyProxy(server.port(), script);
                SyncConnection connection = Peer.on(here, plain()).connect(proxy.url());
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            session.push();
            session.pull();
        }
        assertThat(here.rows()).hasSize(2).isEqualTo(there.rows());
    }

    @Test
    void unknownMembersAndCapabilitiesOfClient() throws IOException, InterruptedException {
        InMemoryReplica source = Facility.replica(3);
        String id = source.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        source.serialize(InMemoryReplica.PROFILE, Filter.EVERYTHING);
        Set<Capability> all = settings(Set.of()).toBuilder()
                .capabilities(EnumSet.of(Capability.ASYNC_OPERATIONS))
                .build()
                .capabilities();
        try (MorangoServer server = Peer.on(there, plain()).serve(0)) {
            openSession();
            String transfer = "transfersessions/" + TRANSFER + "/";
            send(server, all, "POST", "transfersessions/", opening(true, ",\"colour\":{\"deep\":[1]}"), 201);
            String total = "{\"records_total\":1,\"transfer_stage\":\"queuing\",\"colour\":\"blue\"}";
            send(server, all, "PATCH", transfer, total, 200);
            var out = new ByteArrayOutputStream();
            RecordJson.writeChunk(out, TRANSFER, List.of(source.store().get(id)));
            ObjectNode rec =
                    (ObjectNode) Exchange.MAPPER.readTree(out.toByteArray()).get(0);
            rec.putObject("colour").putArray("deep").add(1);
            ((ObjectNode) rec.get("rmcb_list").get(0)).put("colour", 1);
            send(server, all, "POST", "buffers/", "[" + rec + "]", 201);
            send(server, all, "PATCH", transfer, "{\"transfer_stage\":\"deserializing\"}", 200);
        }
        assertThat(there.rows()).containsOnlyKeys(id);
    }

    @Test
    void countsWithoutStageAndStageWithoutCounts() throws IOException, InterruptedException {
        Set<Capability> all = settings(Set.of()).toBuilder()
                .capabilities(EnumSet.of(Capability.ASYNC_OPERATIONS, Capability.FSIC_V2_FORMAT))
                .build()
                .capabilities();
        there.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        String transfer = "transfersessions/" + TRANSFER + "/";
        try (MorangoServer server = Peer.on(there, plain()).serve(0)) {
            openSession();
            send(server, all, "POST", "transfersessions/", opening(false, ""), 201);
            send(server, all, "PATCH", transfer, "{\"transfer_stage\":\"queuing\",\"records_total\":null}", 200);
            JsonNode asked = send(server, all, "PATCH", transfer, "{\"transfer_stage\":\"transferring\"}", 200);
            assertThat(asked.get("records_transferred").intValue()).isZero();
            JsonNode told = send(server, all, "PATCH", transfer, "{\"records_transferred\":1}", 200);
            assertThat(told.get("records_transferred").intValue()).isEqualTo(1);
            assertThat(told.get("transfer_stage").stringValue()).isEqualTo("transferring");
            assertThat(told.get("transfer_stage_status").stringValue()).isEqualTo("completed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{\"results\":[]}", "{\"results\":{}}", "null", "1", ""})
    void chunkWithoutRecords(String body) throws IOException, InterruptedException {
        try (MorangoServer server = Peer.on(there, plain()).serve(0)) {
            send(server, Set.of(), "POST", "buffers/", body, 400);
        }
    }

    private void openSession() {
        there.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), null);
        there.sessions().create(Facility.session(SESSION));
    }

    private static String opening(boolean push, String more) {
        return "{\"id\":\"" + TRANSFER + "\",\"filter\":\"" + Facility.ROOT.id() + "\",\"push\":" + push
                + ",\"sync_session_id\":\"" + SESSION + "\"" + more + "}";
    }

    /** Sends a request without a content type, and with an unknown capability. */
    private static JsonNode send(
            MorangoServer server, Set<Capability> capabilities, String method, String path, String body, int status)
            throws IOException, InterruptedException {
        List<String> names = new ArrayList<>(List.of("LEVITATION"));
        capabilities.forEach(capability -> names.add(capability.name()));
        HttpRequest request = HttpRequest.newBuilder(URI.create(Facility.url(server.port()) + "api/morango/v1/" + path))
                .header("X-Morango-Capabilities", String.join(" ", names))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Exchange.MAPPER.readTree(answer.body().isEmpty() ? "null" : answer.body());
    }

    /** Script that lets all requests through and changes the answers. */
    private record Rewriting(BinaryOperator<String> rewrite) implements FaultyProxy.Script {
        @Override
        public FaultyProxy.Fault fault(String request) {
            return FaultyProxy.Fault.NONE;
        }

        @Override
        public String answer(String request, String body) {
            return rewrite.apply(request, body);
        }
    }
}
