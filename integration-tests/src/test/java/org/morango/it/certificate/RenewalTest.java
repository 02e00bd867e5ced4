package org.morango.it.certificate;

import org.morango.testkit.InMemoryReplica;
import org.morango.it.support.Wire;
import org.morango.it.support.Pair;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.Facility;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.access.SigningPermission;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateException.Reason;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.Life;
import org.morango.certificate.SigningKey;
import org.morango.certificate.VerifyKey;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.common.MorangoException;
import org.morango.internal.binding.RenewalProof;
import org.morango.observation.AuditEvent;
import org.morango.observation.AuditEvent.Kind;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import org.morango.transport.Transport;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A valid certificate gets its owner a new one of the same scope, and nothing more. */
class RenewalTest {
    private static final Instant NOW = Instant.parse("2100-06-01T00:00:00Z");
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LIFETIME = Duration.ofDays(30);
    private static final SigningKey CITY_KEY = SigningKey.generate(new SecureRandom());
    private static final SigningKey OTHER_KEY = SigningKey.generate(new SecureRandom());

    private static PeerSettings.Builder at(Instant now) {
        return Facility.settings()
                .trust(trust -> trust.certificateLifetime(LIFETIME))
                .clock(Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Instant day(int days) {
        return NOW.plus(Duration.ofDays(days));
    }

    private static Certificate underRoot(SigningKey key, String salt, @Nullable Instant expires) {
        return Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                key.publicKey(),
                salt,
                Life.from(NOW, expires));
    }

    /** Returns a client with a certificate until day 30. */
    private static InMemoryReplica client() {
        return replica(2, List.of(Facility.ROOT, underRoot(Facility.CLIENT_KEY, "mine", day(30))), Facility.CLIENT_KEY);
    }

    private static Certificate own(InMemoryReplica replica) {
        return replica.certificates().owned().get(0);
    }

    private static Certificate renew(InMemoryReplica client, Certificate mine, InMemoryReplica server, Instant now) {
        return renew(client, mine, server, at(now).build(), at(now));
    }

    private static Certificate renew(
            InMemoryReplica client,
            Certificate mine,
            InMemoryReplica server,
            PeerSettings of,
            PeerSettings.Builder settings) {
        try (MorangoServer serving = Peer.on(server, of).serve(0);
                SyncConnection connection = Peer.on(client, settings.build()).connect(Facility.url(serving.port()))) {
            return connection.renew(mine);
        }
    }

    /** Returns a renewed certificate without asking a server, because making keys takes long. */
    private static Certificate renewed(InMemoryReplica client, Certificate former, SigningKey key, Instant at) {
        Certificate signed = Certificate.renewal(
                Facility.ROOT_KEY, Facility.ROOT, former, key.publicKey(), at.toString(), at, at.plus(LIFETIME));
        client.certificates().save(List.of(Facility.ROOT, signed), key);
        return signed;
    }

    /** Returns another database. */
    private static InMemoryReplica replica(int seed, List<Certificate> chain, SigningKey key) {
        InMemoryReplica replica = Facility.replica(seed);
        replica.certificates().save(Facility.FULL);
        replica.certificates().save(Facility.SINGLE_USER);
        replica.certificates().save(chain, key);
        return replica;
    }

    private static void sync(InMemoryReplica client, InMemoryReplica server, Instant now) {
        try (MorangoServer serving = Peer.on(server, at(now).build()).serve(0);
                SyncConnection connection = Peer.on(client, at(now).build()).connect(Facility.url(serving.port()));
                SyncClient open = connection.openSession()) {
            open.push();
            open.pull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void renewedWithoutPasswordAndTakenFromThenOn(Pair.Storage storage) {
        try (Pair pair = storage.open()) {
            PeerSettings settings = at(NOW).build();
            Certificate first;
            Certificate second;
            try (MorangoServer server = pair.server(settings).serve(0);
                    SyncConnection connection = pair.client(settings).connect(Facility.url(server.port()))) {
                pair.client(settings).certificates().revoke(pair.mine().id(), "takes another");
                first = connection.requestCertificate(
                        pair.root().id(),
                        pair.mine().scopeDefinitionId(),
                        pair.mine().params(),
                        "admin",
                        "pw");
            }
            PeerSettings later = at(day(20)).build();
            Peer here = pair.client(later);
            assertThat(here.certificates().current()).contains(first);
            try (MorangoServer server = pair.server(later).serve(0);
                    SyncConnection connection = here.connect(Facility.url(server.port()))) {
                assertThat(connection.canRenew(first)).isTrue();
                second = connection.renew(first);
                assertThat(second.expires()).contains(day(50));
                assertThat(second.id()).isNotEqualTo(first.id());
                assertThat(second.publicKey()).isNotEqualTo(first.publicKey());
                assertThat(second.line()).isEqualTo(first.id());
                assertThat(second.parentId()).isEqualTo(first.parentId());
                assertThat(second.scopeParams()).isEqualTo(first.scopeParams());
                assertThat(here.certificates().current()).contains(second);
                assertThat(here.certificates().current(first.id())).contains(second);
                assertThat(here.certificates().current(pair.root().id())).contains(second);
                assertThat(here.certificates().superseded())
                        .extracting(Certificate::id)
                        .containsExactlyInAnyOrder(first.id(), pair.mine().id());
                // The former certificate is still valid.
                try (SyncClient client = connection.openSession(first)) {
                    client.push();
                }
            }
            PeerSettings late = at(day(45)).build();
            pair.write("one");
            try (MorangoServer server = pair.server(late).serve(0);
                    SyncConnection connection = pair.client(late).connect(Facility.url(server.port()))) {
                try (SyncClient client = connection.openSession()) {
                    assertThat(client.session().clientCertificateId()).isEqualTo(second.id());
                    client.push();
                }
            }
            assertThat(pair.arrived()).containsExactly("one");
        }
    }

    @Test
    void expiredAndRevokedOnesAreNotRenewed() {
        InMemoryReplica client = client();
        Certificate mine = own(client);
        InMemoryReplica server = Facility.rootReplica();
        assertThatThrownBy(() -> renew(client, mine, server, day(31)))
                .isInstanceOfSatisfying(
                        CertificateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXPIRED));
        // The client's clock may be behind.
        try (MorangoServer serving = Peer.on(server, at(day(31)).build()).serve(0)) {
            assertThat(Asked.of(mine).send(serving.port(), body -> body))
                    .matches(answer -> answer.statusCode() == 403)
                    .extracting(HttpResponse::body, STRING)
                    .contains("expired at " + day(30));
        }
        server.certificates().save(List.of(Facility.ROOT, mine), null);
        Peer there = Peer.on(server, at(day(20)).build());
        there.certificates().revoke(mine.id(), "stolen");
        try (MorangoServer serving = there.serve(0)) {
            assertThat(Asked.of(mine).send(serving.port(), body -> body))
                    .matches(answer -> answer.statusCode() == 403)
                    .extracting(HttpResponse::body, STRING)
                    .contains("stolen");
        }
    }

    /** Otherwise a thief of a key could renew the certificate, and go on under the new one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void revokingOneRevokesAllOfItsLine(int which) {
        InMemoryReplica client = client();
        InMemoryReplica server = Facility.rootReplica();
        List<Certificate> line = new ArrayList<>(List.of(own(client)));
        line.add(renewed(client, line.get(0), CITY_KEY, day(20)));
        line.add(renewed(client, line.get(1), Facility.CLIENT_KEY, day(25)));
        Peer there = Peer.on(server, at(day(26)).build());
        // The one who revokes it may know only this certificate.
        server.certificates().save(List.of(Facility.ROOT, line.get(which)), null);
        there.certificates().revoke(line.get(which).id(), "stolen");
        try (MorangoServer serving = there.serve(0);
                SyncConnection connection =
                        Peer.on(client, at(day(26)).build()).connect(Facility.url(serving.port()))) {
            for (Certificate stolen : line) {
                SigningKey key = client.certificates().key(stolen.id()).orElseThrow();
                assertThat(Asked.of(stolen).signedBy(key).status(serving.port()))
                        .isEqualTo(403);
                assertThatThrownBy(() -> connection.openSession(stolen))
                        .isInstanceOf(RemoteException.class)
                        .hasMessageContaining("stolen");
            }
        }
        // Another peer, which has never met one of them, gets the revocation.
        InMemoryReplica third = replica(3, List.of(Facility.ROOT, underRoot(OTHER_KEY, "other", null)), OTHER_KEY);
        sync(third, server, day(26));
        InMemoryReplica thief = replica(5, List.of(Facility.ROOT, line.get(2)), Facility.CLIENT_KEY);
        assertThatThrownBy(() -> sync(thief, third, day(26))).hasMessageContaining("stolen");
    }

    @Test
    void revokingEndsTheSessionsOfTheLine() {
        InMemoryReplica client = client();
        InMemoryReplica server = Facility.rootReplica();
        Certificate first = own(client);
        Certificate second = renewed(client, first, CITY_KEY, day(20));
        Peer there = Peer.on(server, at(day(20)).build());
        try (MorangoServer serving = there.serve(0);
                SyncConnection connection =
                        Peer.on(client, at(day(20)).build()).connect(Facility.url(serving.port()))) {
            SyncClient open = connection.openSession(second);
            server.certificates().save(List.of(Facility.ROOT, first), null);
            there.certificates().revoke(first.id(), "stolen");
            assertThatThrownBy(open::push).isInstanceOf(SyncException.class);
        }
    }

    /** Otherwise an issuer of certificates could revoke those of others by naming their line. */
    @Test
    void lineOfAnotherIssuerCannotBeClaimed() {
        InMemoryReplica server = Facility.rootReplica();
        InMemoryReplica client = client();
        Certificate victim = own(client);
        server.certificates().save(List.of(Facility.ROOT, victim), null);
        Certificate evil = underRoot(CITY_KEY, "evil", null);
        for (Certificate claimed : List.of(victim, Facility.ROOT)) {
            Certificate forged = Certificate.renewal(
                    CITY_KEY, evil, claimed, OTHER_KEY.publicKey(), "forged" + claimed.id(), day(1), null);
            assertThat(forged.line()).isEqualTo(claimed.id());
            InMemoryReplica issuer = replica(4, List.of(Facility.ROOT, evil), CITY_KEY);
            issuer.certificates().save(List.of(Facility.ROOT, evil, forged), OTHER_KEY);
            Peer there = Peer.on(issuer, at(day(2)).build());
            there.certificates().revoke(forged.id(), "evil");
            try (MorangoServer serving = Peer.on(server, at(day(2)).build()).serve(0);
                    SyncConnection connection = there.connect(Facility.url(serving.port()));
                    SyncClient open = connection.openSession(evil)) {
                open.pull();
            }
            assertThat(server.certificates().revoked(Facility.ROOT.id())).contains(forged.id());
        }
        sync(client, server, day(2));
    }

    @Test
    void applicationMayRefuse() {
        Certificate mine = own(client());
        InMemoryReplica server = Facility.rootReplica();
        List<AuditEvent> events = new ArrayList<>();
        List<Map<String, String>> asked = new ArrayList<>();
        SigningPermission refusing = new SigningPermission() {
            @Override
            public boolean allows(
                    Principal user, Certificate parent, ScopeDefinition scope, Map<String, String> params) {
                return true;
            }

            @Override
            public boolean allowsRenewal(Certificate certificate, ScopeDefinition scope) {
                asked.add(certificate.params());
                return false;
            }
        };
        for (SigningPermission permission : List.of(refusing, SigningPermission.NOTHING)) {
            PeerSettings settings = at(day(20))
                    .server(values -> values.signingPermission(permission))
                    .auditListener(events::add)
                    .build();
            try (MorangoServer serving = Peer.on(server, settings).serve(0)) {
                HttpResponse<String> answer = Asked.of(mine).send(serving.port(), body -> body);
                assertThat(answer.statusCode()).isEqualTo(403);
                assertThat(answer.body()).contains("refuses to renew certificate " + mine.id());
            }
        }
        assertThat(asked).containsExactly(mine.params());
        assertThat(events).extracting(AuditEvent::kind).containsOnly(Kind.CERTIFICATE_REFUSED);
    }

    @Test
    void serverMayDoWithout() {
        InMemoryReplica client = client();
        Set<Capability> without = EnumSet.allOf(Capability.class);
        without.remove(Capability.CERTIFICATE_RENEWAL);
        PeerSettings settings = at(day(20)).capabilities(without).build();
        assertThatThrownBy(() -> renew(client, own(client), Facility.rootReplica(), settings, at(day(20))))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("cannot renew certificates");
    }

    /**
     * An issuer whose own certificate expires renews it at its issuer. Until then, its clients' certificates end with
     * it.
     */
    @Test
    void newOneLivesNoLongerThanItsIssuer() {
        Certificate city = underRoot(CITY_KEY, "city", day(40));
        InMemoryReplica server = replica(3, List.of(Facility.ROOT, city), CITY_KEY);
        Certificate mine = Certificate.issue(
                CITY_KEY,
                city,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                Facility.CLIENT_KEY.publicKey(),
                "mine",
                Life.from(NOW, day(30)));
        InMemoryReplica client = replica(2, List.of(Facility.ROOT, city, mine), Facility.CLIENT_KEY);
        Certificate second = renew(client, mine, server, day(20));
        assertThat(second.expires()).contains(day(40));
        // The client would gain nothing any more.
        assertThatThrownBy(() -> renew(client, second, server, day(35)))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("the server has to renew its own first");
        // Once the issuer has a new certificate, it signs with that one, although the former is still valid.
        Certificate renewedCity = renewed(server, city, OTHER_KEY, day(36));
        Certificate third = renew(client, second, server, day(37));
        assertThat(third.parentId()).isEqualTo(renewedCity.id());
        assertThat(third.expires()).contains(day(66));
        // Certificates below the former one end with it; those below the new one continue.
        assertThatThrownBy(() -> renew(client, second, server, day(41))).hasMessageContaining("expired at " + day(40));
        sync(client, server, day(41));
        sync(client, Facility.rootReplica(), day(41));
        // A new request is signed by the certificate that expires last.
        try (MorangoServer serving = Peer.on(server, at(day(38)).build()).serve(0);
                SyncConnection connection =
                        Peer.on(Facility.bareReplica(), at(day(38)).build()).connect(Facility.url(serving.port()))) {
            assertThat(connection
                            .requestCertificate(
                                    Facility.ROOT.id(), Facility.FULL.id(), Facility.ROOT.params(), "admin", "pw")
                            .parentId())
                    .isEqualTo(renewedCity.id());
        }
    }

    @Test
    void issuerAloneRenews() {
        InMemoryReplica client = client();
        Certificate mine = own(client);
        InMemoryReplica city = replica(3, List.of(Facility.ROOT, underRoot(CITY_KEY, "city", null)), CITY_KEY);
        try (MorangoServer serving = Peer.on(city, at(day(20)).build()).serve(0);
                SyncConnection connection =
                        Peer.on(client, at(day(20)).build()).connect(Facility.url(serving.port()))) {
            assertThat(connection.canRenew(mine)).isFalse();
            assertThatThrownBy(() -> connection.renew(mine))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("has not issued certificate " + mine.id());
        }
        InMemoryReplica root = Facility.rootReplica();
        assertThatThrownBy(() -> renew(root, Facility.ROOT, root, day(20)))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("is a root, which cannot be renewed");
        assertThatThrownBy(() -> renew(root, mine, root, day(20))).hasMessageContaining("private key");
    }

    /** A request of a hostile client. */
    private record Asked(
            Certificate mine,
            SigningKey signer,
            String parent,
            @Nullable String nonce) {
        static Asked of(Certificate mine) {
            return new Asked(mine, Facility.CLIENT_KEY, Facility.ROOT.id(), null);
        }

        Asked signedBy(SigningKey other) {
            return new Asked(mine, other, parent, nonce);
        }

        Asked under(String other) {
            return new Asked(mine, signer, other, nonce);
        }

        Asked with(String other) {
            return new Asked(mine, signer, parent, other);
        }

        HttpResponse<String> send(int port, UnaryOperator<ObjectNode> altered) {
            String given = nonce == null
                    ? JSON.readTree(post(port, "nonces/", "").body()).get("id").stringValue()
                    : nonce;
            ObjectNode body = JSON.createObjectNode()
                    .put("certificate_chain", CertificateJson.renderChain(List.of(Facility.ROOT, mine)))
                    .put("parent", parent)
                    .put("public_key", OTHER_KEY.publicKey().text())
                    .put("nonce", given)
                    .put("signature", signer.sign(RenewalProof.signedText(given, mine, parent, OTHER_KEY.publicKey())));
            return post(port, "renewals/", altered.apply(body).toString());
        }

        int status(int port) {
            return send(port, body -> body).statusCode();
        }

        static HttpResponse<String> post(int port, String path, String body) {
            try {
                return HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(Facility.url(port) + "api/morango/v1/" + path))
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void requestIsOfUseOnceAndForItsSenderAlone() {
        Certificate mine = own(client());
        InMemoryReplica server = Facility.rootReplica();
        Certificate second = underRoot(CITY_KEY, "second", null);
        server.certificates().save(List.of(Facility.ROOT, second), CITY_KEY);
        Asked good = Asked.of(mine);
        try (MorangoServer serving = Peer.on(server, at(day(20)).build()).serve(0)) {
            int port = serving.port();
            assertThat(good.signedBy(OTHER_KEY).status(port)).isEqualTo(403);
            assertThat(good.with("0".repeat(32)).status(port)).isEqualTo(403);
            // Another certificate of the server, of the same scope, is not the issuer.
            assertThat(good.under(second.id()).status(port)).isEqualTo(400);
            assertThat(good.under("0".repeat(32)).status(port)).isEqualTo(400);
            assertThat(good.send(
                                    port,
                                    body -> body.put(
                                            "public_key", CITY_KEY.publicKey().text()))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(good.send(port, body -> body.put("parent", second.id())).statusCode())
                    .isEqualTo(400);
            assertThat(good.send(port, body -> body.put("certificate_chain", "[]"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(good.send(port, body -> body.put("certificate_chain", 1)).statusCode())
                    .isEqualTo(400);
            assertThat(good.send(port, body -> body.put("public_key", "AAAA")).statusCode())
                    .isEqualTo(400);
            assertThat(good.send(
                                    port,
                                    body -> body.put(
                                            "certificate_chain", CertificateJson.renderChain(List.of(Facility.ROOT))))
                            .statusCode())
                    .isEqualTo(400);
            String nonce = JSON.readTree(Asked.post(port, "nonces/", "").body())
                    .get("id")
                    .stringValue();
            assertThat(good.with(nonce).status(port)).isEqualTo(201);
            assertThat(good.with(nonce).status(port)).isEqualTo(403);
        }
    }

    @Test
    void nothingIsWidenedByTheRequest() {
        InMemoryReplica server = Facility.rootReplica();
        try (MorangoServer serving = Peer.on(server, at(day(20)).build()).serve(0)) {
            HttpResponse<String> answer = Asked.of(Facility.LEARNER)
                    .send(
                            serving.port(),
                            body -> body.put("scope_definition", Facility.FULL.id())
                                    .put("scope_params", Facility.ROOT.scopeParams())
                                    .put("expires", "2999-01-01T00:00:00Z"));
            assertThat(answer.statusCode()).isEqualTo(201);
            Certificate signed = CertificateJson.parse(JSON.readTree(answer.body()));
            assertThat(signed.scopeDefinitionId()).isEqualTo(Facility.SINGLE_USER.id());
            assertThat(signed.scopeParams()).isEqualTo(Facility.LEARNER.scopeParams());
            assertThat(signed.expires()).contains(day(50));
        }
    }

    /** A liar in the place of the issuer holds its key, and the client checks what it gets. */
    @Test
    void clientTakesNothingElseFromTheIssuer() {
        InMemoryReplica client = client();
        Certificate mine = own(client);
        Wire wire = new Wire();
        AtomicReference<Function<VerifyKey, Certificate>> lie = new AtomicReference<>();
        wire.forge((request, answer) -> request.uri().getPath().endsWith("/renewals/")
                ? new Transport.Response(
                        201,
                        Map.of("content-type", "application/json"),
                        CertificateJson.render(lie.get()
                                        .apply(VerifyKey.parse(JSON.readTree(request.body())
                                                .get("public_key")
                                                .stringValue())))
                                .toString()
                                .getBytes(StandardCharsets.UTF_8))
                : answer);
        List<Function<VerifyKey, Certificate>> lies = List.of(
                // of another key
                key -> Certificate.renewal(
                        Facility.ROOT_KEY, Facility.ROOT, mine, OTHER_KEY.publicKey(), "a", day(20), day(50)),
                // of another scope
                key -> Certificate.renewal(
                        Facility.ROOT_KEY, Facility.ROOT, Facility.LEARNER, key, "b", day(20), day(50)),
                // of another line
                key -> Certificate.issue(
                        Facility.ROOT_KEY,
                        Facility.ROOT,
                        Facility.FULL,
                        Facility.ROOT.scopeParams(),
                        key,
                        "d",
                        Life.from(day(20), day(50))),
                // not signed by the issuer
                key -> Certificate.renewal(CITY_KEY, underRoot(CITY_KEY, "e", null), mine, key, "e", day(20), day(50)));
        for (Function<VerifyKey, Certificate> next : lies) {
            lie.set(next);
            assertThatThrownBy(() -> renew(
                            client,
                            mine,
                            Facility.rootReplica(),
                            at(day(20)).build(),
                            at(day(20)).client(values -> values.transport(() -> wire))))
                    .isInstanceOf(MorangoException.class);
            assertThat(client.certificates().owned()).containsExactly(mine);
        }
    }

    /** Otherwise the client would go on with the former certificate after the issuer's clock was set back. */
    @Test
    void renewedOneIsTheNewerWhateverTheClockSays() {
        InMemoryReplica client = client();
        Certificate first = own(client);
        Certificate second = renewed(client, first, CITY_KEY, NOW.minusSeconds(100));
        assertThat(second.life().issued()).isEqualTo(NOW.plusSeconds(1));
        assertThat(Peer.on(client, at(NOW).build()).certificates().current()).contains(second);
    }

    /** Otherwise it would be renewed with each sync. */
    @Test
    void oneThatWasIssuedInTheFutureIsNotRenewed() {
        Certificate early = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                Facility.CLIENT_KEY.publicKey(),
                "early",
                Life.from(day(365), day(395)));
        try (MorangoServer serving =
                Peer.on(Facility.rootReplica(), at(day(20)).build()).serve(0)) {
            HttpResponse<String> answer = Asked.of(early).send(serving.port(), body -> body);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("a clock of its issuer's was wrong");
        }
    }

    @Test
    void renewedOneOpensOnlyBoundSessions() {
        InMemoryReplica client = client();
        Certificate second = renewed(client, own(client), CITY_KEY, day(20));
        Set<Capability> unbound = EnumSet.complementOf(EnumSet.of(Capability.BOUND_SESSIONS));
        PeerSettings.Builder lax = at(day(20)).trust(trust -> trust.allowPlainMorango(true));
        try (MorangoServer serving =
                        Peer.on(Facility.rootReplica(), lax.build()).serve(0);
                SyncConnection connection =
                        Peer.on(client, lax.capabilities(unbound).build()).connect(Facility.url(serving.port()))) {
            assertThatThrownBy(() -> connection.openSession(second))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.status()).isEqualTo(403))
                    .hasMessageContaining("was renewed");
        }
    }

    @Test
    void cutOffSessionIsTakenUpUnderTheRenewedOne() throws IOException {
        InMemoryReplica client = client();
        InMemoryReplica server = Facility.rootReplica();
        Certificate first = own(client);
        for (int i = 0; i < 50; i++) {
            client.put("lesson", "l" + i, Facility.partition("x"), "{}");
        }
        PeerSettings settings = at(day(20))
                .limits(limits -> limits.chunkSize(10))
                .client(values -> values.retries(0))
                .build();
        try (MorangoServer serving = Peer.on(server, settings).serve(0)) {
            String session;
            AtomicInteger chunks = new AtomicInteger();
            try (FaultyProxy proxy = new FaultyProxy(
                            serving.port(),
                            request -> request.equals("POST buffers/") && chunks.incrementAndGet() > 2
                                    ? FaultyProxy.Fault.ERROR_PAGE
                                    : FaultyProxy.Fault.NONE);
                    SyncConnection connection = Peer.on(client, settings).connect(proxy.url());
                    SyncClient open = connection.openSession()) {
                session = open.session().id();
                assertThatThrownBy(open::push).isInstanceOf(SyncException.class);
            }
            try (SyncConnection connection = Peer.on(client, settings).connect(Facility.url(serving.port()))) {
                renewed(client, first, CITY_KEY, day(20));
                try (SyncClient open = connection.openSession()) {
                    assertThat(open.session().id()).isEqualTo(session);
                    open.push();
                }
            }
        }
        assertThat(server.rows()).hasSize(50);
    }
}
