package org.morango.client;

import org.morango.certificate.Certificate;
import org.morango.internal.transfer.StaleSessions;
import org.morango.invitation.InvitationText;
import org.morango.replica.Replica;
import org.morango.settings.PeerSettings;

/** Connects one peer to servers, and remembers in memory what its connections have found out. Thread-safe. */
public final class Connector {
    private final Replica replica;
    private final PeerSettings settings;
    private final StaleSessions stale;
    private final KnownCertificates certificates;

    public Connector(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
        this.stale = new StaleSessions(replica, settings);
        this.certificates = new KnownCertificates(settings.clock());
    }

    /**
     * Connects to a server and reads its identity.
     *
     * @param url the server's base address, for example {@code http://city.example:8080/}
     * @throws ConnectionException if nothing answers there, or the host is not a peer
     */
    public SyncConnection connect(String url) {
        return SyncConnection.to(url, this);
    }

    /**
     * Gets a certificate by an invitation; see {@code Peer.join}.
     *
     * @throws JoinException if it cannot be had
     */
    public Certificate join(InvitationText invitation, String deviceName) {
        return new InvitationJoin(this, invitation, deviceName).run();
    }

    /**
     * Asks what answers at an address to prove that it is a peer with a valid certificate under a root. Meant for
     * addresses that anybody may have named: the request tells nothing about this peer, not even the root's id, except
     * to those who know the root. The proof holds for that address alone, so no other machine can pass it on.
     *
     * @param url a base address with a numeric host, for example {@code http://192.168.1.7:8080/}
     * @return the certificate that it has proven to hold, verified
     * @throws ConnectionException if nothing answers there, or the host is not numeric
     * @throws org.morango.common.MorangoException if it has not proven it
     */
    public Certificate askForProof(String url, String rootId) {
        return new ProofRequest(url, replica.certificates(), settings).send(rootId);
    }

    Replica replica() {
        return replica;
    }

    PeerSettings settings() {
        return settings;
    }

    /** Returns what is left of sessions that were never finished. */
    StaleSessions stale() {
        return stale;
    }

    /** Returns the certificates under which servers have opened sessions. */
    KnownCertificates certificates() {
        return certificates;
    }
}
