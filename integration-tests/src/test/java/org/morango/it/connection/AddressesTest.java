package org.morango.it.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.ConnectionException;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** Errors of an address, a TLS certificate or a clock are reported precisely and at once. */
@Isolated
class AddressesTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final InMemoryReplica here = Facility.clientReplica();
    private final List<Duration> pauses = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer other;
    private SSLContext before;

    @BeforeEach
    void trust() throws GeneralSecurityException, IOException {
        before = SSLContext.getDefault();
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store("trust"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLContext.setDefault(context);
    }

    @AfterEach
    void close() {
        SSLContext.setDefault(before);
        if (other != null) {
            other.stop(0);
        }
    }

    private static KeyStore store(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = AddressesTest.class.getResourceAsStream("/tls/" + name + ".p12")) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static InetSocketAddress any() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private int tls(String certificate) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(certificate), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(any(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return start(server);
    }

    private int start(HttpServer server) {
        other = server;
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Location", "https://city.example/api/morango/v1/morangoinfo/1/");
            exchange.sendResponseHeaders(301, -1);
            exchange.close();
        });
        server.start();
        return server.getAddress().getPort();
    }

    private int answering(int status, String header, String value, String body) throws IOException {
        other = HttpServer.create(any(), 0);
        other.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set(header, value);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        other.start();
        return other.getAddress().getPort();
    }

    private SyncConnection connect(String url) {
        return Peer.on(
                        here,
                        Facility.settings()
                                .pause(pauses::add)
                                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                                .build())
                .connect(url);
    }

    private void refused(String url, String... message) {
        assertThatThrownBy(() -> connect(url))
                .isInstanceOf(ConnectionException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(message));
        assertThat(pauses).isEmpty();
    }

    @Test
    void trustedCertificate() throws GeneralSecurityException, IOException {
        refused("https://localhost:" + tls("good") + "/", "redirects GET morangoinfo/1/");
        assertThat(asked).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expired | has expired, or the clock of this device is wrong: it says 2026-03-01T12:00:00Z",
                "early | not valid yet: the clock of this device is probably wrong; it says 2026-03-01T12:00:00Z",
                "elsewhere | is refused: No"
            })
    void certificateThatIsNotGood(String certificate, String message) throws GeneralSecurityException, IOException {
        refused("https://localhost:" + tls(certificate) + "/", "The TLS certificate of https://localhost:", message);
    }

    @Test
    void untrustedCertificate() throws GeneralSecurityException, IOException {
        SSLContext.setDefault(before);
        refused("https://localhost:" + tls("good") + "/", "is not trusted here", "javax.net.ssl.trustStore");
    }

    @Test
    void tlsToAPlainPort() {
        try (MorangoServer server = Facility.peer(Facility.rootReplica()).serve(0)) {
            refused("https://127.0.0.1:" + server.port() + "/", "does not speak TLS", "http://");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void plainHttpToAPortOfTls(boolean trusted) throws GeneralSecurityException, IOException {
        if (!trusted) {
            SSLContext.setDefault(before);
        }
        refused("http://localhost:" + tls("good") + "/", "speaks TLS", "https://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><center>The plain HTTP request was sent to HTTPS port</center></html>",
                "Reason: You're speaking plain HTTP to an SSL-enabled server port.",
                "Bad Request\nThis combination of host and port requires TLS."
            })
    void plainHttpToAProxyThatSaysSo(String body) throws IOException {
        refused(Facility.url(answering(400, "X", "x", body)), "speaks TLS", "https://");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirection(int status) throws IOException {
        refused(
                Facility.url(answering(status, "Location", "https://city.example/sync/", "")),
                "redirects GET morangoinfo/1/ to https://city.example/sync/ (status " + status + ")",
                "Redirects are not followed");
        assertThat(asked).hasValue(1);
    }

    @Test
    void unknownHost() {
        assertThatThrownBy(() -> connect("http://nowhere.invalid:8080/"))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("The host of http://nowhere.invalid:8080/ is unknown")
                .hasMessageContaining("offline");
    }

    @Test
    void retryAfterAsADate() throws IOException {
        String then = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(40));
        int port = answering(503, "Retry-After", then, "busy");
        assertThatThrownBy(() -> connect(Facility.url(port))).hasMessageContaining("cannot answer now (status 503)");
        // The pause follows the server's clock, not this device's.
        assertThat(pauses)
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "-5", "Wed, 21 Oct 2015 07:28:00 GMT", "99999999999999"})
    void retryAfterThatIsOfNoUse(String value) throws IOException {
        int port = answering(503, "Retry-After", value, "busy");
        assertThatThrownBy(() -> connect(Facility.url(port))).hasMessageContaining("status 503");
        assertThat(pauses).isNotEmpty().allSatisfy(p -> assertThat(p).isLessThan(Duration.ofSeconds(2)));
    }

    @Test
    void sessionWithoutCertificate() {
        try (MorangoServer server = Facility.peer(Facility.rootReplica()).serve(0);
                SyncConnection connection = connect(Facility.url(server.port()))) {
            assertThatThrownBy(() -> connection.openSession(null))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("needs a certificate of this side");
        }
    }
}
