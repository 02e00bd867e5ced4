package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.morango.it.certificate.Renewals.NOW;
import static org.morango.it.certificate.Renewals.at;
import static org.morango.it.certificate.Renewals.client;
import static org.morango.it.certificate.Renewals.day;
import static org.morango.it.certificate.Renewals.own;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.access.SigningPermission;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.internal.renewal.PeerCertificate;
import org.morango.it.support.Facility;
import org.morango.replica.SyncLog;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** The certificate for the syncs with a peer is renewed in time, by one node, and syncs go on while that fails. */
class PeerCertificateTest {
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final double THIRD = 1 / 3.0;

    private final InMemoryReplica client = client();
    private final InMemoryReplica server = Facility.rootReplica();
    private final SyncLog log = client.syncLog();
    private final Certificate mine = own(client);

    private static PeerCertificate certificate(InMemoryReplica replica, Instant now, double renewAt) {
        return new PeerCertificate("school", null, replica.certificates(), at(now).build(), renewAt);
    }

    /** Takes the lease of a sync, as a node does that connects at that time, and returns the certificate it goes on with. */
    private Certificate sync(Instant now, SigningPermission permission, double renewAt) {
        PeerSettings here = at(now).build();
        PeerSettings there =
                at(now).server(values -> values.signingPermission(permission)).build();
        SyncLog.Lease lease = log.begin(log.read("school"), LEASE, now).orElseThrow();
        try (MorangoServer serving = Peer.on(server, there).serve(0);
                SyncConnection connection = Peer.on(client, here).connect(Facility.url(serving.port()))) {
            PeerCertificate certificate = certificate(client, now, renewAt);
            return certificate.renewed(certificate.current(), connection, log, lease);
        } finally {
            log.end(lease, now);
        }
    }

    private Certificate sync(Instant now) {
        return sync(now, at(now).build().server().signingPermission(), THIRD);
    }

    @Test
    void renewedWhenAThirdOfTheLifeIsLeft() {
        Instant due = certificate(client, NOW, THIRD).life().renewalDue();
        assertThat(due).isBetween(day(17), day(20));
        assertThat(certificate(client, NOW, THIRD).life().expires()).isEqualTo(day(30));
        assertThat(certificate(client, NOW, 0).life().renewalDue()).isNull();

        assertThat(sync(due.minusSeconds(1))).isEqualTo(mine);
        assertThat(sync(due, at(due).build().server().signingPermission(), 0)).isEqualTo(mine);
        assertThat(client.certificates().owned()).containsExactly(mine);
        Certificate renewed = sync(due);
        assertThat(renewed.line()).isEqualTo(mine.id());
        assertThat(certificate(client, due, THIRD).current()).isEqualTo(renewed);
        assertThat(sync(due)).isEqualTo(renewed);
        assertThat(client.certificates().owned()).hasSize(2);
    }

    @Test
    void whileAnotherRenewsItTheFormerIsUsed() {
        Instant now = day(25);
        SyncLog.Entry turn = log.read("renewal of certificate " + mine.id());
        SyncLog.Lease other = log.begin(turn, LEASE, now).orElseThrow();
        assertThat(sync(now)).isEqualTo(mine);
        assertThat(client.certificates().owned()).containsExactly(mine);
        assertThat(log.read("school").renewalError()).isNull();
        log.end(other, now);
        assertThat(sync(now)).isNotEqualTo(mine);
        assertThat(log.read("renewal of certificate " + mine.id()).isHeld(now)).isFalse();
    }

    @Test
    void whileRenewalFailsTheFormerIsUsedAndTheLogSaysWhy() {
        Instant now = day(25);
        assertThat(sync(now, SigningPermission.NOTHING, THIRD)).isEqualTo(mine);
        assertThat(log.read("school").renewalError()).contains("refuses to renew certificate " + mine.id());
        assertThat(log.read("school").failures()).isZero();
        assertThat(sync(now)).isNotEqualTo(mine);
        assertThat(log.read("school").renewalError()).isNull();
    }

    @Test
    void withoutAValidCertificateTheReasonIsTold() {
        assertThatThrownBy(() -> certificate(client, day(40), THIRD).current())
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("no certificate to sync with school that is still valid");
        InMemoryReplica empty = Facility.replica(9);
        assertThatThrownBy(() -> certificate(empty, NOW, THIRD).current())
                .isInstanceOf(MorangoException.class)
                .hasMessage("This database has no certificate to sync with school; request one first.");
        assertThat(certificate(empty, NOW, THIRD).life()).isEqualTo(new PeerCertificate.Life(null, null));
    }
}
