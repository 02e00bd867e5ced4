package org.morango.replica;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.Revocation;
import org.morango.certificate.SigningKey;
import org.morango.record.ScopeDefinition;

/** Certificates, their private keys, scope definitions and nonces. Every method is one transaction. */
public interface CertificateStore {

    Optional<Certificate> find(String id);

    /** The private key of a certificate, if this database holds it. */
    Optional<SigningKey> key(String certificateId);

    /** The certificate and those above it, root first; empty if it is unknown. */
    List<Certificate> chain(String certificateId);

    /** The certificate and all below it whose private key is held here, in the order of their ids. */
    List<Certificate> owned(String rootId);

    /** Every certificate whose private key is held here, in the order of their ids. */
    List<Certificate> owned();

    /**
     * The certificates in the order of their ids, with and without private keys.
     *
     * @param after the id after which to begin; empty for the first
     */
    List<Certificate> page(String after, int limit);

    /**
     * Deletes those of these certificates, with their private keys, under which there is no other one and which no revocation
     * names, neither as revoked nor as its issuer.
     *
     * @return the ids of those that were deleted, in their order
     */
    List<String> remove(Collection<String> certificateIds);

    /**
     * Stores a verified chain, whole or not at all; certificates already stored stay as they are.
     *
     * @param leafKey the private key of the last one, if this database is its owner
     */
    void save(List<Certificate> chainRootFirst, @Nullable SigningKey leafKey);

    /**
     * Keeps a verified revocation of a certificate that is stored here.
     *
     * @return false, and nothing changed, if this certificate has been revoked already
     */
    boolean save(Revocation revocation);

    /** Those of these certificates' revocations that are known here, in the order of the certificates' ids. */
    List<Revocation> revocations(Collection<String> certificateIds);

    /**
     * The revocations by which certificates of these lines were revoked, in the order of the certificates' ids.
     *
     * @param lines as {@link org.morango.certificate.CertificateChains#lines} gives them
     */
    List<Revocation> revocationsOfLines(Collection<String> lines);

    /** The ids of the revoked certificates under a root, in their order. */
    List<String> revoked(String rootId);

    /**
     * How many revocations were issued in one branch: by a line of certificates that the root has signed, or below it.
     *
     * @param branchId the first certificate of that line
     */
    long revokedInBranch(String branchId);

    /** Notes that the owner of a stored certificate has opened a bound session, so that it can do so again. */
    void noteBound(String certificateId, Instant at);

    /** Whether the owner of a certificate has ever opened a bound session with this side, as client or server. */
    boolean hasOpenedBound(String certificateId);

    Optional<ScopeDefinition> scopeDefinition(String id);

    /** Stores a scope definition, replacing one of the same id. */
    void save(ScopeDefinition definition);

    /** Keeps a nonce that can be used once. */
    void saveNonce(String id, Instant created, String ip);

    /** Forgets the nonces that were made before the first time. */
    void dropNonces(Instant createdBefore);

    /** Uses up a nonce: true exactly once, and only if it was made from the first time to the last. Forgets older ones. */
    boolean useNonce(String id, Instant first, Instant last);

    /**
     * The latest time that this database has seen, that given included: clocks may go back. It is kept now and then, so that
     * most calls write nothing, and up to an hour of it may be forgotten when the process ends.
     */
    Instant latestTime(Instant now);

    /** Keeps at least that time at once, so that it is not forgotten. */
    void keepTime(Instant time);

    /** Forgets what was seen after that time, as the clock was wrong then. */
    void resetTime(Instant now);

    /** The key that others may sign certificates for, made on first use. See docs/protocol.md, "HTTP". */
    SigningKey sharedKey();
}
