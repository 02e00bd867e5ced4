package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.VerifyKey;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Exchange;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.Hands;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import tools.jackson.databind.JsonNode;

/** A client that owns the root pushes a certificate to a server that had none. */
class CertificatePushTest {
    private static final Map<String, String> ALL = Map.of("dataset_id", Facility.ROOT.id());

    private final InMemoryReplica here = Facility.rootReplica();
    private final InMemoryReplica there = Facility.bareReplica();
    private final HttpClient raw = HttpClient.newHttpClient();
    private final Hands clock = new Hands(Instant.parse("2026-01-01T00:00:00Z"));
    private MorangoServer server;
    private SyncConnection connection;

    @BeforeEach
    void connect() {
        server = Peer.on(
                        there,
                        Facility.settings()
                                .clock(clock)
                                .capabilities(EnumSet.allOf(Capability.class))
                                .trust(trust -> trust.acceptedRoots(Facility.ROOT::equals))
                                .build())
                .serve(0);
        connection = Facility.peer(here).connect(Facility.url(server.port()));
    }

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    @Test
    void serverActsUnderIt() {
        here.put("lesson", "one", Facility.partition("allusers-ro"), "{\"title\":\"a\"}");
        Certificate pushed = connection.pushCertificate(Facility.ROOT, "full-facility", ALL);

        assertThat(there.certificates().chain(pushed.id())).containsExactly(Facility.ROOT, pushed);
        assertThat(there.certificates().owned()).containsExactly(pushed);
        assertThat(here.certificates().find(pushed.id())).contains(pushed);
        assertThat(here.certificates().key(pushed.id())).isEmpty();
        try (SyncClient client = connection.openSession(Facility.ROOT)) {
            client.push();
        }
        assertThat(there.rows()).containsValue("{\"title\":\"a\"}");
    }

    @Test
    void eachIsAnotherForTheSameKey() {
        Certificate first = connection.pushCertificate(Facility.ROOT, "full-facility", ALL);
        Certificate second = connection.pushCertificate(Facility.ROOT, "full-facility", ALL);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.publicKey()).isEqualTo(first.publicKey());
        assertThat(there.certificates().owned()).hasSize(2);
    }

    @Test
    void lostAnswer() throws IOException {
        AtomicInteger posts = new AtomicInteger();
        FaultyProxy.Script loseFirst =
                request -> request.equals("POST certificatechain/") && posts.getAndIncrement() == 0
                        ? FaultyProxy.Fault.LOST_ANSWER
                        : FaultyProxy.Fault.NONE;
        try (FaultyProxy proxy = new FaultyProxy(server.port(), loseFirst);
                SyncConnection other = Facility.peer(here).connect(proxy.url())) {
            Certificate pushed = other.pushCertificate(Facility.ROOT, "full-facility", ALL);
            assertThat(posts).hasValue(2);
            assertThat(there.certificates().key(pushed.id())).isPresent();
            assertThat(here.certificates().find(pushed.id())).contains(pushed);
        }
    }

    @Test
    void nothingIsSentForWiderScope() {
        assertThatThrownBy(() -> connection.pushCertificate(
                        Facility.ROOT, "full-facility", Map.of("dataset_id", "0".repeat(32))))
                .isInstanceOf(CertificateException.class);
        assertThat(there.certificates().owned()).isEmpty();
    }

    @Test
    void onlyTheOwnerOfTheParentCanSign() {
        assertThatThrownBy(() -> connection.pushCertificate(Facility.CLIENT, "full-facility", ALL))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("is not in this database");
        assertThatThrownBy(() -> connection.pushCertificate(Facility.ROOT, "nope", ALL))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("Scope definition nope is unknown here");
    }

    @Test
    void serverThatTakesNone() {
        try (MorangoServer strict = Facility.peer(there).serve(0);
                SyncConnection other = Facility.peer(here).connect(Facility.url(strict.port()))) {
            assertThatThrownBy(() -> other.pushCertificate(Facility.ROOT, "full-facility", ALL))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("takes no certificates");
        }
    }

    @Test
    void nonceIsGoodOnce() throws IOException, InterruptedException {
        String chain = chain(sharedKey(), nonce());
        assertThat(post(text(chain)).statusCode()).isEqualTo(201);
        assertThat(post(text(chain)).statusCode()).isEqualTo(403);
    }

    @Test
    void nonceGetsOld() throws IOException, InterruptedException {
        String chain = chain(sharedKey(), nonce());
        clock.now = clock.now
                .plus(Duration.ofSeconds(61))
                .plus(PeerSettings.defaults().trust().clockLeeway());
        HttpResponse<String> answer = post(text(chain));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("Nonce");
        assertThat(there.certificates().find(Facility.ROOT.id())).isEmpty();
    }

    @Test
    void saltThatIsNoNonce() throws IOException, InterruptedException {
        assertThat(post(text(chain(sharedKey(), "0".repeat(32)))).statusCode()).isEqualTo(403);
        assertThat(post(text(chain(sharedKey(), ""))).statusCode()).isEqualTo(403);
        assertThat(there.certificates().find(Facility.ROOT.id())).isEmpty();
    }

    @Test
    void keyOfAnother() throws IOException, InterruptedException {
        HttpResponse<String> answer = post(text(chain(Facility.CLIENT_KEY.publicKey(), nonce())));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("\"Shared public key was not used\"");
        assertThat(there.certificates().find(Facility.ROOT.id())).isEmpty();
    }

    @Test
    void signatureOfAnother() throws IOException, InterruptedException {
        Certificate good = Certificate.issue(
                Facility.ROOT_KEY, Facility.ROOT, Facility.FULL, Facility.ROOT.scopeParams(), sharedKey(), nonce());
        Certificate forged = new Certificate(
                good.id(),
                good.parentId(),
                good.profile(),
                good.scopeDefinitionId(),
                good.scopeVersion(),
                good.scopeParams(),
                good.publicKey(),
                good.serialized(),
                Facility.CLIENT_KEY.sign(good.serialized()),
                good.salt());
        HttpResponse<String> answer = post(text(CertificateJson.renderChain(List.of(Facility.ROOT, forged))));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error_class\":\"CertificateSignatureInvalid\"");
        assertThat(there.certificates().find(Facility.ROOT.id())).isEmpty();
    }

    @Test
    void parentsThatDoNotFit() throws IOException, InterruptedException {
        String chain = CertificateJson.renderChain(List.of(Facility.ROOT, Facility.ROOT, Facility.CLIENT));
        HttpResponse<String> answer = post(text(chain));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).startsWith("\"Saving certificate chain has failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{}", "1", "\"\"", "\"[]\"", "\"{}\"", "\"[{}]\"", "\"[1,2]\"", "\"x\"", "x"})
    void malformedChain(String body) throws IOException, InterruptedException {
        assertThat(post(body).statusCode()).isEqualTo(400);
    }

    private static String chain(VerifyKey key, String salt) {
        Certificate signed = Certificate.issue(
                Facility.ROOT_KEY, Facility.ROOT, Facility.FULL, Facility.ROOT.scopeParams(), key, salt);
        return CertificateJson.renderChain(List.of(Facility.ROOT, signed));
    }

    private static String text(String chain) {
        return Exchange.MAPPER.getNodeFactory().stringNode(chain).toString();
    }

    private VerifyKey sharedKey() {
        return there.certificates().sharedKey().publicKey();
    }

    private String nonce() throws IOException, InterruptedException {
        JsonNode answer = Exchange.MAPPER.readTree(send("nonces/", "").body());
        return answer.get("id").stringValue();
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send("certificatechain/", body);
    }

    private HttpResponse<String> send(String path, String body) throws IOException, InterruptedException {
        URI uri = URI.create(Facility.url(server.port()) + "api/morango/v1/" + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return raw.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
