package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.counter.Fsic;
import org.morango.it.support.Exchange;
import org.morango.it.support.Facility;
import org.morango.it.support.Pair;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.CertificateStore;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.TransferSession;
import org.morango.testkit.InMemoryReplica;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Callers without a certificate under the server's roots can do nothing, and cost next to nothing. */
@Timeout(60)
class StrangersTest {
    private static final String API = "api/morango/v1/";
    private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
    private static final Certificate ROOT = Certificate.root(KEY, Facility.FULL, Map.of());

    private static final BigInteger SMALL =
            IntStream.range(2, 1_000).mapToObj(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);

    private final HttpClient http = HttpClient.newHttpClient();
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Peer.on(
                    there,
                    Facility.settings()
                            .trust(trust -> trust.allowPlainMorango(true))
                            .capabilities(EnumSet.allOf(Capability.class))
                            .build())
            .serve(0);

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> post(String path, byte[] body, String type) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(Facility.url(server.port()) + API + path))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Object body) throws IOException, InterruptedException {
        return post(path, Exchange.MAPPER.writeValueAsBytes(body), "application/json");
    }

    private String nonce() throws IOException, InterruptedException {
        return Exchange.MAPPER
                .readTree(post("nonces/", Map.of()).body())
                .get("id")
                .stringValue();
    }

    private HttpResponse<String> open(String chain, Certificate leaf, SigningKey key)
            throws IOException, InterruptedException {
        String nonce = nonce();
        String id = Ids.random(new Random());
        ObjectNode body = Exchange.MAPPER.createObjectNode();
        body.put("id", id);
        body.put("server_certificate_id", Facility.ROOT.id());
        body.put("client_certificate_id", leaf.id());
        body.put("profile", leaf.profile());
        body.put("certificate_chain", chain);
        body.put("nonce", nonce);
        body.put("instance", "{}");
        body.put("signature", key.sign(nonce + ":" + id));
        return post("syncsessions/", body);
    }

    private boolean hasOpenSessions() {
        return !there.sessions()
                .staleSessions(Instant.now().plus(Duration.ofDays(1)), "", 100)
                .isEmpty();
    }

    @Test
    void sessionsUnderOtherRootsAreRefused() throws IOException, InterruptedException {
        HttpResponse<String> answer = open(CertificateJson.renderChain(List.of(ROOT)), ROOT, KEY);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("is under root " + ROOT.id(), Facility.ROOT.id());
        assertThat(hasOpenSessions()).isFalse();
        assertThat(there.certificates().find(ROOT.id())).isEmpty();
        String own = CertificateJson.renderChain(List.of(Facility.ROOT));
        assertThat(open(own, Facility.ROOT, Facility.ROOT_KEY).statusCode()).isEqualTo(201);
    }

    /**
     * The chain has the true root first, and below it certificates that nobody has signed, each with its own key of the
     * greatest size.
     */
    @ParameterizedTest
    @ValueSource(strings = {"syncsessions/", "certificatechain/"})
    void costlyKeysCostLittle(String path) throws IOException, InterruptedException {
        Random random = new Random(1);
        ArrayNode chain = Exchange.MAPPER.createArrayNode();
        chain.add(CertificateJson.render(Facility.ROOT));
        String parent = Facility.ROOT.id();
        for (int i = 1; i < 100; i++) {
            ObjectNode certificate = CertificateJson.render(Facility.CLIENT);
            String key = key(modulus(random));
            String id = Ids.random(random);
            ObjectNode signed = (ObjectNode)
                    Exchange.MAPPER.readTree(certificate.get("serialized").stringValue());
            signed.put("id", id).put("parent_id", parent).put("public_key_string", key);
            certificate.put("id", id).put("parent", parent).put("public_key", key);
            chain.add(certificate.put("serialized", signed.toString()));
            parent = id;
        }
        open(CertificateJson.renderChain(List.of(ROOT)), ROOT, KEY);
        long begin = System.nanoTime();
        HttpResponse<String> answer = path.equals("syncsessions/")
                ? open(chain.toString(), Facility.CLIENT, Facility.CLIENT_KEY)
                : post(path, chain.toString());
        Duration took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(answer.statusCode()).isBetween(400, 403);
        assertThat(took).isLessThan(Duration.ofSeconds(1));
    }

    /** Returns a modulus that passes all cheap checks. */
    private static BigInteger modulus(Random random) {
        BigInteger modulus = BigInteger.TWO;
        while (!modulus.gcd(SMALL).equals(BigInteger.ONE)) {
            modulus = new BigInteger(8192, random).setBit(8191).setBit(0);
        }
        return modulus;
    }

    private static String key(BigInteger modulus) throws IOException {
        return Base64.getEncoder()
                .encodeToString(new RSAPublicKey(modulus, BigInteger.valueOf(65537)).getEncoded("DER"));
    }

    @Test
    void rootsAreTakenOnlyWhereTheServerHasThem() throws IOException, InterruptedException {
        SigningKey shared = there.certificates().sharedKey();
        Certificate pushed =
                Certificate.issue(KEY, ROOT, Facility.FULL, ROOT.scopeParams(), shared.publicKey(), nonce());
        HttpResponse<String> answer = post("certificatechain/", CertificateJson.renderChain(List.of(ROOT, pushed)));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains(ROOT.id());
        assertThat(there.certificates().find(ROOT.id())).isEmpty();
        Certificate own = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                shared.publicKey(),
                nonce());
        assertThat(post("certificatechain/", CertificateJson.renderChain(List.of(Facility.ROOT, own)))
                        .statusCode())
                .isEqualTo(201);
    }

    /** Few bytes on the wire, and 250 MiB of JSON that would take many times as much as a tree. */
    @ParameterizedTest
    @CsvSource({
        "transfersessions/, '{\"a\":[', '[],'",
        "revocations/, '{\"held\":[', '[],'",
        "buffers/, '[{\"transfer_session\":\"00000000000000000000000000000000\",\"x\":[', '[],'",
        "buffers/, '[{\"serialized\":\"', 'aaa'",
        "syncsessions/, '{\"a\":\"', 'aaa'"
    })
    void littleThatBecomesMuchIsRefused(String path, String head, String piece)
            throws IOException, InterruptedException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(head.getBytes(StandardCharsets.UTF_8));
            byte[] block = piece.repeat(350_000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 250; i++) {
                gzip.write(block);
            }
        }
        assertThat(post(path, packed.toByteArray(), "application/gzip").statusCode())
                .isBetween(400, 499);
    }

    @Test
    void sumsGoWhenATransferEnds() {
        InMemoryReplica here = Facility.clientReplica();
        here.put("lesson", "one", Facility.partition("x"), "{}");
        TransferSession pushed;
        try (SyncConnection connection = Facility.peer(here).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            pushed = client.push();
        }
        for (InMemoryReplica replica : List.of(here, there)) {
            TransferSession kept = replica.sessions().transfer(pushed.id()).orElseThrow();
            assertThat(kept.active()).isFalse();
            assertThat(List.of(kept.clientFsic(), kept.serverFsic())).containsOnly(Fsic.NONE);
        }
    }

    @Test
    void filtersHaveALimit() {
        try (SyncConnection connection = Facility.peer(Facility.clientReplica()).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.pull(filter(100, 900));
            for (Filter tooMuch : List.of(filter(101, 60), filter(1, 1_001))) {
                assertThatThrownBy(() -> client.pull(tooMuch))
                        .hasMessageContaining("at most 100 prefixes of at most 1000 characters");
            }
        }
    }

    /** The largest allowed filter does not burden a database. */
    @Test
    void greatFiltersAreServed() {
        try (Pair pair = Pair.Storage.H2.open();
                MorangoServer onH2 = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection =
                        pair.client(Facility.settings().build()).connect(Facility.url(onH2.port()));
                SyncClient client = connection.openSession(pair.mine())) {
            String root = pair.root().id();
            Filter great = Filter.of(IntStream.range(0, 100)
                    .mapToObj(i -> root + ":" + i + "x".repeat(950))
                    .toArray(String[]::new));
            long begin = System.nanoTime();
            assertThat(client.pull(great).recordsTransferred()).isZero();
            assertThat(client.push(great).recordsTransferred()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        }
    }

    /** Returns a filter with this number of prefixes of this length. */
    private static Filter filter(int prefixes, int length) {
        return Filter.of(IntStream.range(0, prefixes)
                .mapToObj(i -> Facility.partition("user-rw:" + i + ":" + "x".repeat(length))
                        .substring(0, length))
                .toArray(String[]::new));
    }

    @Test
    void noncesThatNobodyUsesGo() {
        Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
        CertificateStore certificates = there.certificates();
        try (MorangoEndpoints endpoints =
                Peer.on(there, Facility.settings().clock(clock).build()).endpoints()) {
            String first = nonce(endpoints);
            now[0] = now[0].plusSeconds(300);
            String second = nonce(endpoints);
            now[0] = now[0].plusSeconds(75);
            for (int i = 0; i < 999; i++) {
                nonce(endpoints);
            }
            // The first nonce is gone, however long nonces are valid.
            assertThat(certificates.useNonce(first, Instant.MIN, now[0])).isFalse();
            assertThat(certificates.useNonce(second, Instant.MIN, now[0])).isTrue();
        }
    }

    private static String nonce(MorangoEndpoints endpoints) {
        MorangoResponse answer = endpoints.handle(new MorangoRequest(
                "POST",
                "nonces/",
                Map.of(),
                name -> null,
                InputStream.nullInputStream(),
                "192.0.2.1",
                "",
                "http://server.example/",
                false));
        return Exchange.MAPPER.readTree(answer.body()).get("id").stringValue();
    }
}
