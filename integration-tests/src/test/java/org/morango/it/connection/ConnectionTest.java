package org.morango.it.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.ConnectionException;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

class ConnectionTest {
    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();

    @Test
    void tellsWhoAnswersAndWhatBothCan() {
        PeerSettings gzipOnly = Facility.settings()
                .capabilities(Set.of(Capability.GZIP_BUFFER_POST))
                .build();
        try (MorangoServer server = Peer.on(there, gzipOnly).serve(0);
                SyncConnection connection = Facility.peer(here).connect("http://localhost:" + server.port())) {
            assertThat(connection.serverInstance()).isEqualTo(there.instance().id());
            assertThat(connection.capabilities()).containsExactly(Capability.GZIP_BUFFER_POST);
            assertThat(connection.certificates(Facility.ROOT.id())).containsExactly(Facility.ROOT);
        }
    }

    /**
     * Applications sync in {@code CompletableFuture.runAsync}, which has a single thread on a machine with two cores.
     */
    @Test
    @Timeout(60)
    void connectsWhileTheCommonPoolIsBusy() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        int threads = ForkJoinPool.commonPool().getParallelism();
        CountDownLatch busy = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                busy.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        busy.await();
        PeerSettings settings = Facility.settings()
                .client(client -> client.requestTimeout(Duration.ofSeconds(5)).retries(0))
                .build();
        try (MorangoServer server = Facility.peer(there).serve(0);
                SyncConnection connection = Peer.on(here, settings).connect("http://localhost:" + server.port())) {
            assertThat(connection.certificates(Facility.ROOT.id())).containsExactly(Facility.ROOT);
        } finally {
            end.countDown();
        }
    }

    @Test
    void closedConnectionCarriesNothing() {
        try (MorangoServer server = Facility.peer(there).serve(0)) {
            SyncConnection connection = Facility.peer(here).connect("http://localhost:" + server.port());
            connection.close();
            assertThatThrownBy(() -> connection.certificates(Facility.ROOT.id()))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("the connection is closed");
        }
    }

    @ParameterizedTest
    @CsvSource({"200,<html></html>,not JSON", "404,nothing here,status 404", "200,{},lacks an instance id"})
    void answerOfSomethingElse(int status, String body, String reason) throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, body.length());
            exchange.getResponseBody().write(body.getBytes());
            exchange.close();
        });
        other.start();
        try {
            assertThatThrownBy(() -> Facility.peer(here)
                            .connect(Facility.url(other.getAddress().getPort())))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("is not a Morango peer")
                    .hasMessageContaining(reason);
        } finally {
            other.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "city.example:8080", "ftp://city.example/", "http://", "not a url", "http:///x"})
    void malformedAddress(String url) {
        assertThatThrownBy(() -> Facility.peer(here).connect(url))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("is not the address of a peer");
    }

    @Test
    void portInUse() {
        try (MorangoServer first = Facility.peer(there).serve(0)) {
            assertThatThrownBy(() -> Facility.peer(here).serve(first.port()))
                    .isInstanceOf(MorangoException.class)
                    .hasMessage(
                            "Port " + first.port() + " is in use; choose another, or stop the program that holds it.");
        }
    }

    @Test
    void ownInfoIsShownButReplacesNothing() throws IOException, InterruptedException {
        PeerSettings settings = Facility.settings()
                .info(Map.of("application", "school", "instance_id", "forged"))
                .build();
        try (MorangoServer server = Peer.on(there, settings).serve(0)) {
            HttpResponse<String> answer = get(server, "morangoinfo/1/");
            assertThat(answer.body()).contains("\"application\":\"school\"").doesNotContain("forged");
        }
    }

    @ParameterizedTest
    @CsvSource({"nowhere/,404", "../../../etc/passwd,404", "certificates/?primary_partition=%zz,400", "nonces/,405"})
    void oddRequestsAreRefused(String path, int status) throws IOException, InterruptedException {
        try (MorangoServer server = Facility.peer(there).serve(0)) {
            assertThat(rawStatus(server, path)).isEqualTo(status);
        }
    }

    private static HttpResponse<String> get(MorangoServer server, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create(Facility.url(server.port()) + "api/morango/v1/" + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Returns the status of a request that bypasses the client's own checks of addresses. */
    private static int rawStatus(MorangoServer server, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(("GET /api/morango/v1/" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes());
            String answer = new String(socket.getInputStream().readAllBytes());
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    @Test
    void connectionOutlivesRefusedBody() throws IOException {
        PeerSettings settings =
                Facility.settings().limits(limits -> limits.maxBodyBytes(1_000)).build();
        String body = "[" + " ".repeat(300_000) + "]";
        try (MorangoServer server = Peer.on(there, settings).serve(0);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/morango/v1/buffers/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + body.length()
                            + "\r\n\r\n" + body)
                    .getBytes());
            assertThat(in.readLine()).startsWith("HTTP/1.1 413");
            out.write("DELETE /api/morango/v1/nonces/ HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            assertThat(in.lines().filter(line -> line.contains("HTTP/1.1")).findFirst())
                    .hasValueSatisfying(line -> assertThat(line).endsWith("HTTP/1.1 405 Method Not Allowed"));
        }
    }

    @Test
    void certificatePushingIsOffByDefault() {
        assertThat(PeerSettings.defaults().capabilities()).doesNotContain(Capability.ALLOW_CERTIFICATE_PUSHING);
    }

    @Test
    void slashAtTheEndMayBeMissing() throws IOException, InterruptedException {
        try (MorangoServer server = Facility.peer(there).serve(0)) {
            assertThat(get(server, "morangoinfo/1").body())
                    .isEqualTo(get(server, "morangoinfo/1/").body());
            assertThat(get(server, "certificates?primary_partition=" + Facility.ROOT.id())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void certificatesOfOthersAreNotShown() throws IOException, InterruptedException {
        there.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), null);
        try (MorangoServer server = Facility.peer(there).serve(0)) {
            assertThat(get(server, "certificates/" + Facility.ROOT.id() + "/").body())
                    .contains(Facility.ROOT.signature());
            assertThat(get(server, "certificates/" + Facility.CLIENT.id() + "/").statusCode())
                    .isEqualTo(404);
            assertThat(get(server, "certificates/?ancestors_of=" + Facility.CLIENT.id())
                            .body())
                    .isEqualTo("[]");
        }
    }
}
