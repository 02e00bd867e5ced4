package org.morango.it.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.client.Joining;
import org.morango.client.Login;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.InvitationText;
import org.morango.invitation.IssuedInvitation;
import org.morango.it.support.Facility;
import org.morango.it.support.Wire;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;
import org.morango.unsent.UnsentToPeer;

/** Peers that get their certificate by themselves. */
class JoiningTest extends LivePeers {
    private static final Joining ADMIN = Joining.as("admin", "pw").build();

    private final InMemoryReplica bare = Facility.bareReplica();

    private ContinuousSync join(SyncTarget target) {
        ContinuousSync sync = Peer.on(bare, settings.build()).keepInSync(target);
        open.add(sync);
        return sync;
    }

    private static Certificate only(InMemoryReplica replica) {
        assertThat(replica.certificates().owned()).hasSize(1);
        return replica.certificates().owned().get(0);
    }

    @Test
    void certificateIsRequestedOnceAndKept() {
        String before = put(bare, "written before joining");
        ContinuousSync sync = join(target().join(ADMIN).build());
        awaitRow(there, before);
        Certificate mine = only(bare);
        assertThat(mine.parentId()).isEqualTo(Facility.ROOT.id());
        assertThat(mine.scopeDefinitionId()).isEqualTo(Facility.FULL.id());
        sync.close();
        awaitPhase(join(target().join(ADMIN).build()), SyncPhase.UP_TO_DATE);
        assertThat(only(bare)).isEqualTo(mine);
    }

    @Test
    void scopeMayBeSmaller() {
        String user = Facility.ROOT.id();
        ContinuousSync sync = join(target().join(Joining.as("admin", "pw")
                        .root(Facility.ROOT.id())
                        .scope(Facility.SINGLE_USER.id())
                        .param("user_id", user)
                        .build())
                .build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        assertThat(only(bare).scopeDefinitionId()).isEqualTo(Facility.SINGLE_USER.id());
        // The parameter that the root has as well need not be given.
        assertThat(only(bare).params()).isEqualTo(Map.of("dataset_id", Facility.ROOT.id(), "user_id", user));
    }

    @Test
    void wrongPasswordIsRepeatedEverMoreRarely() {
        List<Instant> asked = new CopyOnWriteArrayList<>();
        settings.server(server -> server.authenticator(credentials -> {
            asked.add(clock.now);
            return Optional.empty();
        }));
        ContinuousSync sync =
                join(target().join(Joining.as("admin", "wrong").build()).build());
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    clock.now = clock.now.plusSeconds(10);
                    return asked.size() >= 10;
                });
        awaitPhase(sync, SyncPhase.REFUSED);
        assertThat(sync.state().reason()).contains("does not accept this password for user admin");
        for (int i = 1; i < 10; i++) {
            // Each wait is twice as long as the one before, less up to a half.
            assertThat(Duration.between(asked.get(i - 1), asked.get(i)).toMillis())
                    .isGreaterThanOrEqualTo(250L << (i - 1));
        }
        int before = asked.size();
        // The next attempt may be asked for.
        assertThatThrownBy(() -> sync.syncNow().join()).hasMessageContaining("does not accept");
        assertThat(asked).hasSizeGreaterThan(before);
    }

    @Test
    void expiredCertificateIsReplaced() {
        settings.trust(trust -> trust.certificateLifetime(Duration.ofDays(30)));
        settings.live(live -> live.renewAt(0));
        ContinuousSync sync = join(target().join(ADMIN).build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        Certificate first = only(bare);
        sync.close();
        clock.now = clock.now.plus(Duration.ofDays(40));
        String later = put(there, "later");
        join(target().join(ADMIN).build());
        awaitRow(bare, later);
        assertThat(bare.certificates().owned()).hasSize(2).contains(first);
    }

    @Test
    void revokedPeerDoesNotJoinAgain() {
        ContinuousSync sync = join(target().join(ADMIN).build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        Certificate mine = only(bare);
        Peer.on(there, settings.build()).certificates().revoke(mine.id(), "lost");
        awaitPhase(sync, SyncPhase.REFUSED);
        await().atMost(LONG).untilAsserted(() -> {
            clock.now = clock.now.plusSeconds(61);
            assertThat(sync.state().reason()).contains("revoked");
        });
        assertThat(only(bare)).isEqualTo(mine);
    }

    @Test
    void invitationIsEnough() {
        Peer school = Peer.on(there, settings.build());
        IssuedInvitation issued =
                school.invitations().create(InvitationTerms.of(Facility.ROOT.id(), Facility.FULL.id()));
        String before = put(bare, "written before joining");
        settings.name("Tablet of Ada");
        SyncTarget target =
                SyncTarget.invited(issued.text(Facility.url(port()))).build();
        ContinuousSync sync = join(target);
        awaitRow(there, before);
        Certificate mine = only(bare);
        sync.close();
        awaitPhase(join(target), SyncPhase.UP_TO_DATE);
        assertThat(only(bare)).isEqualTo(mine);
        assertThat(school.invitations().find(issued.invitation().id()))
                .get()
                .extracting(Invitation::usedByName)
                .isEqualTo("Tablet of Ada");
        assertThat(school.unsent().peers()).extracting(UnsentToPeer::device).containsOnly("Tablet of Ada");
    }

    @Test
    void usedInvitationIsNotRepeatedOften() {
        IssuedInvitation issued = Peer.on(there, settings.build())
                .invitations()
                .create(InvitationTerms.of(Facility.ROOT.id(), Facility.FULL.id()));
        InvitationText text = issued.text(Facility.url(port()));
        InMemoryReplica other = Facility.bareReplica();
        Peer.on(other, settings.build()).join(text);
        ContinuousSync sync = join(SyncTarget.invited(text).build());
        awaitPhase(sync, SyncPhase.REFUSED);
        assertThat(sync.state().reason()).contains("the invitation was used already");
    }

    @Test
    void inviterThatIsAwayIsWaitedFor() {
        IssuedInvitation issued = Peer.on(there, settings.build())
                .invitations()
                .create(InvitationTerms.of(Facility.ROOT.id(), Facility.FULL.id()));
        int port = port();
        serving.close();
        ContinuousSync sync =
                join(SyncTarget.invited(issued.text(Facility.url(port))).build());
        awaitPhase(sync, SyncPhase.OFFLINE);
        serve(port);
        await().atMost(LONG).untilAsserted(() -> {
            clock.now = clock.now.plusMillis(50);
            assertThat(sync.state().phase()).isEqualTo(SyncPhase.UP_TO_DATE);
        });
    }

    @Test
    void tokenIsCheckedByTheServersApplication() {
        settings.server(server -> server.tokenVerifier(token ->
                        token.equals("abc.def~1") ? Optional.<Principal>of(() -> "tablet 7") : Optional.empty())
                .signingPermission(
                        (user, parent, scope, params) -> user.getName().equals("tablet 7")));
        awaitPhase(
                join(target().join(Joining.with(() -> Login.token("abc.def~1")).build())
                        .build()),
                SyncPhase.UP_TO_DATE);
        SyncConnection other = Peer.on(Facility.bareReplica(), settings.build()).connect(Facility.url(port()));
        try (other) {
            assertThatThrownBy(() ->
                            other.join(Joining.with(() -> Login.token("other")).build()))
                    .hasMessageContaining("does not accept this token");
        }
    }

    @Test
    void tokenIsNotAPassword() {
        // The authenticator accepts everybody, but a token is no user with a password.
        settings.server(server -> server.authenticator(credentials -> Optional.of(credentials::username)));
        try (SyncConnection connection = Peer.on(bare, settings.build()).connect(Facility.url(port()))) {
            assertThatThrownBy(() -> connection.join(
                            Joining.with(() -> Login.token("abc")).build()))
                    .hasMessageContaining("does not accept this token");
        }
    }

    @Test
    void tokenOrNameThatCannotBeIsRefusedHere() {
        assertThatThrownBy(() -> Login.token("")).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> Login.token("a b")).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> Login.token("a:b")).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> Login.token("a".repeat(Login.MAX_TOKEN + 1))).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> Login.password("a:b", "c")).isInstanceOf(MorangoException.class);
        assertThat(Login.token("secret")).hasToString("Login[token]");
        assertThat(Login.password("ada", "secret")).hasToString("Login[ada]");
    }

    @Test
    void severalRootsAreNotGuessed() {
        Certificate second = Peer.on(there, settings.build()).certificates().createRoot(Facility.FULL.id());
        try (SyncConnection connection = Peer.on(bare, settings.build()).connect(Facility.url(port()))) {
            assertThat(connection.roots())
                    .extracting(Certificate::id)
                    .containsExactlyInAnyOrder(Facility.ROOT.id(), second.id());
            assertThatThrownBy(() -> connection.join(ADMIN))
                    .hasMessageContaining("several roots")
                    .hasMessageContaining(second.id());
            assertThatThrownBy(() -> connection.join(
                            Joining.as("admin", "pw").root("0".repeat(32)).build()))
                    .hasMessageContaining("under root " + "0".repeat(32));
            Certificate mine =
                    connection.join(Joining.as("admin", "pw").root(second.id()).build());
            assertThat(mine.parentId()).isEqualTo(second.id());
        }
    }

    /** A name that the network knows, and that is no loopback address. */
    @Test
    void rootIsNotTakenFromAServerOverHttp() {
        int port = port();
        Transport network = Transport.jdk(Duration.ofSeconds(5));
        settings.client(client -> client.transport(() -> request ->
                network.send(Wire.withUri(request, uri -> uri.replace("http://school.example/", Facility.url(port))))));
        try (SyncConnection connection = Peer.on(bare, settings.build()).connect("http://school.example/")) {
            assertThatThrownBy(() -> connection.join(ADMIN)).hasMessageContaining("needs the id of the root");
            connection.join(Joining.as("admin", "pw").root(Facility.ROOT.id()).build());
        }
        assertThat(bare.certificates().owned()).hasSize(1);
    }
}
