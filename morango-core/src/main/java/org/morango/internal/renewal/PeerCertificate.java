package org.morango.internal.renewal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.internal.trust.OwnCertificates;
import org.morango.replica.CertificateStore;
import org.morango.replica.SyncLog;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Certificate for the syncs with a peer, and its renewal. Thread-safe. */
public final class PeerCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(PeerCertificate.class);

    /** Begins the name of the lease of a renewal; no peer is called so. */
    private static final String TURN = "renewal of certificate ";

    /** Lease of a renewal, which takes a few requests. */
    private static final Duration TURN_LEASE = Duration.ofMinutes(2);

    private final String peer;
    private final @Nullable String id;
    private final CertificateStore store;
    private final OwnCertificates own;
    private final double renewAt;
    private final PeerSettings settings;
    private volatile boolean hasFailed;

    /**
     * @param peer the peer's name
     * @param id the certificate to use, or the one that it renews; null for the one that allows everything that the
     *     others allow
     * @param renewAt renews the certificate when this share of its life is left, at most 1; 0 for never
     */
    public PeerCertificate(
            String peer, @Nullable String id, CertificateStore store, PeerSettings settings, double renewAt) {
        this.peer = peer;
        this.id = id;
        this.store = store;
        this.own = new OwnCertificates(store, settings);
        this.renewAt = renewAt;
        this.settings = settings;
    }

    /** Times at which the certificate of the next sync expires and is to be renewed; null for never. */
    public record Life(@Nullable Instant expires, @Nullable Instant renewalDue) {}

    /**
     * Returns the certificate to sync with now.
     *
     * @throws MorangoException if none is valid, or none allows everything that the others allow
     */
    public Certificate current() {
        return found().orElseThrow(() -> new MorangoException(missing(), Map.of("peer", peer)));
    }

    /**
     * Returns whether another certificate may be requested: none is valid, and none was revoked. After a revocation,
     * people decide.
     */
    public boolean isMissing() {
        if (found().isPresent()) {
            return false;
        }
        List<Certificate> owned = id == null ? store.owned() : store.owned(id);
        return owned.stream()
                .allMatch(own -> store.revocations(ids(store.chain(own.id()))).isEmpty());
    }

    private static List<String> ids(List<Certificate> chain) {
        return chain.stream().map(Certificate::id).toList();
    }

    private Optional<Certificate> found() {
        if (id != null) {
            return own.current(id);
        }
        try {
            return own.current();
        } catch (MorangoException e) {
            throw new MorangoException(e.getMessage() + " The setting certificate of peer " + peer + " does so.", e);
        }
    }

    private String missing() {
        boolean unknown = id == null ? store.owned().isEmpty() : store.find(id).isEmpty();
        String which = id == null ? "no certificate" : "no certificate " + id;
        return unknown
                ? "This database has " + which + " to sync with " + peer + "; request one first."
                : "This database has " + which + " to sync with " + peer
                        + " that is still valid: it has expired or was revoked. Request another.";
    }

    /** Returns the life of the certificate to sync with now; that of one that never expires if there is none. */
    public Life life() {
        try {
            return found().map(this::life).orElse(new Life(null, null));
        } catch (MorangoException e) {
            // The next sync reports the error.
            return new Life(null, null);
        }
    }

    private Life life(Certificate certificate) {
        return new Life(
                CertificateChains.expires(store.chain(certificate.id())).orElse(null),
                renewalDue(certificate).orElse(null));
    }

    private Optional<Instant> renewalDue(Certificate certificate) {
        return renewAt == 0 ? Optional.empty() : own.renewalDue(certificate, renewAt);
    }

    /**
     * Renews a certificate if that is due and the server is its issuer. Returns the certificate to continue with. If the
     * renewal fails, that is the previous one, which is still valid, and the log notes the error.
     */
    public Certificate renewed(Certificate mine, SyncConnection connection, SyncLog log, SyncLog.Lease lease) {
        boolean isDue = isDue(mine);
        String before = isDue || hasFailed || lease.renewalError() != null
                ? log.read(peer).renewalError()
                : null;
        Certificate renewed = mine;
        String error = null;
        try {
            if (isDue && connection.canRenew(mine)) {
                renewed = renewedInTurn(mine, connection, log);
            }
        } catch (MorangoException e) {
            error = SyncLog.shown(String.valueOf(e.getMessage()));
            LOG.atLevel(before == null ? Level.WARN : Level.DEBUG)
                    .log(
                            "Certificate {} could not be renewed by {}, and is used until it expires at {}; it is tried again"
                                    + " with each sync: {}",
                            mine.id(),
                            peer,
                            life(mine).expires(),
                            error);
        }
        hasFailed = error != null;
        if (!Objects.equals(before, error)) {
            log.renewed(lease, error);
        }
        return renewed;
    }

    /** Syncs with other peers of this name or another may find it due at the same time, on any node. */
    private Certificate renewedInTurn(Certificate mine, SyncConnection connection, SyncLog log) {
        SyncLog.Entry seen = log.read(TURN + mine.line());
        Optional<SyncLog.Lease> turn =
                log.begin(seen, TURN_LEASE, settings.clock().instant());
        if (turn.isEmpty()) {
            return mine;
        }
        try {
            Certificate newest = own.current(mine.id()).orElse(mine);
            if (!newest.equals(mine)) {
                return newest;
            }
            Certificate renewed = connection.renew(mine);
            LOG.info(
                    "Certificate {} was renewed by {}: {} is good until {}",
                    mine.id(),
                    peer,
                    renewed.id(),
                    life(renewed).expires());
            return renewed;
        } finally {
            log.end(turn.get(), settings.clock().instant());
        }
    }

    private boolean isDue(Certificate mine) {
        return renewalDue(mine)
                .filter(due -> !due.isAfter(settings.clock().instant()))
                .isPresent();
    }
}
