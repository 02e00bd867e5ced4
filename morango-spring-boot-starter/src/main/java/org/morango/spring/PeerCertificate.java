package org.morango.spring;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.Certificates;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Certificate for the syncs with a peer, and its renewal. */
final class PeerCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(PeerCertificate.class);

    /** Begins the name of the lease of a renewal; no peer is called so. */
    private static final String TURN = "renewal of certificate ";

    private final MorangoProperties.Peer peer;
    private final Certificates certificates;
    private final double renewAt;
    private final Clock clock;

    /** @param renewAt renews the certificate when this share of its life is left; 0 for never */
    PeerCertificate(MorangoProperties.Peer peer, Certificates certificates, double renewAt, Clock clock) {
        this.peer = peer;
        this.certificates = certificates;
        this.renewAt = renewAt;
        this.clock = clock;
    }

    /** Times at which the certificate of the next sync expires and is to be renewed; null for never. */
    record Life(@Nullable Instant expires, @Nullable Instant renewalDue) {}

    /** Returns the certificate to sync with now. */
    Certificate current() {
        return found().orElseThrow(() -> new MorangoException(missing(), Map.of("peer", peer.label())));
    }

    private Optional<Certificate> found() {
        String id = peer.certificate();
        if (id != null) {
            return certificates.current(id);
        }
        try {
            return certificates.current();
        } catch (MorangoException e) {
            throw new MorangoException(
                    e.getMessage() + " The property certificate of peer " + peer.label() + " does so.", e);
        }
    }

    private String missing() {
        String id = peer.certificate();
        boolean unknown = id == null
                ? certificates.owned().isEmpty()
                : certificates.find(id).isEmpty();
        String which = id == null ? "no certificate" : "no certificate " + id;
        return unknown
                ? "This database has " + which + " to sync with " + peer.label() + "; request one first."
                : "This database has " + which + " to sync with " + peer.label()
                        + " that is still valid: it has expired or was revoked. Request another.";
    }

    Life life() {
        try {
            return found().map(this::life).orElse(new Life(null, null));
        } catch (MorangoException e) {
            // The next sync reports the error.
            return new Life(null, null);
        }
    }

    private Life life(Certificate certificate) {
        return new Life(
                CertificateChains.expires(certificates.chain(certificate.id())).orElse(null),
                renewalDue(certificate).orElse(null));
    }

    private Optional<Instant> renewalDue(Certificate certificate) {
        return renewAt == 0 ? Optional.empty() : certificates.renewalDue(certificate, renewAt);
    }

    /**
     * Renews a certificate if that is due and the server is its issuer. Returns the certificate to continue with. If the
     * renewal fails, that is the previous one, which is still valid.
     */
    Certificate renewed(Certificate mine, SyncConnection connection, SyncLog log, SyncLog.Lease lease) {
        String before = lease.renewalError();
        Certificate renewed = mine;
        String error = null;
        try {
            if (isDue(mine) && connection.canRenew(mine)) {
                renewed = renewedInTurn(mine, connection, log);
            }
        } catch (MorangoException e) {
            error = String.valueOf(e.getMessage());
            LOG.atLevel(before == null ? Level.WARN : Level.DEBUG)
                    .log(
                            "Certificate {} could not be renewed by {}, and is used until it expires at {}; it is tried again"
                                    + " with each sync: {}",
                            mine.id(),
                            peer.label(),
                            life(mine).expires(),
                            error);
        }
        if (!Objects.equals(before, error)) {
            log.renewed(lease, error);
        }
        return renewed;
    }

    /** Syncs with other peers of this name or another may find it due at the same time, on any node. */
    private Certificate renewedInTurn(Certificate mine, SyncConnection connection, SyncLog log) {
        Optional<SyncLog.Lease> turn = log.begin(log.read(TURN + mine.line()));
        if (turn.isEmpty()) {
            return mine;
        }
        try {
            Certificate newest = certificates.current(mine.id()).orElse(mine);
            if (!newest.equals(mine)) {
                return newest;
            }
            Certificate renewed = connection.renew(mine);
            LOG.info(
                    "Certificate {} was renewed by {}: {} is good until {}",
                    mine.id(),
                    peer.label(),
                    renewed.id(),
                    life(renewed).expires());
            return renewed;
        } finally {
            log.ended(turn.get());
        }
    }

    private boolean isDue(Certificate mine) {
        return renewalDue(mine).filter(due -> !due.isAfter(clock.instant())).isPresent();
    }
}
