package org.morango.internal.trust;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateException.Reason;
import org.morango.certificate.Revocation;
import org.morango.replica.CertificateStore;
import org.morango.settings.PeerSettings;

/** Decides whether a chain is trusted here and now. */
public final class Trust {
    private final CertificateStore store;
    private final PeerSettings settings;

    public Trust(CertificateStore store, PeerSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /**
     * Verifies a chain, wherever it comes from.
     *
     * @param whose for the message, as in "The server's"
     * @throws CertificateException if it is not valid, or no longer valid
     */
    public void verify(String whose, List<Certificate> chainRootFirst) {
        try {
            verifySigned(chainRootFirst);
        } catch (CertificateException e) {
            throw of(whose, e);
        }
        check(whose, chainRootFirst);
    }

    private static CertificateException of(String whose, CertificateException e) {
        return new CertificateException(e.reason(), whose + " certificate cannot be used. " + e.getMessage(), e.ids());
    }

    /** Verifies that a chain was valid once. */
    void verifySigned(List<Certificate> chainRootFirst) {
        CertificateChains.verify(chainRootFirst, id -> store.scopeDefinition(id).orElse(null));
    }

    /**
     * Checks that a chain that has been verified is still valid.
     *
     * @param whose for the message, as in "The server's"
     * @throws CertificateException if one of its certificates has been revoked or has expired
     */
    public void check(String whose, List<Certificate> chainRootFirst) {
        try {
            checkValid(chainRootFirst);
        } catch (CertificateException e) {
            throw of(whose, e);
        }
    }

    private void checkValid(List<Certificate> chainRootFirst) {
        Optional<Revocation> revocation = store.revocationsOfLines(CertificateChains.lines(chainRootFirst)).stream()
                .findFirst();
        String id = chainRootFirst.get(chainRootFirst.size() - 1).id();
        if (revocation.isPresent()) {
            throw revoked(chainRootFirst, revocation.get());
        }
        // Called even if this chain never expires: other chains may expire, after the clock has gone back.
        Instant latest = store.latestTime(settings.clock().instant());
        Optional<Instant> expires = CertificateChains.expires(chainRootFirst).filter(e -> isPast(e, latest));
        if (expires.isPresent()) {
            throw new CertificateException(
                    Reason.EXPIRED,
                    "Certificate " + id + " expired at " + expires.get() + "; ask for a new one",
                    Map.of("certificate", id));
        }
    }

    /** Returns whether the owner of a certificate can bind sessions: it has opened one, or renews another. */
    public boolean isBoundOnly(String certificateId) {
        return store.hasOpenedBound(certificateId)
                || store.find(certificateId)
                        .filter(certificate -> !certificate.line().equals(certificate.id()))
                        .isPresent();
    }

    /** Returns whether this side already knows that the certificate of another peer cannot be used. */
    public boolean isKnownBad(Certificate certificate) {
        Instant good = store.latestTime(settings.clock().instant())
                .minus(settings.trust().clockLeeway());
        return certificate.expires().filter(good::isAfter).isPresent()
                || (store.find(certificate.id()).filter(certificate::equals).isPresent()
                        && !isValid(store.chain(certificate.id())));
    }

    /** Returns the certificates that may still be of use. */
    public List<Certificate> usable(List<Certificate> certificates) {
        return certificates.stream().filter(c -> isValid(store.chain(c.id()))).toList();
    }

    /** Returns whether a chain that has been verified is still valid. */
    public boolean isValid(List<Certificate> chainRootFirst) {
        try {
            checkValid(chainRootFirst);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** Returns whether a time is past. Once it was past, it stays so, even if the clock goes back. */
    private boolean isPast(Instant expires, Instant latest) {
        boolean isPast = latest.minus(settings.trust().clockLeeway()).isAfter(expires);
        if (isPast) {
            store.keepTime(expires.plus(settings.trust().clockLeeway()).plusSeconds(1));
        }
        return isPast;
    }

    private static CertificateException revoked(List<Certificate> chainRootFirst, Revocation revocation) {
        String id = chainRootFirst.get(chainRootFirst.size() - 1).id();
        boolean isOfChain = chainRootFirst.stream().anyMatch(c -> c.id().equals(revocation.certificateId()));
        Map<String, String> ids = new TreeMap<>();
        ids.put("certificate", id);
        ids.put("revoked", revocation.certificateId());
        return new CertificateException(
                Reason.REVOKED,
                (revocation.certificateId().equals(id)
                                ? "Certificate " + id + " was revoked"
                                : "Certificate " + id + " cannot be used: " + revocation.certificateId()
                                        + (isOfChain
                                                ? " above it was revoked"
                                                : " was revoked, and with it all that renew it or are renewed by it"))
                        + " at " + revocation.time()
                        + (revocation.reason().isEmpty() ? "" : " (" + revocation.reason() + ")"),
                ids);
    }
}
