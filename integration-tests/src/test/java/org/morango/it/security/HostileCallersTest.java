package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.counter.FsicJson;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Callers that misuse HTTP, over real connections. */
@Timeout(120)
class HostileCallersTest {
    private static final String API = "api/morango/v1/";
    private static final long MAX_BODY = 1024 * 1024;
    private static final int THREADS = 4;

    private final HttpClient http = HttpClient.newHttpClient();
    private final InMemoryReplica there = Facility.rootReplica();
    private MorangoServer server;

    @BeforeEach
    void serve() {
        there.put("lesson", "s", Facility.partition("x"), "{}");
        server = Peer.on(
                        there,
                        Facility.settings()
                                .limits(limits -> limits.maxBodyBytes(MAX_BODY))
                                .server(server -> server.threads(THREADS))
                                .build())
                .serve(0);
    }

    @AfterEach
    void goodPeersAreServed() {
        InMemoryReplica here = Facility.clientReplica();
        try (MorangoServer served = server;
                SyncConnection connection = Facility.peer(here).connect(Facility.url(served.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.pull();
        }
        assertThat(here.rows()).hasSize(1);
        assertThat(there.store()).hasSize(1);
    }

    private Socket connected() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonces/", "syncsessions/", "transfersessions/", "buffers/", "certificates/"})
    void bodyWithoutEnd(String path) throws IOException {
        byte[] chunk = ("10000\r\n" + "[".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        long sent = 0;
        try (Socket socket = connected()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /" + API + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            while (sent < 200 * MAX_BODY) {
                out.write(chunk);
                sent += chunk.length;
            }
        } catch (SocketException e) {
            // The server has closed the connection.
        }
        assertThat(sent).isLessThan(50 * MAX_BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"syncsessions/", "transfersessions/", "buffers/", "certificates/"})
    void fewBytesThatBecomeMany(String path) throws IOException, InterruptedException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] blanks = " ".repeat(1024 * 1024).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 300; i++) {
                gzip.write(blanks);
            }
        }
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(Facility.url(server.port()) + API + path))
                        .header("Content-Type", "application/gzip")
                        .POST(BodyPublishers.ofByteArray(packed.toByteArray()))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isBetween(400, 499);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /" + API + "../../../etc/passwd HTTP/1.1",
                "GET /" + API + "%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
                "GET //" + API + "nonces/ HTTP/1.1",
                "GET /" + API + "certificates//../nonces/ HTTP/1.1",
                "GET /" + API + "certificates/%00/ HTTP/1.1",
                "GET /" + API + "certificates/?primary_partition=%25 HTTP/1.1",
                "GET /" + API + "buffers/?transfer_session_id=%25_%5C%27--&offset=-1&limit=9999999999 HTTP/1.1",
                "GET /" + API + "morangoinfo/%F0%9F/x/y/z HTTP/1.1",
                "GET * HTTP/1.1",
                "GET http://elsewhere.example/ HTTP/1.1",
                "BREW /" + API + "nonces/ HTTP/1.1",
                "GET /" + API + "nonces/ HTTP/9.9",
                "nonsense",
                "\u0000\u0001\u0002"
            })
    void oddRequestLines(String line) throws IOException {
        try (Socket socket = connected()) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            // Requests that are not HTTP may get no answer.
            if (!answer.isEmpty()) {
                assertThat(answer).doesNotContain("root:", "Exception", "org.morango");
                assertThat(answer.substring(9, 12)).matches("4\\d\\d|200|505|501");
                // An empty list of certificates is not secret.
                assertThat(answer.substring(9, 12).equals("200")).isEqualTo(line.contains("primary_partition"));
            }
        } catch (SocketException e) {
            // The server has closed the connection.
        }
    }

    @Test
    void endlessHeaders() throws IOException {
        long sent = 0;
        try (Socket socket = connected()) {
            OutputStream out = socket.getOutputStream();
            out.write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] header = ("X-A: " + "a".repeat(8_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (sent < 100 * MAX_BODY) {
                out.write(header);
                sent += header.length;
            }
        } catch (SocketException e) {
            // The server has closed the connection.
        }
        assertThat(sent).isLessThan(20 * MAX_BODY);
    }

    /** Pulls as a client that claims to hold many changes of many instances. */
    private void pullClaiming(int instances) {
        JsonMapper mapper = JsonMapper.shared();
        StringBuilder counters = new StringBuilder();
        for (int i = 0; i < instances; i++) {
            counters.append(i == 0 ? "" : ",").append(String.format("\"%032x\":%d", i, Long.MAX_VALUE));
        }
        String fsic = "{\"super\":{},\"sub\":{\"" + Facility.ROOT.id() + "\":{" + counters + "}}}";
        InMemoryReplica here = Facility.clientReplica();
        Transport plain = Facility.settings().build().transport().get();
        Transport claiming = request -> {
            JsonNode body = request.body().length == 0 ? mapper.createObjectNode() : mapper.readTree(request.body());
            if (!request.method().equals("PATCH") || !body.has("client_fsic")) {
                return plain.send(request);
            }
            byte[] claim = mapper.writeValueAsBytes(((ObjectNode) body).put("client_fsic", fsic));
            return plain.send(new Transport.Request(
                    request.method(),
                    request.uri(),
                    request.headers(),
                    claim,
                    request.timeout(),
                    request.maxBodyBytes()));
        };
        // Uses a session that is not bound, because otherwise altered requests would be refused before they are read.
        Set<Capability> capabilities = EnumSet.complementOf(EnumSet.of(Capability.BOUND_SESSIONS));
        Peer peer = Peer.on(
                here,
                Facility.settings()
                        .client(client -> client.transport(() -> claiming))
                        .trust(trust -> trust.allowPlainMorango(true))
                        .capabilities(capabilities)
                        .build());
        try (SyncConnection connection = peer.connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.pull();
        }
    }

    @Test
    void countersOfTooManyInstances() {
        server.close();
        server = Peer.on(
                        there,
                        Facility.settings()
                                .trust(trust -> trust.allowPlainMorango(true))
                                .build())
                .serve(0);
        pullClaiming(FsicJson.MAX_COUNTERS);
        assertThatThrownBy(() -> pullClaiming(FsicJson.MAX_COUNTERS + 1))
                .isInstanceOf(SyncException.class)
                .hasRootCauseInstanceOf(RemoteException.class)
                .hasMessageContaining("400");
        assertThat(there.maxCounters().values()).allSatisfy(c -> assertThat(c).hasSizeLessThan(10));
    }
}
