package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.morango.it.certificate.Renewals.CITY_KEY;
import static org.morango.it.certificate.Renewals.OTHER_KEY;
import static org.morango.it.certificate.Renewals.at;
import static org.morango.it.certificate.Renewals.client;
import static org.morango.it.certificate.Renewals.day;
import static org.morango.it.certificate.Renewals.own;
import static org.morango.it.certificate.Renewals.renewed;
import static org.morango.it.certificate.Renewals.replica;
import static org.morango.it.certificate.Renewals.sync;
import static org.morango.it.certificate.Renewals.underRoot;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** Revoking a certificate also revokes those that it was renewed from and those that renew it. */
class RenewedLineTest {
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
        // The peer that revokes it may know only this certificate.
        server.certificates().save(List.of(Facility.ROOT, line.get(which)), null);
        there.certificates().revoke(line.get(which).id(), "stolen");
        try (MorangoServer serving = there.serve(0);
                SyncConnection connection =
                        Peer.on(client, at(day(26)).build()).connect(Facility.url(serving.port()))) {
            for (Certificate stolen : line) {
                SigningKey key = client.certificates().key(stolen.id()).orElseThrow();
                assertThat(RenewalRequest.of(stolen).signedBy(key).status(serving.port()))
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
}
