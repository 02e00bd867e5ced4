package org.morango.client;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.common.MorangoException;
import org.morango.record.Scope;

/** Chooses the certificate of a server for a session: one that is known from a recent session, or one of its list. */
final class ServerChoice {
    private final PeerHttp http;
    private final RemoteCertificates remote;
    private final KnownCertificates known;
    private final Certificate mine;
    private final Scope wanted;
    private final String rootId;

    /**
     * @param mine this side's certificate
     * @param wanted its scope
     * @param rootId the root of both certificates
     */
    ServerChoice(
            PeerHttp http,
            RemoteCertificates remote,
            KnownCertificates known,
            Certificate mine,
            Scope wanted,
            String rootId) {
        this.http = http;
        this.remote = remote;
        this.known = known;
        this.mine = mine;
        this.wanted = wanted;
        this.rootId = rootId;
    }

    private KnownCertificates.Key key(String serverInstance) {
        return new KnownCertificates.Key(http.address().toString(), serverInstance, mine.id());
    }

    /**
     * Opens a session with a known certificate, without asking for the list. If the server does not open one with it any
     * more, the list decides.
     */
    <T> T tried(String serverInstance, Function<Certificate, T> opening) {
        Optional<Certificate> before = known.find(key(serverInstance)).filter(this::isValid);
        if (before.isEmpty()) {
            return opening.apply(listed());
        }
        try {
            return opening.apply(before.get());
        } catch (MorangoException e) {
            if (SyncConnection.isPassing(e)) {
                throw e;
            }
            known.forget(key(serverInstance));
            Certificate other = listed();
            if (other.equals(before.get())) {
                throw e;
            }
            return opening.apply(other);
        }
    }

    private boolean isValid(Certificate certificate) {
        try {
            remote.verifiedChain(certificate, rootId);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** Remembers the certificate of a session, unless a wider one would be better. */
    void keep(String serverInstance, Certificate certificate) {
        KnownCertificates.Key key = key(serverInstance);
        if (!known.find(key).equals(Optional.of(certificate)) && isWide(certificate)) {
            known.keep(key, certificate);
        }
    }

    private boolean isWide(Certificate certificate) {
        return remote.scope(certificate).filter(wanted::isSubsetOf).isPresent();
    }

    /**
     * Returns a certificate under the same root of those that the server has. One that allows everything that this
     * side's allows, and that lives long, is preferred.
     */
    private Certificate listed() {
        List<Certificate> held = remote.under(rootId);
        Certificate chosen = held.stream()
                .filter(c -> c.profile().equals(mine.profile()))
                .max(Comparator.<Certificate, Boolean>comparing(c -> !remote.isKnownBad(c))
                        .thenComparing(this::isWide)
                        .thenComparing(remote.preference()))
                .orElseThrow(() -> noneOf(held));
        List<Certificate> chain = remote.verifiedChain(chosen, rootId);
        return chain.get(chain.size() - 1);
    }

    private MorangoException noneOf(List<Certificate> held) {
        return held.isEmpty()
                ? remote.nothingUnder(rootId)
                : new MorangoException(
                        http.address() + " holds certificates under root " + rootId + ", but none of profile \""
                                + mine.profile() + "\", of which this side's certificate " + mine.id() + " is.",
                        Map.of("root", rootId, "certificate", mine.id()));
    }
}
