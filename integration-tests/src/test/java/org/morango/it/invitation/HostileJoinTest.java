package org.morango.it.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.morango.it.invitation.Inviting.JSON;
import static org.morango.it.invitation.Inviting.post;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.certificate.VerifyKey;
import org.morango.client.JoinException;
import org.morango.client.JoinFailure;
import org.morango.internal.binding.InvitationProof;
import org.morango.invitation.InvitationCode;
import org.morango.invitation.InvitationText;
import org.morango.invitation.IssuedInvitation;
import org.morango.it.support.Facility;
import org.morango.it.support.Wire;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoResponse;
import org.morango.server.MorangoServer;
import org.morango.settings.RateLimits;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;
import tools.jackson.databind.node.ObjectNode;

/** Attackers get neither a certificate nor a secret. */
class HostileJoinTest {
    private static final SigningKey THIEF = SigningKey.generate(new SecureRandom());
    private static final SigningKey OWNER = SigningKey.generate(new SecureRandom());
    private static final String ADDRESS = "192.0.2.1";

    private final Inviting inviting = new Inviting();
    private final MorangoEndpoints endpoints = inviting.peer.endpoints();

    private MorangoResponse ask(ObjectNode request) {
        return post(endpoints, "invitations/", request.toString(), ADDRESS);
    }

    private static String text(MorangoResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private int certificates() {
        return inviting.server.certificates().page("", 100).size();
    }

    /** Whoever relays the request and puts a key of their own into it has the wrong digest. */
    @Test
    void relayCannotTakeTheCertificateForItself() {
        IssuedInvitation issued = inviting.invite();
        Wire wire = new Wire();
        wire.tamper(request -> request.uri().getPath().endsWith("/invitations/")
                ? Wire.withBody(
                        request,
                        body -> ((ObjectNode) JSON.readTree(body))
                                .put("public_key", THIEF.publicKey().text())
                                .toString())
                : request);
        try (MorangoServer serving = inviting.peer.serve(0)) {
            InvitationText text = issued.text(Facility.url(serving.port()));
            assertThatThrownBy(
                            () -> inviting.client(Facility.bareReplica(), wire).join(text))
                    .isInstanceOfSatisfying(
                            JoinException.class, e -> assertThat(e.failure()).isEqualTo(JoinFailure.UNKNOWN));
            assertThat(certificates()).isEqualTo(1);
            // It has not used up the invitation.
            assertThat(inviting.client(Facility.bareReplica()).join(text)).isNotNull();
        }
    }

    @Test
    void nothingSecretIsSent() {
        IssuedInvitation issued = inviting.invite();
        Wire wire = new Wire();
        try (MorangoServer serving = inviting.peer.serve(0)) {
            InvitationText text = issued.text(Facility.url(serving.port()));
            inviting.client(Facility.bareReplica(), wire).join(text);
            for (Wire.Crossing crossing : wire.crossings()) {
                String all = crossing.request().uri() + " " + crossing.request().headers() + " " + crossing.sent() + " "
                        + crossing.answered();
                assertThat(all)
                        .doesNotContainIgnoringCase(text.tail().substring(27))
                        .doesNotContainIgnoringCase(issued.code().key().toText())
                        .doesNotContain("#");
            }
        }
    }

    @Test
    void repeatedRequestGetsNothing() {
        IssuedInvitation issued = inviting.invite();
        ObjectNode request = Inviting.request(issued, Inviting.nonce(endpoints), OWNER);
        assertThat(ask(request).status()).isEqualTo(201);
        MorangoResponse replayed = ask(request);
        assertThat(replayed.status()).isEqualTo(403);
        assertThat(text(replayed)).contains("Nonce is not valid");
        // Nor with a nonce that the digest does not name.
        assertThat(ask(request.put("nonce", Inviting.nonce(endpoints))).status())
                .isEqualTo(403);
        assertThat(certificates()).isEqualTo(2);
    }

    @Test
    void invitationThatIsStolenAfterItsUseIsOfNoUse() {
        IssuedInvitation issued = inviting.invite();
        MorangoResponse first = ask(Inviting.request(issued, Inviting.nonce(endpoints), OWNER));
        assertThat(first.status()).isEqualTo(201);
        MorangoResponse stolen = ask(Inviting.request(issued, Inviting.nonce(endpoints), THIEF));
        assertThat(stolen.status()).isEqualTo(403);
        assertThat(JSON.readTree(stolen.body()).get("invitation").stringValue()).isEqualTo("USED");
        // The owner gets the same certificate once more.
        MorangoResponse again = ask(Inviting.request(issued, Inviting.nonce(endpoints), OWNER));
        assertThat(again.status()).isEqualTo(201);
        assertThat(CertificateJson.parse(JSON.readTree(again.body())))
                .isEqualTo(CertificateJson.parse(JSON.readTree(first.body())));
        assertThat(certificates()).isEqualTo(2);
    }

    /** Whoever does not know the code cannot find out what has become of an invitation. */
    @Test
    void withoutTheCodeAllInvitationsLookTheSame() {
        IssuedInvitation open = inviting.invite();
        IssuedInvitation used = inviting.invite();
        IssuedInvitation revoked = inviting.invite();
        assertThat(ask(Inviting.request(used, Inviting.nonce(endpoints), OWNER)).status())
                .isEqualTo(201);
        inviting.peer.invitations().revoke(revoked.invitation().id());
        IssuedInvitation expired =
                inviting.peer.invitations().create(Inviting.terms().withLifetime(Duration.ofMillis(1)));
        inviting.hands.now = inviting.hands.now.plusSeconds(1);
        IssuedInvitation unknown = new IssuedInvitation(open.invitation(), InvitationCode.random(new SecureRandom()));
        Set<String> answers = new HashSet<>();
        for (IssuedInvitation each : List.of(open, used, revoked, expired)) {
            IssuedInvitation wrong = new IssuedInvitation(each.invitation(), unknown.code());
            MorangoResponse answer = ask(Inviting.request(wrong, Inviting.nonce(endpoints), THIEF));
            answers.add(answer.status() + text(answer));
        }
        ObjectNode invented = Inviting.request(unknown, Inviting.nonce(endpoints), THIEF)
                .put("invitation", unknown.code().id());
        MorangoResponse answer = ask(invented);
        answers.add(answer.status() + text(answer));
        assertThat(answers).hasSize(1).first().asString().startsWith("403").contains("UNKNOWN");
        assertThat(certificates()).isEqualTo(2);
    }

    @Test
    void guessedCodesGetNothing() {
        IssuedInvitation issued = inviting.invite();
        SecureRandom random = new SecureRandom();
        int refused = 0;
        int throttled = 0;
        String nonce = Inviting.nonce(endpoints);
        for (int i = 0; i < 10_000; i++) {
            // Half of them guess a code of the known invitation, half of them any invitation.
            InvitationCode guess = InvitationCode.random(random);
            ObjectNode request = Inviting.request(new IssuedInvitation(issued.invitation(), guess), nonce, THIEF);
            MorangoResponse answer = ask(i % 2 == 0 ? request : request.put("invitation", guess.id()));
            if (answer.status() == 429) {
                throttled++;
                assertThat(answer.headers()).containsKey("Retry-After");
            } else {
                assertThat(answer.status()).isEqualTo(403);
                refused++;
                nonce = Inviting.nonce(endpoints);
            }
        }
        assertThat(refused).isEqualTo(RateLimits.DEFAULT.wrongPasswords());
        assertThat(throttled).isEqualTo(10_000 - refused);
        assertThat(certificates()).isEqualTo(1);
        // Others are served meanwhile.
        MorangoResponse other = post(
                endpoints,
                "invitations/",
                Inviting.request(issued, nonce, OWNER).toString(),
                "192.0.2.2");
        assertThat(other.status()).isEqualTo(201);
    }

    /** Without limits, each guess is tried. */
    @Test
    void guessesThatAreNotLimitedGetNothingEither() {
        Peer unlimited = Peer.on(
                inviting.server,
                inviting.settings()
                        .server(server -> server.rateLimits(RateLimits.NONE))
                        .build());
        IssuedInvitation issued = inviting.invite();
        SecureRandom random = new SecureRandom();
        try (MorangoEndpoints open = unlimited.endpoints()) {
            for (int i = 0; i < 10_000; i++) {
                InvitationCode guess = InvitationCode.random(random);
                ObjectNode request =
                        Inviting.request(new IssuedInvitation(issued.invitation(), guess), Inviting.nonce(open), THIEF);
                assertThat(post(open, "invitations/", request.toString(), ADDRESS)
                                .status())
                        .isEqualTo(403);
            }
            assertThat(post(
                                    open,
                                    "invitations/",
                                    Inviting.request(issued, Inviting.nonce(open), OWNER)
                                            .toString(),
                                    ADDRESS)
                            .status())
                    .isEqualTo(201);
        }
    }

    @Test
    void serverOfAnotherRootGetsNoDigest() {
        IssuedInvitation issued = inviting.invite();
        InMemoryReplica stranger = Facility.replica(9);
        SigningKey key = SigningKey.generate(new SecureRandom());
        stranger.certificates().save(Facility.FULL);
        stranger.certificates().save(List.of(Certificate.root(key, Facility.FULL, Map.of())), key);
        assertGetsNoDigest(stranger, issued, wire -> {});
    }

    /** It repeats what the real one shows, and cannot prove it: it has no key. */
    @Test
    void serverThatPretendsToBeTheRootsGetsNoCertificateStored() {
        IssuedInvitation issued = inviting.invite();
        Certificate fake = Certificate.root(THIEF, Facility.FULL, Map.of());
        String forged = JSON.createArrayNode()
                .add(((ObjectNode) JSON.readTree(CertificateJson.render(fake).toString()))
                        .put("id", Facility.ROOT.id()))
                .toString();
        assertGetsNoDigest(
                Facility.replica(9),
                issued,
                wire -> wire.forge((request, answer) ->
                        request.uri().getPath().endsWith("/certificates/") ? json(200, forged) : answer));
        // It may show the real root's certificate, and then sign with a key of its own.
        InMemoryReplica device = Facility.bareReplica();
        Wire wire = new Wire();
        wire.forge((request, answer) -> {
            if (!request.uri().getPath().endsWith("/invitations/")) {
                return answer;
            }
            VerifyKey asked = VerifyKey.parse(
                    JSON.readTree(request.body()).get("public_key").stringValue());
            return json(
                    201,
                    proven(
                            issued,
                            request,
                            Certificate.issue(THIEF, fake, Facility.FULL, fake.scopeParams(), asked, "s")));
        });
        assertFails(device, wire, issued, JoinFailure.BAD_ANSWER);
    }

    private static String render(Certificate certificate) {
        return CertificateJson.render(certificate).toString();
    }

    /** Renders an answer with the proof of a server that knows the invitation. */
    private static String proven(IssuedInvitation issued, Transport.Request request, Certificate certificate) {
        String nonce = JSON.readTree(request.body()).get("nonce").stringValue();
        String proof = InvitationProof.ofAnswer(
                issued.code().key(), issued.invitation().id(), nonce, certificate.serialized());
        return CertificateJson.render(certificate).put("proof", proof).toString();
    }

    private static Transport.Response json(int status, String body) {
        return new Transport.Response(
                status, Map.of("content-type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
    }

    private void assertGetsNoDigest(InMemoryReplica stranger, IssuedInvitation issued, Consumer<Wire> forging) {
        Wire wire = new Wire();
        forging.accept(wire);
        InMemoryReplica device = Facility.bareReplica();
        try (MorangoServer serving =
                Peer.on(stranger, inviting.settings().build()).serve(0)) {
            InvitationText text = issued.text(Facility.url(serving.port()));
            assertThatThrownBy(() -> inviting.client(device, wire).join(text)).isInstanceOf(JoinException.class);
        }
        assertThat(wire.crossings()).noneMatch(crossing -> crossing.is("POST", "invitations/"));
        assertThat(device.certificates().owned()).isEmpty();
    }

    private void assertFails(InMemoryReplica device, Wire wire, IssuedInvitation issued, JoinFailure failure) {
        try (MorangoServer serving = inviting.peer.serve(0)) {
            InvitationText text = issued.text(Facility.url(serving.port()));
            assertThatThrownBy(() -> inviting.client(device, wire).join(text))
                    .isInstanceOfSatisfying(
                            JoinException.class, e -> assertThat(e.failure()).isEqualTo(failure));
        }
        assertThat(device.certificates().owned()).isEmpty();
    }

    /** A server that holds the issuer's key can still give only what was asked for. */
    @Test
    void certificateForAnotherKeyIsNotTaken() {
        IssuedInvitation issued = inviting.invite();
        Wire wire = new Wire();
        Certificate other = Certificate.issue(
                Facility.ROOT_KEY, Facility.ROOT, Facility.FULL, Facility.ROOT.scopeParams(), THIEF.publicKey(), "s");
        wire.forge((request, answer) ->
                request.uri().getPath().endsWith("/invitations/") ? json(201, proven(issued, request, other)) : answer);
        assertFails(Facility.bareReplica(), wire, issued, JoinFailure.BAD_ANSWER);
    }

    /** A peer under the same root does not know the invitation, and so cannot choose what the new peer gets. */
    @Test
    void anotherPeerUnderTheRootCannotIssueInPlaceOfTheServer() {
        IssuedInvitation issued = inviting.invite();
        InMemoryReplica member = Facility.clientReplica();
        Wire wire = new Wire();
        wire.forge((request, answer) -> {
            if (!request.uri().getPath().endsWith("/invitations/")) {
                return answer;
            }
            assertThat(answer.status()).isEqualTo(403);
            VerifyKey asked = VerifyKey.parse(
                    JSON.readTree(request.body()).get("public_key").stringValue());
            Certificate own = Certificate.issue(
                    Facility.CLIENT_KEY, Facility.CLIENT, Facility.FULL, Facility.CLIENT.scopeParams(), asked, "s");
            return json(201, render(own));
        });
        InMemoryReplica device = Facility.bareReplica();
        try (MorangoServer serving =
                Peer.on(member, inviting.settings().build()).serve(0)) {
            InvitationText text = issued.text(Facility.url(serving.port()));
            assertThatThrownBy(() -> inviting.client(device, wire).join(text))
                    .isInstanceOfSatisfying(
                            JoinException.class, e -> assertThat(e.failure()).isEqualTo(JoinFailure.BAD_ANSWER));
        }
        assertThat(device.certificates().owned()).isEmpty();
    }

    /** Its proof is for one nonce. */
    @Test
    void formerAnswerIsNotTakenAgain() {
        IssuedInvitation issued = inviting.invite();
        MorangoResponse former = ask(Inviting.request(issued, Inviting.nonce(endpoints), OWNER));
        InMemoryReplica device = Facility.bareReplica();
        device.invitations().beginJoining(issued.invitation().id(), OWNER, inviting.hands.now);
        Wire wire = new Wire();
        wire.forge((request, answer) ->
                request.uri().getPath().endsWith("/invitations/") ? json(201, text(former)) : answer);
        assertFails(device, wire, issued, JoinFailure.BAD_ANSWER);
        try (MorangoServer serving = inviting.peer.serve(0)) {
            assertThat(inviting.client(device).join(issued.text(Facility.url(serving.port()))))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"detail\": \"WORDS\"}",
                "{\"error_class\": \"WORDS\", \"error_message\": \"WORDS\"}",
                "{\"invitation\": \"WORDS\"}",
                "\"WORDS\"",
                "WORDS",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
                "{\"id\": \"WORDS\", \"parent\": 7}"
            })
    void errorsContainNoWordsOfTheOtherSide(String body) {
        IssuedInvitation issued = inviting.invite();
        for (String path : List.of("/morangoinfo/1/", "/certificates/", "/nonces/", "/invitations/")) {
            for (int status : new int[] {200, 201, 301, 400, 401, 403, 404, 500}) {
                Wire wire = new Wire();
                wire.forge((request, answer) -> request.uri().getPath().endsWith(path)
                        ? new Transport.Response(
                                status,
                                Map.of("content-type", "application/json", "location", "http://WORDS/"),
                                body.getBytes(StandardCharsets.UTF_8))
                        : answer);
                try (MorangoServer serving = inviting.peer.serve(0)) {
                    InvitationText text = issued.text(Facility.url(serving.port()));
                    assertThatThrownBy(() -> inviting.client(Facility.bareReplica(), wire)
                                    .join(text))
                            .isInstanceOf(JoinException.class)
                            .hasMessageNotContaining("WORDS")
                            .hasNoCause()
                            .hasMessageNotContaining(text.tail().substring(27));
                }
            }
        }
    }

    @Test
    void addressesOfNoPeerAreNotAsked() {
        IssuedInvitation issued = inviting.invite();
        List<Transport.Request> sent = new ArrayList<>();
        Peer device = Peer.on(
                Facility.bareReplica(),
                inviting.settings()
                        .client(client -> client.transport(() -> request -> {
                            sent.add(request);
                            throw new IOException();
                        }))
                        .build());
        for (String url : List.of(
                "http://169.254.169.254/latest/meta-data/",
                "http://[fe80::1]/",
                "http://[fd00:ec2::254]/",
                "http://[::ffff:169.254.169.254]/",
                "http://0.0.0.0:8080/",
                "http://224.0.0.1/")) {
            assertThatThrownBy(() -> device.join(issued.text(url)))
                    .isInstanceOfSatisfying(
                            JoinException.class, e -> assertThat(e.failure()).isEqualTo(JoinFailure.ADDRESS_REFUSED));
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void hostileRequestsAreRefused() {
        IssuedInvitation issued = inviting.invite();
        List<UnaryOperator<ObjectNode>> lies = List.of(
                body -> body.put("invitation", 7),
                body -> body.put("invitation", "x"),
                body -> body.put("invitation", "' or 1=1 --"),
                body -> body.put("certificate", "0".repeat(31)),
                body -> body.putNull("certificate"),
                body -> body.put("nonce", "x".repeat(100_000)),
                body -> body.put("nonce", "a\nb"),
                body -> body.put("public_key", "A".repeat(500_000)),
                body -> body.put("public_key", "a\nb"),
                body -> body.put("digest", "0".repeat(65)),
                body -> body.put("digest", ""),
                body -> body.put("digest", "\u00e9".repeat(64)),
                body -> body.put("name", "x".repeat(101)),
                body -> body.put("name", "two\nlines"),
                body -> body.put("name", "\u202emoc.elpmaxe"),
                body -> body.put("name", 1),
                body -> body.put("name", "not in the digest"),
                body -> body.remove(List.of("digest")),
                body -> body.removeAll());
        for (UnaryOperator<ObjectNode> lie : lies) {
            ObjectNode request = lie.apply(Inviting.request(issued, Inviting.nonce(endpoints), OWNER));
            assertThat(ask(request).status()).as(request.toString()).isIn(400, 403);
        }
        for (String body : List.of("", "[]", "7", "{", "null", "{\"invitation\":".repeat(1_000))) {
            assertThat(post(endpoints, "invitations/", body, ADDRESS).status()).isEqualTo(400);
        }
        assertThat(certificates()).isEqualTo(1);
        // The code alone does not let in a key or a certificate that is none.
        String id = issued.invitation().id();
        for (String[] wrong : new String[][] {
            {Facility.ROOT.id(), "AAAA"},
            {Facility.CLIENT.id(), OWNER.publicKey().text()}
        }) {
            String nonce = Inviting.nonce(endpoints);
            ObjectNode request = Inviting.request(issued, nonce, OWNER)
                    .put("certificate", wrong[0])
                    .put("public_key", wrong[1])
                    .put("digest", InvitationProof.digest(issued.code().key(), id, nonce, wrong[0], wrong[1], ""));
            assertThat(ask(request).status()).isEqualTo(400);
        }
        assertThat(certificates()).isEqualTo(1);
        assertThat(ask(Inviting.request(issued, Inviting.nonce(endpoints), OWNER))
                        .status())
                .isEqualTo(201);
    }
}
