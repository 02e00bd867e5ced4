package org.morango.it.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.access.SigningPermission;
import org.morango.certificate.Certificate;
import org.morango.client.Joining;
import org.morango.it.support.Facility;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.record.ScopeDefinition;
import org.morango.testkit.InMemoryReplica;

/** Peers that keep in sync renew their certificates. */
class LiveRenewalTest extends LivePeers {
    private static final Instant BEGIN = Instant.parse("2100-11-23T08:00:00Z");
    private static final Joining ADMIN = Joining.as("admin", "pw").build();

    private final InMemoryReplica tablet = Facility.bareReplica();
    private volatile boolean allowed = true;

    private final class Permission implements SigningPermission {
        @Override
        public boolean allows(Principal user, Certificate parent, ScopeDefinition scope, Map<String, String> params) {
            return true;
        }

        @Override
        public boolean allowsRenewal(Certificate certificate, ScopeDefinition scope) {
            return allowed;
        }
    }

    @BeforeEach
    void issueCertificatesOf30Days() {
        clock.now = BEGIN;
        settings.trust(trust -> trust.certificateLifetime(Duration.ofDays(30)))
                .server(server -> server.signingPermission(new Permission())
                        .authenticator(credentials -> Optional.of(credentials::username)));
    }

    private SyncTarget.Builder school(String name) {
        return target().name(name).join(ADMIN);
    }

    private ContinuousSync keep(SyncTarget.Builder target) {
        ContinuousSync sync = Peer.on(tablet, settings.build()).keepInSync(target.build());
        open.add(sync);
        return sync;
    }

    private List<Certificate> owned() {
        return tablet.certificates().owned();
    }

    private Optional<Certificate> current() {
        return Peer.on(tablet, settings.build()).certificates().current();
    }

    /** Waits for the next check, from which the clock may just have jumped away. */
    private void awaitOwned(int number) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            clock.now = clock.now.plusSeconds(1);
            assertThat(owned()).hasSize(number);
        });
    }

    /** Lets the time pass, and waits until changes travel both ways. */
    private void day(int day) {
        clock.now = BEGIN.plus(Duration.ofDays(day));
        travels(tablet, there, "of the tablet on day " + day);
        travels(there, tablet, "of the school on day " + day);
    }

    private void travels(InMemoryReplica from, InMemoryReplica to, String source) {
        String id = put(from, source);
        await().atMost(LONG).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            clock.now = clock.now.plusMillis(50);
            assertThat(to.rows()).containsKey(id);
        });
    }

    private String renewalError() {
        return String.valueOf(tablet.syncLog().read("school").renewalError());
    }

    @Test
    void oneOfSeveralProcessesRenewsWhenAThirdOfTheLifeIsLeft() {
        ContinuousSync one = keep(school("school"));
        awaitPhase(one, SyncPhase.UP_TO_DATE);
        ContinuousSync other = keep(school("school"));
        awaitPhase(other, SyncPhase.ELSEWHERE);
        Certificate first = current().orElseThrow();
        day(16);
        assertThat(owned()).containsExactly(first);
        day(21);
        awaitOwned(2);
        assertThat(current().orElseThrow().line()).isEqualTo(first.id());
        // The first one has expired.
        day(40);
        one.close();
        awaitPhase(other, SyncPhase.UP_TO_DATE);
        day(41);
    }

    /** The issuer may have two names, and both syncs find the certificate due at once. */
    @Test
    void syncsWithSeveralPeersRenewOnce() {
        ContinuousSync one = keep(school("school"));
        awaitPhase(one, SyncPhase.UP_TO_DATE);
        ContinuousSync again = keep(school("again"));
        awaitPhase(again, SyncPhase.UP_TO_DATE);
        day(21);
        awaitOwned(2);
        one.syncNow().join();
        again.syncNow().join();
        assertThat(owned()).hasSize(2);
        assertThat(renewalError()).isEqualTo("null");
    }

    @Test
    void formerIsUsedWhileRenewalFails() {
        ContinuousSync sync = keep(school("school"));
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        Certificate first = current().orElseThrow();
        allowed = false;
        for (int day = 22; day < 25; day++) {
            day(day);
        }
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(renewalError()).contains("refuses to renew certificate " + first.id()));
        assertThat(sync.state().phase()).isNotEqualTo(SyncPhase.REFUSED);
        allowed = true;
        day(25);
        awaitOwned(2);
        await().atMost(LONG).untilAsserted(() -> assertThat(renewalError()).isEqualTo("null"));
    }

    @Test
    void certificateOfATargetStandsForWhatRenewsIt() {
        ContinuousSync first = keep(school("school"));
        awaitPhase(first, SyncPhase.UP_TO_DATE);
        first.close();
        String own = current().orElseThrow().id();
        settings.live(live -> live.renewAt(0.8));
        ContinuousSync sync = keep(target().name("school").certificate(own));
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        day(7);
        awaitOwned(2);
        day(32);
        sync.pause();
        awaitPhase(sync, SyncPhase.PAUSED);
        clock.now = BEGIN.plus(Duration.ofDays(100));
        sync.resume();
        awaitPhase(sync, SyncPhase.REFUSED);
        assertThat(sync.state().reason()).contains("that is still valid: it has expired or was revoked");
    }

    @Test
    void noneIsRenewedWhereThatIsOff() {
        settings.live(live -> live.renewAt(0));
        ContinuousSync sync = keep(school("school"));
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        day(29);
        assertThat(owned()).hasSize(1);
    }
}
