package org.morango;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.Life;
import org.morango.certificate.Revocation;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.internal.trust.ExpiredCertificates;
import org.morango.internal.trust.OwnCertificates;
import org.morango.internal.trust.Revocations;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.replica.SyncLog;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates and scope definitions of a peer. See docs/protocol.md, "Certificates". Thread-safe; each method is
 * one transaction.
 */
public final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    /** Begins the name of the lease of a creation; no peer is called so. */
    private static final String ROOT_TURN = "creation of a root of ";

    private static final Duration ROOT_LEASE = Duration.ofMinutes(1);

    private final Replica replica;
    private final CertificateStore store;
    private final PeerSettings settings;
    private final Revocations revocations;
    private final OwnCertificates own;

    Certificates(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.store = replica.certificates();
        this.settings = settings;
        this.revocations = new Revocations(replica, settings);
        this.own = new OwnCertificates(store, settings);
    }

    /**
     * Defines a scope definition at this peer, replacing one of the same id. All peers of a profile define the same
     * ones. Logs the prefixes that accept only ids, see {@link ScopeDefinition#openPrefixes()}.
     */
    public void define(ScopeDefinition definition) {
        List<String> open = definition.openPrefixes();
        if (!open.isEmpty()) {
            LOG.info(
                    "Scope definition {} ends {} with a parameter, which takes only ids and UUIDs there: write \":\" behind it,"
                            + " and in partition(), for values of any length",
                    definition.id(),
                    open);
        }
        store.save(definition);
    }

    /**
     * Creates a root: a certificate that signs itself, with a new private key that stays in this database.
     *
     * @throws MorangoException if the scope definition is unknown
     */
    public Certificate createRoot(String scopeDefinitionId) {
        return createRoot(scopeDefinitionId, null);
    }

    /**
     * Creates a root that expires, and with it everything below it.
     *
     * @param expires when, to the second; null for never
     * @throws MorangoException if the scope definition is unknown
     */
    public Certificate createRoot(String scopeDefinitionId, @Nullable Instant expires) {
        ScopeDefinition definition = defined(scopeDefinitionId);
        SigningKey key = SigningKey.generate(settings.random());
        Certificate root = Certificate.root(
                key, definition, Map.of(), Life.from(settings.clock().instant(), expires));
        store.save(List.of(root), key);
        return root;
    }

    /**
     * Creates the root that other peers join, unless this database has a certificate of the scope definition's profile,
     * or another node on it is creating one. Several nodes may call this at the same time.
     *
     * @return the root; empty if nothing was created
     * @throws MorangoException if the scope definition is unknown
     */
    public Optional<Certificate> createRootIfMissing(String scopeDefinitionId) {
        String profile = defined(scopeDefinitionId).profile();
        if (hasCertificate(profile)) {
            return Optional.empty();
        }
        String name = ROOT_TURN + scopeDefinitionId;
        SyncLog log = replica.syncLog();
        Optional<SyncLog.Lease> turn =
                log.begin(log.read(name), ROOT_LEASE, settings.clock().instant());
        if (turn.isEmpty()) {
            LOG.info("Another node creates the root of scope {}", scopeDefinitionId);
            return Optional.empty();
        }
        try {
            if (hasCertificate(profile)) {
                return Optional.empty();
            }
            Certificate root = createRoot(scopeDefinitionId);
            LOG.info("Created root {} of scope {}, which others may join", root.id(), scopeDefinitionId);
            return Optional.of(root);
        } finally {
            log.end(turn.get(), settings.clock().instant());
        }
    }

    private boolean hasCertificate(String profile) {
        return store.owned().stream().anyMatch(held -> held.profile().equals(profile));
    }

    private ScopeDefinition defined(String id) {
        return store.scopeDefinition(id)
                .orElseThrow(() -> new MorangoException(
                        "Scope definition " + id + " is unknown here; define it first.",
                        Map.of("scope_definition", id)));
    }

    /**
     * Revokes a certificate, the certificates that it renews or that renew it, and everything below them. Every peer
     * that knows of the revocation accepts nothing from them and opens no session with them; their open sessions here
     * end at once. The revocation travels with syncs between peers of this library to all peers under the same root. It
     * is permanent; issue a new certificate instead. Needs a private key of the certificate itself or of one above it.
     *
     * @param reason for people, up to {@value Revocation#MAX_REASON} characters; every peer may read it
     * @return the statement; the earlier one, if the certificate has been revoked before
     * @throws MorangoException if the certificate is unknown here, or no such key is held here
     */
    public Revocation revoke(String certificateId, String reason) {
        List<Certificate> chain = store.chain(certificateId);
        if (chain.isEmpty()) {
            throw new MorangoException(
                    "Certificate " + certificateId + " is unknown here.", Map.of("certificate", certificateId));
        }
        if (reason.length() > Revocation.MAX_REASON) {
            throw new MorangoException("A reason has at most " + Revocation.MAX_REASON + " characters.");
        }
        for (Certificate issuer : chain) {
            Optional<SigningKey> key = store.key(issuer.id());
            if (key.isPresent()) {
                revocations.add(Revocation.issue(
                        key.get(), issuer, chain, settings.clock().instant(), reason));
                return revocation(certificateId).orElseThrow();
            }
        }
        throw new MorangoException(
                "Certificate " + certificateId
                        + " cannot be revoked here: this database has neither its private key nor one above it.",
                Map.of("certificate", certificateId));
    }

    /**
     * Returns the statement by which that certificate itself was revoked; empty if it was not, or this peer does not
     * know of it.
     */
    public Optional<Revocation> revocation(String certificateId) {
        return store.revocations(List.of(certificateId)).stream().findFirst();
    }

    /** Returns the ids of the certificates under a root that were revoked, as far as known here, in their order. */
    public List<String> revoked(String rootId) {
        return store.revoked(rootId);
    }

    /**
     * Declares that the clock of this peer was wrong and is right now. Normally, certificates that had expired by the
     * latest time seen stay expired, even if the clock goes back. After the clock had been ahead by mistake, this
     * method undoes that. Call it in each process on the database.
     */
    public void resetTime() {
        store.resetTime(settings.clock().instant());
    }

    /** Returns the certificate of that id; empty if it is unknown. */
    public Optional<Certificate> find(String id) {
        return store.find(id);
    }

    /** Returns the certificate and those above it, root first; empty if it is unknown. */
    public List<Certificate> chain(String id) {
        return store.chain(id);
    }

    /**
     * Returns the certificate that is used if none is named. Among the certificates whose private keys are here, and
     * that are neither expired nor revoked, it is the one that allows everything that the others allow. Of several that
     * allow the same, it is the newest.
     *
     * @return empty if none is valid
     * @throws MorangoException if some of them allow what the others do not; name one of them
     */
    public Optional<Certificate> current() {
        return own.current();
    }

    /**
     * As {@link #current()}, among the certificates at or below the given one, those that renew it, and those for the
     * same scope and parameters. The id of a root gives the certificate to use for its data. The id of a certificate of
     * this side gives the one that has taken its place, or itself.
     */
    public Optional<Certificate> current(String id) {
        return own.current(id);
    }

    /**
     * Returns the superseded certificates: their private keys are here, and a newer valid certificate of the same scope
     * and parameters under the same root is used in their place. They are in the order of their ids. They need not be
     * revoked: that would also revoke those that renew them.
     */
    public List<Certificate> superseded() {
        return own.superseded();
    }

    /**
     * Deletes expired certificates with their private keys: those of other peers, and this side's own that are
     * superseded. Certificates stay if a revocation names them, if they are above others, or if their sessions are
     * open. Reads all certificates; once a month is enough.
     *
     * @return the ids of the deleted certificates, in their order
     */
    public List<String> removeExpired() {
        return new ExpiredCertificates(replica, settings).remove();
    }

    /**
     * Returns when a certificate should be renewed ({@link org.morango.client.SyncConnection#renew}): when the given
     * share of its lifetime is left, or earlier by up to a tenth of its lifetime. The certificate's id decides how much
     * earlier, so that certificates that were issued together are not renewed together.
     *
     * @param shareLeft above 0 and at most 1, for example 1/3.0
     * @return empty if it never expires, or is a root, which cannot be renewed
     * @throws MorangoException if the certificate is unknown here
     */
    public Optional<Instant> renewalDue(Certificate certificate, double shareLeft) {
        if (!(shareLeft > 0 && shareLeft <= 1)) {
            throw new MorangoException("A share of a life is above 0 and at most 1, not " + shareLeft + ".");
        }
        if (store.find(certificate.id()).isEmpty()) {
            throw new MorangoException(
                    "Certificate " + certificate.id() + " is unknown here.", Map.of("certificate", certificate.id()));
        }
        return own.renewalDue(certificate, shareLeft);
    }

    /**
     * Returns every certificate whose private key is held here, in the order of their ids, including those that are no
     * longer of use.
     */
    public List<Certificate> owned() {
        return store.owned();
    }

    /** Returns the certificates at or below the given one whose private key is held here, in the order of their ids. */
    public List<Certificate> owned(String rootId) {
        return store.owned(rootId);
    }
}
