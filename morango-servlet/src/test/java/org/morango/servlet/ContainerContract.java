package org.morango.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.live.ContinuousSync;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;

/** Behaviour in every servlet container. */
abstract class ContainerContract {
    private static final long ENDLESS = 512L * 1024 * 1024;

    private final Container.Kind kind;
    private final TwoPeers peers = new TwoPeers();

    ContainerContract(Container.Kind kind) {
        this.kind = kind;
    }

    private Container start(MorangoServlet servlet, String contextPath, String mapping) throws Exception {
        return kind.start(servlet, contextPath, mapping, null);
    }

    @ParameterizedTest
    @CsvSource({
        "'', /api/morango/v1/*, /",
        "/school, /api/morango/v1/*, /school/",
        "/school, /sync/api/morango/v1/*, /school/sync",
        "/school, /sync/*, /school/sync/",
        "/school, /*, /school",
        "'', /, ''"
    })
    void peersSync(String contextPath, String mapping, String address) throws Exception {
        peers.addLessons(5);
        try (Container container = start(new MorangoServlet(peers.server()), contextPath, mapping)) {
            peers.sync("http://localhost:" + container.port() + address, Map.of());
        }
        assertThat(peers.there.rows()).hasSize(10).isEqualTo(peers.here.rows());
    }

    @Test
    void peersSyncOverHttps(@TempDir Path directory) throws Exception {
        TestKeys keys = TestKeys.make(directory);
        peers.addLessons(3);
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(keys.trusting());
        try (Container container =
                kind.start(new MorangoServlet(peers.server()), "/school", "/api/morango/v1/*", keys)) {
            peers.sync("https://localhost:" + container.port() + "/school/", Map.of());
        } finally {
            SSLContext.setDefault(before);
        }
        assertThat(peers.there.rows()).hasSize(6).isEqualTo(peers.here.rows());
    }

    @Test
    void peersKeepInSync() throws Exception {
        MorangoServlet servlet = new MorangoServlet(peers.server());
        try (Container container = start(servlet, "/school", "/api/morango/v1/*")) {
            ContinuousSync sync = peers.client().keepInSync("http://localhost:" + container.port() + "/school/");
            try (sync) {
                sync.firstSync().get(20, TimeUnit.SECONDS);
                for (int i = 1; i <= 5; i++) {
                    peers.addLessons(i);
                    await().atMost(Duration.ofSeconds(20))
                            .pollInterval(Duration.ofMillis(5))
                            .untilAsserted(() -> assertThat(peers.there.rows()).isEqualTo(peers.here.rows()));
                }
                // The container would wait for the answer that goes on.
                servlet.endStreams();
            }
        }
        assertThat(peers.there.rows()).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/school/api/morango/v1/",
                "/school/api/morango/v1",
                "/school/api/morango/v1//",
                "/school/api/morango/v1/morangoinfo/1/2/",
                "/school/api/morango/v1/../../../morangoinfo/1/",
                "/school/api/morango/v1/../../../../etc/passwd",
                "/school/api/morango/v1/%2e%2e/%2e%2e/WEB-INF/web.xml",
                "/school/api/morango/v1/morangoinfo%2f1/",
                "/school/api/morango/v1/morangoinfo/%00/",
                "/school/api/morango/v1/morangoinfo/1%00/",
                "/school/api/morango/v1/morangoinfo\\1/",
                "/school/api/morango/v1/certificates/..%5c..%5c/",
                "/school/api/morango/v1/certificates/%c0%ae%c0%ae/",
                "/school/api/morango/v1/certificates/%ff/",
                "/school/api/morango/v1/certificates/%zz/",
                "/school/api/morango/v1/certificates/?ancestors_of=%zz",
                "/school/api/morango/v1/syncsessions/' or '1'='1/",
                "/school/api/morango/v1/syncsessions/;jsessionid=1/",
                "/school/api/morango/v2/morangoinfo/1/"
            })
    void hostilePathsAreRefused(String path) throws Exception {
        try (Container container = start(new MorangoServlet(peers.server()), "/school", "/api/morango/v1/*")) {
            assertThat(status(container, "GET " + path + " HTTP/1.1")).isBetween(400, 499);
            assertThat(status(container, "GET /school/api/morango/v1/morangoinfo/1/ HTTP/1.1"))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND"})
    void otherMethodsAreRefused(String method) throws Exception {
        try (Container container = start(new MorangoServlet(peers.server()), "/school", "/api/morango/v1/*")) {
            // Containers refuse some methods themselves.
            assertThat(status(container, method + " /school/api/morango/v1/morangoinfo/1/ HTTP/1.1"))
                    .isBetween(400, 501)
                    .isNotEqualTo(500);
        }
    }

    private static int status(Container container, String requestLine) throws IOException {
        try (Socket socket = new Socket("localhost", container.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    @Test
    void senderOfTooMuchGetsToReadTheRefusal() throws Exception {
        PeerSettings.Builder small = PeerSettings.builder().limits(limits -> limits.maxBodyBytes(1_000));
        byte[] body = new byte[6 * 1024 * 1024];
        new Random(1).nextBytes(body);
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) ('a' + (body[i] & 7));
        }
        body[0] = '"';
        try (Container container = start(new MorangoServlet(peers.server(small)), "", "/api/morango/v1/*")) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://localhost:" + container.port() + "/api/morango/v1/syncsessions/"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("too large");
        }
    }

    /** The same rules as in the built-in server. */
    @ParameterizedTest
    @CsvSource({
        "Host: localhost, 201",
        "Host: 127.0.0.1:8080, 201",
        "Host: evil.example, 403",
        "Host: localhost.evil.example:80, 403",
        "Host: localhost; Origin: https://evil.example, 403",
        "Host: localhost; Sec-Fetch-Site: cross-site, 403",
        "Host: localhost; Content-Type: text/plain, 415",
        "Host: localhost; Content-Type: application/json, 201"
    })
    void browsersAreRefused(String headers, int status) throws Exception {
        try (Container container = start(new MorangoServlet(peers.server()), "", "/api/morango/v1/*");
                Socket socket = new Socket("localhost", container.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("POST /api/morango/v1/nonces/ HTTP/1.1\r\n" + headers.replace("; ", "\r\n")
                                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            byte[] answered = socket.getInputStream().readNBytes(12);
            assertThat(new String(answered, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 " + status);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 3",
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 2"
            })
    void bodiesHaveOneLength(String lengths) throws Exception {
        try (Container container = start(new MorangoServlet(peers.server()), "", "/api/morango/v1/*");
                Socket socket = new Socket("localhost", container.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(
                            ("POST /api/morango/v1/nonces/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + lengths + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            // Tomcat uses the length that takes precedence, and closes the connection. Two answers would mean that one
            // request was
            // read as two.
            assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("HTTP/1.1 5");
            assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
        }
    }

    @Test
    void bodyWithoutEndIsNotReadForEver() throws Exception {
        try (Container container = start(new MorangoServlet(peers.server()), "", "/api/morango/v1/*");
                Socket socket = new Socket("localhost", container.port())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/morango/v1/nonces/ HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            AtomicLong sent = new AtomicLong();
            Thread sender = new Thread(() -> send(out, sent));
            sender.start();
            byte[] status = socket.getInputStream().readNBytes(12);
            sender.join(30_000);
            assertThat(new String(status, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 201");
            assertThat(sender.isAlive()).as("still sending").isFalse();
            assertThat(sent).hasValueLessThan(ENDLESS);
        }
    }

    /** Sends until the other side closes the connection. */
    private static void send(OutputStream out, AtomicLong sent) {
        byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        try {
            while (sent.addAndGet(chunk.length) < ENDLESS) {
                out.write(chunk);
            }
        } catch (IOException e) {
            // The other side has closed the connection.
        }
    }

    @Test
    void trustedProxySaysWhoTheCallerIs() throws Exception {
        assertThat(callerOf(TrustedProxies.of("127.0.0.0/8", "::1"))).isEqualTo("203.0.113.9");
    }

    @Test
    void nobodyElseDoes() throws Exception {
        assertThat(callerOf(TrustedProxies.none())).isIn("127.0.0.1", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]");
        assertThat(callerOf(TrustedProxies.of("10.0.0.0/8"))).isIn("127.0.0.1", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]");
    }

    private int lessons;

    private @Nullable String callerOf(TrustedProxies trusted) throws Exception {
        try (Container container = start(new MorangoServlet(peers.server(), trusted), "", "/api/morango/v1/*")) {
            // A session that transfers nothing is not stored.
            peers.addLessons(++lessons);
            String session =
                    peers.sync("http://localhost:" + container.port(), Map.of("X-Forwarded-For", "203.0.113.9"));
            return peers.there
                    .sessions()
                    .syncSession(session)
                    .map(SyncSession::clientIp)
                    .orElse(null);
        }
    }
}
