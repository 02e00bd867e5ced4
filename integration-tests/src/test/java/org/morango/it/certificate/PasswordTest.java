package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.internal.binding.ServerProof;
import org.morango.it.support.Facility;
import org.morango.it.support.Wire;
import org.morango.it.support.Wire.Crossing;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Only the holder of a certificate under the expected root can read a password. */
class PasswordTest {
    private static final String PASSWORD = "correct horse";
    private static final String BASIC =
            Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final Wire wire = new Wire();
    private final InMemoryReplica there = Facility.rootReplica();
    private MorangoServer server = serve(Clock.systemUTC());

    private MorangoServer serve(Clock clock) {
        return Peer.on(
                        there,
                        Facility.settings()
                                .clock(clock)
                                .server(server -> server.authenticator(
                                        c -> c.hasPassword(PASSWORD) ? Optional.of(c::username) : Optional.empty()))
                                .build())
                .serve(0);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Certificate request(PeerSettings.Builder settings, String password) {
        return request(
                settings.client(client -> client.transport(() -> wire)).build(), Facility.url(server.port()), password);
    }

    private static Certificate request(PeerSettings settings, String url, String password) {
        try (SyncConnection connection =
                Peer.on(Facility.clientReplica(), settings).connect(url)) {
            return connection.requestCertificate(
                    Facility.ROOT.id(), Facility.FULL.id(), Facility.ROOT.params(), "admin", password);
        }
    }

    private void assertNothingWasTold() {
        assertThat(wire.crossings())
                .noneMatch(c -> c.is("POST", "certificates/"))
                .noneMatch(c -> c.request().headers().containsKey("Authorization"));
    }

    private void forgeProof(Function<JsonNode, String> forged) {
        wire.forge((request, answer) -> request.uri().getPath().endsWith("/proofs/")
                ? new Transport.Response(
                        answer.status(),
                        answer.headers(),
                        forged.apply(JsonMapper.shared().readTree(answer.body()))
                                .getBytes(StandardCharsets.UTF_8))
                : answer);
    }

    @Test
    void nobodyOnTheWayReadsIt() {
        assertThat(request(Facility.settings(), PASSWORD).parentId()).isEqualTo(Facility.ROOT.id());
        assertThat(wire.last("POST", "certificates/").request().headers().get("Authorization"))
                .startsWith("Morango-Sealed ");
        for (Crossing crossing : wire.crossings()) {
            assertThat(crossing.request().headers() + crossing.sent() + crossing.answered())
                    .doesNotContain(BASIC)
                    .doesNotContain(PASSWORD);
        }
        assertThatThrownBy(() -> request(Facility.settings(), "wrong"))
                .hasMessageContaining("does not accept this password for user admin");
    }

    /** The server has got the certificate from elsewhere, as anybody can. */
    @Test
    void serverThatOnlyShowsACertificateIsNotTold() {
        forgeProof(proof -> {
            ServerProof own = ServerProof.of(
                    Facility.CLIENT_KEY,
                    Facility.ROOT.id(),
                    "0".repeat(32),
                    proof.get("time").longValue());
            return proof.toString()
                    .replace(proof.get("key").stringValue(), own.key())
                    .replace(proof.get("signature").stringValue(), Facility.CLIENT_KEY.sign(own.signedText()));
        });
        assertThatThrownBy(() -> request(Facility.settings(), PASSWORD))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("has not proven that certificate " + Facility.ROOT.id());
        assertNothingWasTold();
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "time", "signature"})
    void proofCannotBeAltered(String member) {
        AtomicReference<String> before = new AtomicReference<>("");
        forgeProof(proof -> {
            String value = proof.get(member).asString();
            String other = member.equals("key")
                    ? ServerProof.of(Facility.CLIENT_KEY, Facility.ROOT.id(), "0".repeat(32), 0)
                            .key()
                    : member.equals("time") ? String.valueOf(Long.parseLong(value) + 1) : "AAAA";
            before.set(value);
            return proof.toString().replace(value, other);
        });
        assertThatThrownBy(() -> request(Facility.settings(), PASSWORD)).hasMessageContaining("has not proven");
        assertThat(before.get()).isNotEmpty();
        assertNothingWasTold();
    }

    @Test
    void proofForAnotherIsOfNoUse() {
        request(Facility.settings(), PASSWORD);
        String old = wire.last("POST", "proofs/").answered();
        int before = wire.crossings().size();
        forgeProof(proof -> old);
        assertThatThrownBy(() -> request(Facility.settings(), PASSWORD)).hasMessageContaining("has not proven");
        assertThat(wire.crossings().subList(before, wire.crossings().size()))
                .noneMatch(c -> c.is("POST", "certificates/"));
    }

    /** An attacker who relays a sealed password cannot get another key signed. */
    @Test
    void sealedPasswordIsOfUseWithItsRequestAlone() {
        Certificate signed = request(Facility.settings(), PASSWORD);
        Transport.Request sent = wire.last("POST", "certificates/").request();
        String own = Facility.CLIENT_KEY.publicKey().text().replace("\n", "\\n");
        String asked = signed.publicKey().text().replace("\n", "\\n");
        assertThat(wire.say(Wire.withBody(sent, body -> body.replace(asked, own))))
                .isEqualTo(400);
        assertThat(wire.say(Wire.withBody(sent, body -> body + " "))).isEqualTo(400);
        String header = sent.headers().get("Authorization");
        assertThat(wire.say(
                        Wire.withHeader(sent, "Authorization", header.substring(0, header.length() - 8) + "AAAAAAA=")))
                .isEqualTo(400);
        assertThat(wire.say(Wire.withHeader(sent, "Authorization", "Morango-Sealed a b c")))
                .isEqualTo(400);
        // The same request again signs the same key, which is useless to others.
        assertThat(wire.answer(sent).status()).isEqualTo(201);
    }

    @Test
    void sealedPasswordIsOfUseForALittleWhile() {
        request(Facility.settings(), PASSWORD);
        Transport.Request sent = wire.last("POST", "certificates/").request();
        server.close();
        server = serve(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(11)));
        int port = server.port();
        assertThat(wire.say(Wire.withUri(sent, uri -> uri.replaceFirst(":\\d+/", ":" + port + "/"))))
                .isEqualTo(400);
    }

    private void strip() {
        wire.forge((request, answer) -> request.uri().getPath().contains("/morangoinfo/")
                ? new Transport.Response(
                        answer.status(),
                        answer.headers(),
                        new String(answer.body(), StandardCharsets.UTF_8)
                                .replace("SEALED_CREDENTIALS", "LEVITATION")
                                .getBytes(StandardCharsets.UTF_8))
                : answer);
    }

    @Test
    void serverThatSeemsUnableToProveItselfIsToldBySettingAlone() {
        strip();
        assertThatThrownBy(() -> request(Facility.settings(), PASSWORD))
                .hasMessageContaining("cannot prove that certificate")
                .hasMessageContaining("allowPlainMorango");
        assertNothingWasTold();
        assertThat(request(Facility.settings().trust(trust -> trust.allowPlainMorango(true)), PASSWORD)
                        .parentId())
                .isEqualTo(Facility.ROOT.id());
        assertThat(wire.last("POST", "certificates/").request().headers())
                .containsEntry("Authorization", "Basic " + BASIC);
    }

    /** Returns settings for a server at another address. */
    private PeerSettings.Builder elsewhere() {
        int port = server.port();
        Transport moved = request -> wire.send(
                Wire.withUri(request, uri -> uri.replaceFirst("^\\w+://[^/]*/", "http://127.0.0.1:" + port + "/")));
        return Facility.settings()
                .client(client -> client.transport(() -> moved))
                .trust(trust -> trust.allowPlainMorango(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.1/",
                "http://school.example/",
                "http://localhost.example/",
                "http://127.0.0.1.example/"
            })
    void passwordInClearIsToldToThisMachineAlone(String url) {
        strip();
        assertThatThrownBy(() -> request(elsewhere().build(), url, PASSWORD))
                .hasMessageContaining("would be sent a password in clear")
                .hasMessageContaining("allowPasswordsInClear");
        assertNothingWasTold();
        PeerSettings allowed =
                elsewhere().client(client -> client.allowPasswordsInClear(true)).build();
        assertThat(request(allowed, url, PASSWORD).parentId()).isEqualTo(Facility.ROOT.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://school.example/", "http://localhost:1/", "http://127.8.8.8/", "http://[::1]/"})
    void passwordIsToldOverTlsAndOnThisMachine(String url) {
        strip();
        assertThat(request(elsewhere().build(), url, PASSWORD).parentId()).isEqualTo(Facility.ROOT.id());
    }

    @Test
    void sealedPasswordGoesAnywhere() {
        assertThat(request(
                                elsewhere()
                                        .trust(trust -> trust.allowPlainMorango(false))
                                        .build(),
                                "http://192.0.2.1/",
                                PASSWORD)
                        .parentId())
                .isEqualTo(Facility.ROOT.id());
    }
}
