package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateException.Reason;
import org.morango.certificate.Life;
import org.morango.certificate.Revocation;
import org.morango.certificate.SigningKey;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.Pair;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** Certificates that were revoked, or have expired, cannot be used any more. */
class RevocationTest {
    private static final Instant NOW = Instant.parse("2100-06-01T00:00:00Z");

    private static PeerSettings settings() {
        return Facility.settings().build();
    }

    private static PeerSettings settingsAt(Instant now) {
        return Facility.settings().clock(Clock.fixed(now, ZoneOffset.UTC)).build();
    }

    @ParameterizedTest
    @EnumSource
    void revokedPeerIsNotServedAnyMore(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(settings()).serve(0);
                SyncConnection connection = pair.client(settings()).connect(Facility.url(server.port()))) {
            SyncClient open = connection.openSession(pair.mine());
            pair.write("one");
            open.push();
            Peer there = pair.server(settings());
            Revocation revocation = there.certificates().revoke(pair.mine().id(), "tablet stolen");
            assertThat(revocation.issuerId()).isEqualTo(pair.root().id());
            assertThat(there.certificates().revoked(pair.root().id()))
                    .containsExactly(pair.mine().id());

            pair.write("two");
            assertThatThrownBy(open::push).isInstanceOf(SyncException.class);
            assertThatThrownBy(() -> connection.openSession(pair.mine()))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.status()).isEqualTo(403))
                    .hasMessageContaining(pair.mine().id())
                    .hasMessageContaining("tablet stolen");
            assertThat(pair.arrived()).containsExactly("one");
        }
    }

    @ParameterizedTest
    @EnumSource
    void ownerMayRevokeAndTellsTheServer(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(settings()).serve(0);
                SyncConnection connection = pair.client(settings()).connect(Facility.url(server.port()))) {
            Peer here = pair.client(settings());
            Certificate second = connection.requestCertificate(
                    pair.root().id(),
                    pair.mine().scopeDefinitionId(),
                    pair.mine().params(),
                    "admin",
                    "pw");
            here.certificates().revoke(second.id(), "");
            assertThatThrownBy(() -> connection.openSession(second))
                    .isInstanceOfSatisfying(
                            CertificateException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.REVOKED));
            try (SyncClient client = connection.openSession(pair.mine())) {
                client.push();
            }
            assertThat(pair.server(settings()).certificates().revocation(second.id()))
                    .isPresent();
        }
    }

    /** Returns another peer, with a certificate of that key under the root. */
    private static InMemoryReplica replica(int seed, Certificate certificate, SigningKey key) {
        InMemoryReplica replica = Facility.replica(seed);
        replica.certificates().save(Facility.FULL);
        replica.certificates().save(List.of(Facility.ROOT, certificate), key);
        return replica;
    }

    private static Certificate issue(SigningKey key, String salt) {
        return Certificate.issue(
                Facility.ROOT_KEY, Facility.ROOT, Facility.FULL, Facility.ROOT.scopeParams(), key.publicKey(), salt);
    }

    private static void sync(InMemoryReplica client, Certificate certificate, InMemoryReplica server, PeerSettings as) {
        try (MorangoServer serving = Facility.peer(server).serve(0);
                SyncConnection connection = Peer.on(client, as).connect(Facility.url(serving.port()));
                SyncClient session = connection.openSession(certificate)) {
            session.pull();
            session.push();
        }
    }

    @Test
    void revocationTravels() {
        InMemoryReplica root = Facility.rootReplica();
        Certificate second = issue(Facility.CLIENT_KEY, "second");
        InMemoryReplica between = replica(11, second, Facility.CLIENT_KEY);
        SigningKey key = SigningKey.generate(new SecureRandom());
        Certificate third = issue(key, "third");
        InMemoryReplica lost = replica(12, third, key);
        sync(lost, third, root, settings());
        sync(lost, third, between, settings());

        Facility.peer(root).certificates().revoke(third.id(), "lost");
        sync(between, second, root, settings());
        assertThat(Facility.peer(between).certificates().revocation(third.id()))
                .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo("lost"));
        assertThatThrownBy(() -> sync(lost, third, between, settings())).hasMessageContaining("lost");
        // It gets the revocation when it syncs with a peer that knows it.
        assertThatThrownBy(() -> sync(between, second, lost, settings()))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining(third.id());
    }

    @Test
    void peersWithoutItSyncAsBefore() {
        InMemoryReplica root = Facility.rootReplica();
        Facility.peer(root).certificates().revoke(issued(root).id(), "");
        Set<Capability> without = EnumSet.complementOf(EnumSet.of(Capability.CERTIFICATE_REVOCATION));
        InMemoryReplica client = Facility.clientReplica();
        client.put("lesson", "one", Facility.partition("x"), "{}");
        sync(
                client,
                Facility.CLIENT,
                root,
                Facility.settings().capabilities(without).build());
        assertThat(root.rows()).hasSize(1);
        assertThat(client.certificates().revoked(Facility.ROOT.id())).isEmpty();
        sync(client, Facility.CLIENT, root, settings());
        assertThat(client.certificates().revoked(Facility.ROOT.id())).hasSize(1);
    }

    private static Certificate issued(InMemoryReplica root) {
        Certificate certificate = issue(Facility.CLIENT_KEY, "other");
        root.certificates().save(List.of(Facility.ROOT, certificate), null);
        return certificate;
    }

    @Test
    void onlyThoseAboveMayRevoke() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        Certificate stranger = issue(key, "stranger");
        InMemoryReplica replica = replica(13, stranger, key);
        replica.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), null);
        assertThatThrownBy(() -> Facility.peer(replica).certificates().revoke(Facility.CLIENT.id(), ""))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("neither its private key nor one above it");
        assertThatThrownBy(
                        () -> Revocation.issue(key, stranger, List.of(Facility.ROOT, Facility.CLIENT), NOW, "forged"))
                .isInstanceOf(CertificateException.class);
        Revocation real =
                Revocation.issue(Facility.ROOT_KEY, Facility.ROOT, List.of(Facility.ROOT, stranger), NOW, "real");
        Revocation altered = new Revocation(
                Facility.CLIENT.id(),
                real.issuerId(),
                real.time(),
                real.reason(),
                real.serialized().replace(stranger.id(), Facility.CLIENT.id()),
                real.signature());
        assertThatThrownBy(() -> altered.verify(List.of(Facility.ROOT, Facility.CLIENT)))
                .isInstanceOf(CertificateException.class);
    }

    /** Statements of a hostile peer are checked, and refused. */
    @Test
    void forgedStatementsAreNotTaken() {
        InMemoryReplica root = Facility.rootReplica();
        InMemoryReplica client = Facility.clientReplica();
        SigningKey key = SigningKey.generate(new SecureRandom());
        Certificate other = issue(key, "victim");
        root.certificates().save(List.of(Facility.ROOT, other), null);
        client.certificates().save(List.of(Facility.ROOT, other), null);
        Revocation forged = new Revocation(
                other.id(),
                Facility.ROOT.id(),
                NOW,
                "",
                Revocation.issue(Facility.ROOT_KEY, Facility.ROOT, List.of(Facility.ROOT, other), NOW, "")
                        .serialized(),
                Facility.CLIENT_KEY.sign("something"));
        client.certificates().save(forged);
        sync(client, Facility.CLIENT, root, settings());
        assertThat(root.certificates().revoked(Facility.ROOT.id())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void certificatesExpire(Pair.Storage storage) {
        Duration lifetime = Duration.ofDays(30);
        try (Pair pair = storage.open()) {
            PeerSettings now = settingsAt(NOW);
            Certificate issued;
            try (MorangoServer server = pair.server(now.toBuilder()
                                    .trust(trust -> trust.certificateLifetime(lifetime))
                                    .build())
                            .serve(0);
                    SyncConnection connection = pair.client(now).connect(Facility.url(server.port()))) {
                issued = connection.requestCertificate(
                        pair.root().id(),
                        pair.mine().scopeDefinitionId(),
                        pair.mine().params(),
                        "admin",
                        "pw");
                assertThat(issued.expires()).contains(NOW.plus(lifetime));
                pair.write("one");
                try (SyncClient client = connection.openSession(issued)) {
                    client.push();
                }
            }
            assertThat(pair.arrived()).containsExactly("one");
            // Clocks differ a little.
            Instant almost = NOW.plus(lifetime).plusSeconds(60);
            Instant late = NOW.plus(lifetime).plus(Duration.ofHours(1));
            try (MorangoServer server = pair.server(settingsAt(almost)).serve(0);
                    SyncConnection connection = pair.client(settingsAt(almost)).connect(Facility.url(server.port()));
                    SyncClient client = connection.openSession(issued)) {
                client.push();
            }
            try (MorangoServer server = pair.server(settingsAt(late)).serve(0);
                    SyncConnection behind = pair.client(settingsAt(almost)).connect(Facility.url(server.port()));
                    SyncConnection right = pair.client(settingsAt(late)).connect(Facility.url(server.port()))) {
                assertThatThrownBy(() -> behind.openSession(issued))
                        .isInstanceOf(RemoteException.class)
                        .hasMessageContaining("expired at " + NOW.plus(lifetime));
                assertThatThrownBy(() -> right.openSession(issued))
                        .isInstanceOfSatisfying(
                                CertificateException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.EXPIRED));
            }
        }
    }

    @Test
    void rootThatHasExpiredTakesAllBelowWithIt() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        Certificate root = Certificate.root(key, Facility.FULL, Map.of(), Life.from(NOW.minusSeconds(60), NOW));
        Certificate below = Certificate.issue(
                key, root, Facility.FULL, root.scopeParams(), Facility.CLIENT_KEY.publicKey(), "below");
        InMemoryReplica replica = Facility.bareReplica();
        replica.certificates().save(List.of(root, below), Facility.CLIENT_KEY);
        assertThat(below.expires()).isEmpty();
        try (MorangoServer server = Facility.peer(replica).serve(0);
                SyncConnection connection =
                        Peer.on(replica, settingsAt(NOW.plusSeconds(1_000))).connect(Facility.url(server.port()))) {
            assertThatThrownBy(() -> connection.openSession(below))
                    .isInstanceOf(CertificateException.class)
                    .hasMessageContaining("expired at " + NOW);
        }
    }

    @Test
    void sessionThatIsKeptOpenDoesNotOutliveItsCertificate() {
        InMemoryReplica root = Facility.rootReplica();
        InMemoryReplica client = Facility.clientReplica();
        Certificate issued = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                Facility.CLIENT_KEY.publicKey(),
                "short",
                Life.from(NOW, NOW.plusSeconds(60)));
        client.certificates().save(List.of(Facility.ROOT, issued), Facility.CLIENT_KEY);
        String session;
        try (MorangoServer server = Peer.on(root, settingsAt(NOW)).serve(0);
                SyncConnection connection = Peer.on(client, settingsAt(NOW)).connect(Facility.url(server.port()))) {
            session = connection.openSession(issued).session().id();
        }
        PeerSettings late = settingsAt(NOW.plus(Duration.ofHours(1)));
        try (MorangoServer server = Peer.on(root, late).serve(0);
                SyncConnection connection = Peer.on(client, late).connect(Facility.url(server.port()))) {
            SyncClient resumed = connection.resumeSession(session);
            assertThatThrownBy(resumed::pull)
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("403")
                    .hasMessageContaining("expired at");
        }
    }
}
