package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.morango.it.certificate.Renewals.CITY_KEY;
import static org.morango.it.certificate.Renewals.NOW;
import static org.morango.it.certificate.Renewals.OTHER_KEY;
import static org.morango.it.certificate.Renewals.at;
import static org.morango.it.certificate.Renewals.client;
import static org.morango.it.certificate.Renewals.day;
import static org.morango.it.certificate.Renewals.own;
import static org.morango.it.certificate.Renewals.renew;
import static org.morango.it.certificate.Renewals.renewed;
import static org.morango.it.certificate.Renewals.replica;
import static org.morango.it.certificate.Renewals.sync;
import static org.morango.it.certificate.Renewals.underRoot;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.Peer;
import org.morango.access.SigningPermission;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateException.Reason;
import org.morango.certificate.Life;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.Pair;
import org.morango.observation.AuditEvent;
import org.morango.observation.AuditEvent.Kind;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** A valid certificate gets its owner a new one of the same scope, and nothing more. */
class RenewalTest {
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
            assertThat(RenewalRequest.of(mine).send(serving.port(), body -> body))
                    .matches(answer -> answer.statusCode() == 403)
                    .extracting(HttpResponse::body, STRING)
                    .contains("expired at " + day(30));
        }
        server.certificates().save(List.of(Facility.ROOT, mine), null);
        Peer there = Peer.on(server, at(day(20)).build());
        there.certificates().revoke(mine.id(), "stolen");
        try (MorangoServer serving = there.serve(0)) {
            assertThat(RenewalRequest.of(mine).send(serving.port(), body -> body))
                    .matches(answer -> answer.statusCode() == 403)
                    .extracting(HttpResponse::body, STRING)
                    .contains("stolen");
        }
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
                HttpResponse<String> answer = RenewalRequest.of(mine).send(serving.port(), body -> body);
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
            HttpResponse<String> answer = RenewalRequest.of(early).send(serving.port(), body -> body);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("a clock of its issuer was wrong");
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
