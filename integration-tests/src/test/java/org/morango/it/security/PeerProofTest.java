package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.client.ConnectionException;
import org.morango.client.RemoteException;
import org.morango.common.MorangoException;
import org.morango.internal.binding.PeerProof;
import org.morango.it.support.Facility;
import org.morango.it.support.Wire;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A peer that was found by chance proves whom it belongs to, before it learns anything. */
class PeerProofTest {
    private static final SigningKey OTHER_KEY = SigningKey.generate(new SecureRandom());

    private final Wire wire = new Wire();
    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server =
            Peer.on(there, Facility.settings().build()).serve(0);
    private final Peer asking = Peer.on(
            here,
            Facility.settings().client(client -> client.transport(() -> wire)).build());

    @AfterEach
    void close() {
        server.close();
    }

    private Certificate ask() {
        return asking.askForProof(Facility.url(server.port()), Facility.ROOT.id());
    }

    private void answer(UnaryOperator<JsonNode> change) {
        wire.forge((request, answer) -> new Transport.Response(
                answer.status(),
                Map.of("content-type", "application/json"),
                change.apply(JsonMapper.shared().readTree(new Wire.Crossing(request, answer).answered()))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode sent() {
        return JsonMapper.shared().readTree(wire.last("POST", "proofs/").sent());
    }

    @Test
    void itsCertificateIsKnownAfterwards() {
        assertThat(ask()).isEqualTo(Facility.ROOT);
    }

    @Test
    void theRequestTellsNothing() {
        ask();
        assertThat(wire.crossings()).hasSize(1);
        Transport.Request request = wire.crossings().get(0).request();
        assertThat(request.headers().keySet())
                .isSubsetOf(Set.of("Accept", "Accept-Encoding", "User-Agent", "Content-Type"));
        assertThat(request.headers()).containsEntry("User-Agent", "morango");
        assertThat(sent().propertyNames()).containsExactlyInAnyOrder("purpose", "nonce", "root", "address");
        assertThat(request + wire.crossings().get(0).sent())
                .doesNotContain(Facility.ROOT.id())
                .doesNotContain(Facility.CLIENT.id())
                .doesNotContain(here.instance().id());
    }

    @Test
    void whoDoesNotKnowTheRootGetsNothing() {
        assertThatThrownBy(() -> asking.askForProof(Facility.url(server.port()), "f".repeat(32)))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("status 400");
        assertThat(wire.crossings().get(0).answered())
                .contains("no valid certificate under it")
                .doesNotContain(Facility.ROOT.id());
    }

    /** The relay is at an address that the server does not have. */
    @Test
    void noOtherMachinePassesItOn() {
        String relay = "http://127.0.0.2:" + server.port() + "/";
        wire.tamper(request -> Wire.withUri(request, uri -> uri.replace("127.0.0.2", "127.0.0.1")));
        assertThatThrownBy(() -> asking.askForProof(relay, Facility.ROOT.id()))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("Has to be a numeric address of this machine");

        wire.tamper(request -> Wire.withBody(
                Wire.withUri(request, uri -> uri.replace("127.0.0.2", "127.0.0.1")),
                body -> body.replace("127.0.0.2", "127.0.0.1")));
        assertThatThrownBy(() -> asking.askForProof(relay, Facility.ROOT.id()))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("does not prove that it is its own");
    }

    @Test
    void anAnswerIsGoodOnce() {
        ask();
        String first = wire.last("POST", "proofs/").answered();
        answer(answer -> JsonMapper.shared().readTree(first));
        assertThatThrownBy(this::ask).hasMessageContaining("does not prove that it is its own");
    }

    @Test
    void shownCertificateIsNotEnough() {
        answer(answer -> ((ObjectNode) answer)
                .put(
                        "signature",
                        OTHER_KEY.sign(new PeerProof(
                                        Facility.ROOT.id(),
                                        sent().get("nonce").stringValue(),
                                        "127.0.0.1:" + server.port())
                                .signedText())));
        assertThatThrownBy(this::ask).hasMessageContaining("does not prove that it is its own");
    }

    @Test
    void certificateOfAnotherRootIsNotEnough() {
        Certificate other = Certificate.root(OTHER_KEY, Facility.FULL, Map.of());
        answer(answer -> ((ObjectNode) answer)
                .put("certificate_chain", CertificateJson.renderChain(List.of(other)))
                .put(
                        "signature",
                        OTHER_KEY.sign(new PeerProof(
                                        other.id(), sent().get("nonce").stringValue(), "127.0.0.1:" + server.port())
                                .signedText())));
        assertThatThrownBy(this::ask).hasMessageContaining("under another root");
    }

    /** The certificate names the root as its parent, which has not signed it. */
    @Test
    void forgedCertificateIsNotEnough() {
        Certificate forged = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                OTHER_KEY.publicKey(),
                "forged");
        String chain = CertificateJson.renderChain(List.of(Facility.ROOT, forged))
                .replace(forged.signature(), OTHER_KEY.sign(forged.serialized()));
        answer(answer -> ((ObjectNode) answer)
                .put("certificate_chain", chain)
                .put(
                        "signature",
                        OTHER_KEY.sign(new PeerProof(
                                        forged.id(), sent().get("nonce").stringValue(), "127.0.0.1:" + server.port())
                                .signedText())));
        assertThatThrownBy(this::ask).isInstanceOf(CertificateException.class);
    }

    @Test
    void revokedCertificateIsNotEnough() {
        InMemoryReplica former = Facility.clientReplica();
        InMemoryReplica root = Facility.rootReplica();
        root.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), null);
        Peer.on(root, Facility.settings().build()).certificates().revoke(Facility.CLIENT.id(), "lost");
        try (MorangoServer lost = Peer.on(former, Facility.settings().build()).serve(0)) {
            assertThatThrownBy(() -> Peer.on(root, Facility.settings().build())
                            .askForProof(Facility.url(lost.port()), Facility.ROOT.id()))
                    .isInstanceOf(CertificateException.class)
                    .hasMessageContaining("was revoked");
        }
    }

    @Test
    void longAnswerIsNotRead() {
        answer(answer -> ((ObjectNode) answer).put("certificate_chain", "x".repeat(2_000_000)));
        assertThatThrownBy(this::ask).isInstanceOf(MorangoException.class);
        assertThat(wire.crossings().get(0).request().maxBodyBytes()).isEqualTo(1024 * 1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "\"x\"", "{\"certificate_chain\":\"[]\"}", "{\"certificate_chain\":\"[{}]\"}"})
    void nonsenseProvesNothing(String nonsense) {
        answer(answer -> JsonMapper.shared().readTree(nonsense));
        assertThatThrownBy(this::ask).isInstanceOf(MorangoException.class);
    }

    @Test
    void namesAreNotAsked() {
        assertThatThrownBy(() -> asking.askForProof("http://localhost:" + server.port() + "/", Facility.ROOT.id()))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("only of numeric addresses");
        assertThat(wire.crossings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", "localhost:80", "192.0.2.1:80", "127.0.0.1\n:80", "[::", "0.0.0.0:1", "224.0.0.1:5"})
    void serverSignsOnlyItsOwnAddresses(String address) {
        wire.tamper(request -> Wire.withBody(request, body -> {
            ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(body);
            return json.put("address", address).toString();
        }));
        assertThatThrownBy(this::ask).isInstanceOf(RemoteException.class).hasMessageContaining("status 400");
    }
}
