package org.morango.replica;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.Revocation;
import org.morango.certificate.SigningKey;
import org.morango.merge.WriteScopes;
import org.morango.record.Scope;
import org.morango.record.ScopeDefinition;

/** Certificates, their private keys, scope definitions and nonces. Every method is one transaction. */
public interface CertificateStore {

    Optional<Certificate> find(String id);

    /** Returns the private key of a certificate, if this database holds it. */
    Optional<SigningKey> key(String certificateId);

    /** Returns the certificate and those above it, root first; empty if it is unknown. */
    List<Certificate> chain(String certificateId);

    /** Returns the certificate and all below it whose private key is held here, in the order of their ids. */
    List<Certificate> owned(String rootId);

    /** Returns every certificate whose private key is held here, in the order of their ids. */
    List<Certificate> owned();

    /**
     * Returns the scopes that this database may change in a profile, by the certificates whose private keys are held
     * here.
     */
    default WriteScopes writeScopes(String profile) {
        return writeScopes(owned(), profile, this::scopeDefinition);
    }

    /** Returns the scopes that a database with these certificates may change in a profile. */
    static WriteScopes writeScopes(
            List<Certificate> owned, String profile, Function<String, Optional<ScopeDefinition>> definitions) {
        return new WriteScopes(owned.stream()
                .filter(certificate -> certificate.profile().equals(profile))
                .map(certificate -> definitions
                        .apply(certificate.scopeDefinitionId())
                        .map(certificate::scope)
                        .orElse(Scope.EVERYTHING))
                .toList());
    }

    /**
     * Returns certificates in the order of their ids, with and without private keys.
     *
     * @param after the id after which to begin; empty for the first
     */
    List<Certificate> page(String after, int limit);

    /**
     * Deletes certificates with their private keys. Certificates stay if another one is under them, or if a revocation
     * names them, either as revoked or as its issuer.
     *
     * @return the ids of the deleted certificates, in their order
     */
    List<String> remove(Collection<String> certificateIds);

    /**
     * Stores a verified chain, whole or not at all; certificates already stored stay as they are.
     *
     * @param leafKey the private key of the last one, if this database is its owner
     */
    void save(List<Certificate> chainRootFirst, @Nullable SigningKey leafKey);

    /**
     * Stores a verified revocation of a certificate that is stored here.
     *
     * @return false, and nothing changed, if this certificate has been revoked already
     */
    boolean save(Revocation revocation);

    /** Returns the revocations of these certificates that are known here, in the order of the certificates' ids. */
    List<Revocation> revocations(Collection<String> certificateIds);

    /**
     * Returns the revocations of certificates of these lines, in the order of the certificates' ids.
     *
     * @param lines as {@link org.morango.certificate.CertificateChains#lines} returns them
     */
    List<Revocation> revocationsOfLines(Collection<String> lines);

    /** Returns the ids of the revoked certificates under a root, in their order. */
    List<String> revoked(String rootId);

    /**
     * Returns how many revocations were issued in one branch: by a line of certificates that the root has signed, or
     * below it.
     *
     * @param branchId the first certificate of that line
     */
    long revokedInBranch(String branchId);

    /** Notes that the owner of a stored certificate has opened a bound session, and so can do so again. */
    void noteBound(String certificateId, Instant at);

    /**
     * Returns whether the owner of a certificate has ever opened a bound session with this side, as client or server.
     */
    boolean hasOpenedBound(String certificateId);

    Optional<ScopeDefinition> scopeDefinition(String id);

    /** Stores a scope definition, replacing one of the same id. */
    void save(ScopeDefinition definition);

    /** Stores a nonce that can be used once. */
    void saveNonce(String id, Instant created, String ip);

    /** Deletes the nonces that were made before the given time. */
    void dropNonces(Instant createdBefore);

    /**
     * Uses up a nonce. Returns true exactly once, and only if it was made between the two times, inclusive. Deletes
     * older ones.
     */
    boolean useNonce(String id, Instant first, Instant last);

    /**
     * Returns the latest time that this database has seen, including the given one: clocks may go back. It is stored
     * only now and then, so that most calls write nothing. Up to an hour of it may be forgotten when the process ends.
     */
    Instant latestTime(Instant now);

    /** Stores at least that time at once, so that it is not forgotten. */
    void keepTime(Instant time);

    /** Forgets all times after the given one, because the clock was wrong then. */
    void resetTime(Instant now);

    /** Returns the key for which others may sign certificates; made on first use. See docs/protocol.md, "HTTP". */
    SigningKey sharedKey();
}
