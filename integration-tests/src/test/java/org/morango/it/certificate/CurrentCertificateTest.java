package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.morango.Certificates;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.Life;
import org.morango.certificate.Revocation;
import org.morango.certificate.SigningKey;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** Choice of the certificate if none is named. */
class CurrentCertificateTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final SigningKey OTHER_ROOT_KEY = SigningKey.generate(new SecureRandom());

    private final InMemoryReplica replica = Facility.bareReplica();

    private Certificates certificates() {
        return Peer.on(
                        replica,
                        Facility.settings()
                                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                                .build())
                .certificates();
    }

    private Certificate hold(
            ScopeDefinition scope, String params, @Nullable Integer issuedDay, @Nullable Integer lastDay) {
        Certificate certificate = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                scope,
                params,
                Facility.CLIENT_KEY.publicKey(),
                "s" + replica.certificates().owned().size(),
                new Life(day(issuedDay), day(lastDay), null));
        replica.certificates().save(List.of(Facility.ROOT, certificate), Facility.CLIENT_KEY);
        return certificate;
    }

    private static @Nullable Instant day(@Nullable Integer day) {
        return day == null ? null : NOW.plus(Duration.ofDays(day));
    }

    private Certificate full(@Nullable Integer issuedDay, @Nullable Integer lastDay) {
        return hold(Facility.FULL, Facility.ROOT.scopeParams(), issuedDay, lastDay);
    }

    private static String user(String user) {
        return "{\"dataset_id\": \"" + Facility.ROOT.id() + "\", \"user_id\": \"" + user.repeat(32) + "\"}";
    }

    private Certificate learner(String user) {
        return hold(Facility.SINGLE_USER, user(user), null, null);
    }

    @Test
    void newestOfTheValidOnes() {
        assertThat(certificates().current()).isEmpty();
        full(-40, -1);
        assertThat(certificates().current()).isEmpty();
        Certificate forEver = full(null, null);
        assertThat(certificates().current()).contains(forEver);
        Certificate longer = full(-20, 300);
        assertThat(certificates().current()).contains(longer);
        // A shorter life does not make it the older one.
        Certificate newest = full(-10, 20);
        full(-50, 400);
        assertThat(certificates().current()).contains(newest);
        assertThat(certificates().superseded()).hasSize(4).doesNotContain(newest);
        replica.certificates().save(List.of(Facility.ROOT), Facility.ROOT_KEY);
        assertThat(certificates().current()).contains(newest);
        certificates().revoke(newest.id(), "lost");
        assertThat(certificates().current()).contains(longer);
        assertThat(certificates().current(newest.id())).contains(longer);
    }

    /** The clocks of others may be ahead, so a certificate that has just expired is taken only if there is no other. */
    @Test
    void oneThatHasJustExpiredComesLast() {
        Certificate last = hold(Facility.FULL, Facility.ROOT.scopeParams(), -10, 0);
        assertThat(certificates().current()).contains(last);
        Certificate older = full(-20, 3);
        assertThat(certificates().current()).contains(older);
    }

    @Test
    void serversCertificateThatIsKnownToBeRevokedIsPassedOver() {
        Certificate mine = full(-10, 30);
        InMemoryReplica server = Facility.replica(7);
        server.certificates().save(Facility.FULL);
        Certificate revoked = underRoot("revoked", null);
        Certificate good = underRoot("good", 30);
        for (Certificate held : List.of(revoked, good)) {
            server.certificates().save(List.of(Facility.ROOT, held), OTHER_ROOT_KEY);
        }
        replica.certificates().save(List.of(Facility.ROOT, revoked), null);
        replica.certificates()
                .save(Revocation.issue(Facility.ROOT_KEY, Facility.ROOT, List.of(Facility.ROOT, revoked), NOW, "lost"));
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        try (MorangoServer serving = Peer.on(
                                server, Facility.settings().clock(clock).build())
                        .serve(0);
                SyncConnection connection = Peer.on(
                                replica, Facility.settings().clock(clock).build())
                        .connect(Facility.url(serving.port()));
                SyncClient client = connection.openSession(mine)) {
            assertThat(client.session().serverCertificateId()).isEqualTo(good.id());
        }
    }

    private static Certificate underRoot(String salt, @Nullable Integer lastDay) {
        return Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                OTHER_ROOT_KEY.publicKey(),
                salt,
                new Life(NOW, day(lastDay), null));
    }

    @Test
    void oneThatAllowsWhatAllOthersDo() {
        Certificate one = learner("a");
        assertThat(certificates().current()).contains(one);
        Certificate all = full(-30, 30);
        assertThat(certificates().current()).contains(all);
        assertThat(certificates().current(one.id())).contains(one);
        assertThat(certificates().current(Facility.ROOT.id())).contains(all);
        assertThat(certificates().superseded()).isEmpty();
    }

    @Test
    void severalThatAllowDifferentThingsHaveToBeNamed() {
        Certificate a = learner("a");
        Certificate b = learner("b");
        assertThatThrownBy(() -> certificates().current())
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("2 certificates of which none allows all that the others do")
                .hasMessageContaining(a.id() + " of scope single-user")
                .hasMessageContaining(b.id());
        assertThat(certificates().current(b.id())).contains(b);
        Certificate newer = hold(Facility.SINGLE_USER, user("b"), 0, 30);
        assertThat(certificates().current(b.id())).contains(newer);
        // The same scope with another notation of its parameters.
        Certificate newest = hold(Facility.SINGLE_USER, user("b").replace(": ", ":"), 1, 30);
        assertThat(certificates().current(b.id())).contains(newest);
        assertThat(certificates().superseded()).containsExactlyInAnyOrder(b, newer);
    }

    @Test
    void rootsAreKeptApart() {
        full(null, null);
        Certificate other = Certificate.root(OTHER_ROOT_KEY, Facility.FULL, Map.of());
        replica.certificates().save(List.of(other), OTHER_ROOT_KEY);
        assertThatThrownBy(() -> certificates().current()).hasMessageContaining(other.id());
        assertThat(certificates().current(other.id())).contains(other);
    }

    @Test
    void sessionSaysWhyThereIsNone() {
        InMemoryReplica root = Facility.rootReplica();
        Peer here = Peer.on(
                replica,
                Facility.settings().clock(Clock.fixed(NOW, ZoneOffset.UTC)).build());
        try (MorangoServer server = Facility.peer(root).serve(0);
                SyncConnection connection = here.connect(Facility.url(server.port()))) {
            assertThatThrownBy(connection::openSession)
                    .hasMessage("This database has no certificate; request one by requestCertificate first.");
            Certificate expired = full(-40, -1);
            Certificate revoked = full(-40, 20);
            root.certificates().save(List.of(Facility.ROOT, revoked), null);
            replica.certificates().save(Facility.peer(root).certificates().revoke(revoked.id(), "lost"));
            assertThatThrownBy(connection::openSession)
                    .hasMessageContaining("no certificate that is still valid")
                    .hasMessageContaining(expired.id() + " expired at " + day(-1))
                    .hasMessageContaining("(lost)");
            Certificate good = full(-10, null);
            try (SyncClient client = connection.openSession()) {
                assertThat(client.session().clientCertificateId()).isEqualTo(good.id());
            }
        }
    }

    @Test
    void renewalIsDueWhenAShareOfTheLifeIsLeft() {
        List<Instant> due = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Certificate certificate = full(0, 30);
            Instant first = certificates().renewalDue(certificate, 1 / 3.0).orElseThrow();
            assertThat(first).isBetween(day(17), day(20));
            assertThat(certificates().renewalDue(certificate, 1 / 3.0)).contains(first);
            assertThat(certificates().renewalDue(certificate, 1)).contains(NOW);
            due.add(first);
        }
        assertThat(due).doesNotHaveDuplicates();
        assertThat(certificates().renewalDue(full(null, null), 0.5)).isEmpty();
        assertThat(certificates().renewalDue(Facility.ROOT, 0.5)).isEmpty();
        assertThat(certificates().renewalDue(full(null, 30), 0.5)).contains(Instant.EPOCH);
        for (double share : new double[] {0, -1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> certificates().renewalDue(Facility.ROOT, share))
                    .isInstanceOf(MorangoException.class);
        }
    }
}
