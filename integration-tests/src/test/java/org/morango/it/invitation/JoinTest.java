package org.morango.it.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.Life;
import org.morango.certificate.SigningKey;
import org.morango.client.JoinException;
import org.morango.client.JoinFailure;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationState;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.InvitationText;
import org.morango.invitation.IssuedInvitation;
import org.morango.it.support.Facility;
import org.morango.it.support.Wire;
import org.morango.observation.AuditEvent;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.CleanUp;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;

/** A peer joins by an invitation, over HTTP. */
class JoinTest {
    private final Inviting inviting = new Inviting();

    private static void assertFails(JoinFailure failure, Runnable join) {
        assertThatThrownBy(join::run)
                .isInstanceOfSatisfying(
                        JoinException.class, e -> assertThat(e.failure()).isEqualTo(failure));
    }

    @Test
    void newPeerGetsTheCertificateAndSyncs() {
        List<AuditEvent> audit = new ArrayList<>();
        Peer server = Peer.on(
                inviting.server, inviting.settings().auditListener(audit::add).build());
        IssuedInvitation issued = inviting.invite();
        InMemoryReplica device = Facility.bareReplica();
        try (MorangoServer serving = server.serve(0)) {
            InvitationText text = InvitationText.parse(
                    issued.text(Facility.url(serving.port())).text());
            Certificate got = inviting.client(device).join(text, "tablet 7");
            assertThat(got.parentId()).isEqualTo(Facility.ROOT.id());
            assertThat(got.scopeDefinitionId()).isEqualTo(Facility.SINGLE_USER.id());
            assertThat(got.params()).isEqualTo(Inviting.PARAMS);
            assertThat(device.certificates().owned()).containsExactly(got);
            assertThat(inviting.server.certificates().find(got.id())).contains(got);
            Invitation used =
                    inviting.peer.invitations().find(issued.invitation().id()).orElseThrow();
            assertThat(inviting.peer.invitations().state(used)).isEqualTo(InvitationState.USED);
            assertThat(used.used()).isEqualTo(inviting.hands.now);
            assertThat(used.usedBy()).isEqualTo(got.id());
            assertThat(used.usedByName()).isEqualTo("tablet 7");
            try (SyncConnection connection = inviting.client(device).connect(text.address());
                    SyncClient client = connection.openSession()) {
                client.sync();
            }
            assertThat(audit.get(0).kind()).isEqualTo(AuditEvent.Kind.CERTIFICATE_ISSUED);
            assertThat(audit.get(0).details())
                    .containsEntry("invitation", issued.invitation().id())
                    .containsEntry("label", "Ann's tablet")
                    .containsEntry("name", "tablet 7")
                    .containsEntry("certificate", got.id());
            assertThat(audit.toString())
                    .doesNotContain(text.tail().substring(27))
                    .doesNotContain(issued.code().key().toText());
        }
    }

    @Test
    void invitationsAreInTheAudit() {
        List<AuditEvent> audit = new ArrayList<>();
        Peer server = Peer.on(
                inviting.server, inviting.settings().auditListener(audit::add).build());
        IssuedInvitation issued = server.invitations().create(Inviting.terms().withLabel("Ann's tablet"));
        String id = issued.invitation().id();
        server.invitations().revoke(id);
        server.invitations().revoke(id);
        assertThat(audit)
                .extracting(AuditEvent::kind)
                .containsExactly(AuditEvent.Kind.INVITATION_CREATED, AuditEvent.Kind.INVITATION_REVOKED);
        assertThat(audit)
                .allSatisfy(event -> assertThat(event.details())
                        .containsEntry("invitation", id)
                        .containsEntry("label", "Ann's tablet")
                        .containsEntry("issuer", Facility.ROOT.id())
                        .containsKey("scope"));
        assertThat(audit.toString()).doesNotContain(issued.code().key().toText());
    }

    @Test
    void joiningAgainAsksNobody() {
        InMemoryReplica device = Facility.bareReplica();
        IssuedInvitation issued = inviting.invite();
        InvitationText text;
        Certificate got;
        try (MorangoServer serving = inviting.peer.serve(0)) {
            text = issued.text(Facility.url(serving.port()));
            got = inviting.client(device).join(text);
        }
        assertThat(inviting.client(device).join(text)).isEqualTo(got);
        assertThat(device.certificates().owned()).containsExactly(got);
    }

    /** The answer is lost as often as the client asks. Then its process ends, and another one asks for the same. */
    @Test
    void lostAnswerDoesNotUseUpTheInvitation() {
        InMemoryReplica device = Facility.bareReplica();
        IssuedInvitation issued = inviting.invite();
        Wire wire = new Wire();
        AtomicInteger lost = new AtomicInteger();
        Transport losing = request -> {
            Transport.Response response = wire.send(request);
            if (request.uri().getPath().endsWith("/invitations/")) {
                lost.incrementAndGet();
                throw new IOException("lost");
            }
            return response;
        };
        try (MorangoServer serving = inviting.peer.serve(0)) {
            InvitationText text = issued.text(Facility.url(serving.port()));
            Peer unlucky = Peer.on(
                    device,
                    inviting.settings()
                            .client(client -> client.transport(() -> losing).retries(2))
                            .build());
            assertFails(JoinFailure.UNREACHABLE, () -> unlucky.join(text));
            assertThat(lost).hasValue(3);
            assertThat(device.certificates().owned()).isEmpty();
            String issuedTo = inviting.peer
                    .invitations()
                    .find(issued.invitation().id())
                    .orElseThrow()
                    .usedBy();
            Certificate got = inviting.client(device).join(text);
            assertThat(got.id()).isEqualTo(issuedTo);
            // One certificate was issued, however often it was asked for.
            assertThat(inviting.server.certificates().page("", 10)).hasSize(2);
        }
    }

    @Test
    void lostAnswerCannotBeHadAfterTheInvitationHasExpired() {
        InMemoryReplica device = Facility.bareReplica();
        IssuedInvitation issued = inviting.invite();
        try (MorangoServer serving = inviting.peer.serve(0)) {
            InvitationText text = issued.text(Facility.url(serving.port()));
            SigningKey key = SigningKey.generate(new SecureRandom());
            device.invitations().beginJoining(issued.invitation().id(), key, inviting.hands.now);
            Certificate signed = Certificate.issue(
                    Facility.ROOT_KEY,
                    Facility.ROOT,
                    Facility.SINGLE_USER,
                    Facility.LEARNER.scopeParams(),
                    key.publicKey(),
                    "lost");
            inviting.server
                    .invitations()
                    .redeem(issued.invitation().id(), List.of(Facility.ROOT, signed), "", inviting.hands.now);
            inviting.hands.now = inviting.hands.now.plus(Inviting.LIFETIME);
            assertFails(JoinFailure.USED, () -> inviting.client(device).join(text));
        }
    }

    @Test
    void usedExpiredAndRevokedOnesSayWhy() {
        IssuedInvitation used = inviting.invite();
        IssuedInvitation revoked = inviting.invite();
        IssuedInvitation expired = inviting.invite();
        inviting.peer.invitations().revoke(revoked.invitation().id());
        try (MorangoServer serving = inviting.peer.serve(0)) {
            String url = Facility.url(serving.port());
            Certificate got = inviting.client(Facility.bareReplica()).join(used.text(url));
            assertFails(
                    JoinFailure.USED,
                    () -> inviting.client(Facility.bareReplica()).join(used.text(url)));
            assertFails(
                    JoinFailure.REVOKED,
                    () -> inviting.client(Facility.bareReplica()).join(revoked.text(url)));
            inviting.hands.now = inviting.hands.now.plus(Inviting.LIFETIME);
            assertFails(
                    JoinFailure.EXPIRED,
                    () -> inviting.client(Facility.bareReplica()).join(expired.text(url)));
            assertThat(inviting.peer.invitations().list(null, 10))
                    .extracting(inviting.peer.invitations()::state)
                    .containsExactlyInAnyOrder(InvitationState.USED, InvitationState.REVOKED, InvitationState.EXPIRED);
            assertThatThrownBy(() ->
                            inviting.peer.invitations().revoke(used.invitation().id()))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("revoke certificate " + got.id());
        }
    }

    @Test
    void manyDevicesThatUseOneAtOnceGetOneCertificate() throws Exception {
        IssuedInvitation issued = inviting.invite();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        // Two nodes on one database.
        try (MorangoServer one = inviting.peer.serve(0);
                MorangoServer other =
                        Peer.on(inviting.server, inviting.settings().build()).serve(0)) {
            List<Future<Boolean>> joined = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                InvitationText text = issued.text(Facility.url(i % 2 == 0 ? one.port() : other.port()));
                joined.add(threads.submit(() -> {
                    try {
                        inviting.client(Facility.bareReplica()).join(text);
                        return true;
                    } catch (JoinException e) {
                        assertThat(e.failure()).isEqualTo(JoinFailure.USED);
                        return false;
                    }
                }));
            }
            int successes = 0;
            for (Future<Boolean> each : joined) {
                successes += each.get() ? 1 : 0;
            }
            assertThat(successes).isEqualTo(1);
            assertThat(inviting.server.certificates().page("", 10)).hasSize(2);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void renewedIssuerSignsInItsPlace() {
        SigningKey former = SigningKey.generate(new SecureRandom());
        SigningKey renewed = SigningKey.generate(new SecureRandom());
        Certificate first = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                former.publicKey(),
                "city",
                Life.from(inviting.hands.now, inviting.hands.now.plus(Duration.ofHours(1))));
        InMemoryReplica city = Facility.replica(3);
        city.certificates().save(Facility.FULL);
        city.certificates().save(Facility.SINGLE_USER);
        city.certificates().save(List.of(Facility.ROOT, first), former);
        Peer peer = Peer.on(city, inviting.settings().build());
        IssuedInvitation issued = peer.invitations()
                .create(InvitationTerms.of(first.id(), Facility.SINGLE_USER.id())
                        .withParams(Inviting.PARAMS));
        Certificate second = Certificate.renewal(
                Facility.ROOT_KEY, Facility.ROOT, first, renewed.publicKey(), "city 2", inviting.hands.now, null);
        city.certificates().save(List.of(Facility.ROOT, second), renewed);
        inviting.hands.now = inviting.hands.now.plus(Duration.ofHours(2));
        try (MorangoServer serving = peer.serve(0)) {
            Certificate got = inviting.client(Facility.bareReplica()).join(issued.text(Facility.url(serving.port())));
            assertThat(got.parentId()).isEqualTo(second.id());
        }
    }

    @Test
    void invitationIsForWhatTheIssuerMayGive() {
        assertThatThrownBy(
                        () -> inviting.peer.invitations().create(InvitationTerms.of("0".repeat(32), "full-facility")))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("does not hold its private key");
        assertThatThrownBy(() ->
                        inviting.peer.invitations().create(InvitationTerms.of(Facility.ROOT.id(), "no such scope")))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("no such scope is unknown here");
        assertThatThrownBy(() -> inviting.peer
                        .invitations()
                        .create(InvitationTerms.of(Facility.ROOT.id(), Facility.SINGLE_USER.id())))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("user_id");
        assertThatThrownBy(() -> inviting.peer
                        .invitations()
                        .create(InvitationTerms.of(Facility.ROOT.id(), Facility.FULL.id())
                                .withParams(Map.of("dataset_id", "another"))))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("scope");
        assertThatThrownBy(() -> Inviting.terms().withLifetime(Duration.ofDays(367)))
                .isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> Inviting.terms().withLifetime(Duration.ZERO)).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> Inviting.terms().withLabel("two\nlines")).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> Inviting.terms().withLabel("x".repeat(201))).isInstanceOf(MorangoException.class);
        assertThat(inviting.peer.invitations().list(null, 10)).isEmpty();
        // The root's id need not be given.
        assertThat(inviting.peer
                        .invitations()
                        .create(InvitationTerms.of(Facility.ROOT.id(), Facility.FULL.id()))
                        .invitation()
                        .scopeParams())
                .containsExactlyEntriesOf(Map.of("dataset_id", Facility.ROOT.id()));
    }

    @Test
    void missingScopeDefinitionCanBeAddedLater() {
        IssuedInvitation issued = inviting.invite();
        InMemoryReplica device = Facility.replica(2);
        try (MorangoServer serving = inviting.peer.serve(0)) {
            InvitationText text = issued.text(Facility.url(serving.port()));
            assertFails(JoinFailure.SCOPE_UNKNOWN, () -> inviting.client(device).join(text));
            device.certificates().save(Facility.FULL);
            assertFails(JoinFailure.SCOPE_UNKNOWN, () -> inviting.client(device).join(text));
            device.certificates().save(Facility.SINGLE_USER);
            assertThat(inviting.client(device).join(text).params()).isEqualTo(Inviting.PARAMS);
        }
    }

    @Test
    void serverWithoutTheCapabilityIsNotAsked() {
        IssuedInvitation issued = inviting.invite();
        Set<Capability> without = EnumSet.allOf(Capability.class);
        without.remove(Capability.INVITATIONS);
        Wire wire = new Wire();
        try (MorangoServer serving = Peer.on(
                        inviting.server,
                        inviting.settings().capabilities(without).build())
                .serve(0)) {
            assertFails(
                    JoinFailure.NOT_SUPPORTED,
                    () -> inviting.client(Facility.bareReplica(), wire)
                            .join(issued.text(Facility.url(serving.port()))));
        }
        assertThat(wire.crossings()).allMatch(crossing -> crossing.is("GET", "morangoinfo/"));
    }

    @Test
    void oldOnesAreRemovedWithTheRest() {
        IssuedInvitation issued = inviting.invite();
        inviting.hands.now = inviting.hands.now.plus(Duration.ofDays(30));
        inviting.peer.cleanUp(CleanUp.unusedFor(Duration.ofDays(1)));
        assertThat(inviting.peer.invitations().find(issued.invitation().id())).isPresent();
        inviting.hands.now = inviting.hands.now.plus(Duration.ofDays(2));
        inviting.peer.cleanUp(CleanUp.unusedFor(Duration.ofDays(1)));
        assertThat(inviting.peer.invitations().find(issued.invitation().id())).isEmpty();
    }
}
