package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** Slow callers, over real connections: those that make progress are served, idle ones are disconnected. */
@Timeout(60)
class SlowCallersTest {
    private static final String API = "api/morango/v1/";
    private static final int THREADS = 4;
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final PeerSettings settings = Facility.settings()
            .server(server -> server.threads(THREADS).callerTimeout(SILENCE))
            .limits(limits -> limits.minBytesPerSecond(50))
            .build();
    private final MorangoServer server =
            Peer.on(Facility.rootReplica(), settings).serve(0);
    private final List<Socket> slow = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : slow) {
            socket.close();
        }
        server.close();
    }

    private Socket begin(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        slow.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String post(int length) {
        return "POST /" + API + "proofs/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private void isServing() throws IOException, InterruptedException {
        HttpRequest ask = HttpRequest.newBuilder(URI.create(Facility.url(server.port()) + API + "morangoinfo/1/"))
                .timeout(Duration.ofSeconds(20))
                .build();
        assertThat(HttpClient.newHttpClient().send(ask, BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    /** Sends single bytes with pauses until the server disconnects, and returns their number. */
    private static int trickle(Socket socket, int most, Duration pause) throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        for (int i = 0; i < most; i++) {
            try {
                out.write(' ');
                if (in.available() > 0) {
                    return i;
                }
            } catch (SocketException e) {
                return i;
            }
            Thread.sleep(pause.toMillis());
        }
        return most;
    }

    private static boolean isHungUp(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void silentCallersAreHungUpOn() throws IOException, InterruptedException {
        for (int i = 0; i < 5 * THREADS; i++) {
            begin(i % 2 == 0 ? "GET /" + API + "morangoinfo/ HTTP/1.1\r\nHost" : post(1_000) + "{");
        }
        isServing();
        for (Socket socket : slow) {
            assertThat(isHungUp(socket)).isTrue();
        }
    }

    /** The callers take three times as long as a caller may be silent, with the slowest accepted body. */
    @Test
    void callersThatMoveAreServed() throws IOException, InterruptedException {
        Socket socket = begin(post(600));
        for (int i = 0; i < 30; i++) {
            socket.getOutputStream().write(" ".repeat(20).getBytes(StandardCharsets.US_ASCII));
            Thread.sleep(SILENCE.toMillis() / 10);
        }
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 400")
                .contains("This field is required.");
    }

    /** These callers are never silent for long, but they occupy a thread. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callersThatTrickleAreHungUpOn(boolean headers) throws IOException, InterruptedException {
        for (int i = 0; i < THREADS; i++) {
            begin(headers ? "GET /" + API + "morangoinfo/1/ HTTP/1.1\r\nX-A: a" : post(1_000));
        }
        Socket last = slow.get(slow.size() - 1);
        assertThat(trickle(last, 200, Duration.ofMillis(50))).isLessThan(150);
        isServing();
    }

    /** The answer does not fit into the buffers between the two. */
    @Test
    void callersThatTakeNothingAreHungUpOn() throws IOException, InterruptedException {
        server.close();
        InMemoryReplica there = Facility.rootReplica();
        PeerSettings.Builder large = settings.toBuilder()
                .server(server -> server.threads(1))
                .info(java.util.Map.of("large", "x".repeat(16 * 1024 * 1024)));
        try (MorangoServer other = Peer.on(there, large.build()).serve(0);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.port())) {
            socket.getOutputStream()
                    .write(("GET /" + API + "morangoinfo/1/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            HttpRequest ask = HttpRequest.newBuilder(URI.create(Facility.url(other.port()) + API + "nonces/"))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(ask, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(405);
        }
    }

    /** The callers are silent for less than a patient server allows, and are far more than it handles at once. */
    @ParameterizedTest
    @ValueSource(ints = {20, 600})
    void patienceWithManyLeavesRoomForOthers(int many) throws IOException, InterruptedException {
        PeerSettings patient = settings.toBuilder()
                .server(server -> server.callerTimeout(Duration.ofMinutes(10)))
                .limits(limits -> limits.minBytesPerSecond(0))
                .build();
        try (MorangoServer other = Peer.on(Facility.rootReplica(), patient).serve(0)) {
            for (int i = 0; i < many; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.port());
                slow.add(socket);
                String begun = i % 2 == 0 ? "G" : post(1_000) + "{";
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            }
            HttpRequest ask = HttpRequest.newBuilder(URI.create(Facility.url(other.port()) + API + "morangoinfo/1/"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            for (int i = 0; i < 3; i++) {
                assertThat(HttpClient.newHttpClient()
                                .send(ask, BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }
}
