package org.morango.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.common.MorangoException;
import org.morango.internal.trust.Trust;
import org.morango.record.Scope;
import org.morango.replica.CertificateStore;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/** The certificates that a server says it can act under. None is trusted before its chain is verified. */
final class RemoteCertificates {
    private static final int MAX_LISTED = 10_000;
    private static final int MAX_ROOTS = 100;

    private final PeerHttp http;
    private final CertificateStore store;
    private final Trust trust;

    RemoteCertificates(PeerHttp http, CertificateStore store, PeerSettings settings) {
        this.http = http;
        this.store = store;
        this.trust = new Trust(store, settings);
    }

    /** Returns the certificates at or below a root whose private key the server holds. They are not verified. */
    List<Certificate> under(String rootId) {
        return list(Map.of("primary_partition", rootId));
    }

    /** Returns the roots of the certificates whose private keys the server says it holds, verified. */
    List<Certificate> roots() {
        Map<String, Certificate> roots = new TreeMap<>();
        for (Certificate held : list(Map.of())) {
            List<Certificate> chain = held.parentId() == null ? List.of(held) : list(Map.of("ancestors_of", held.id()));
            verify(http.address() + "'s", chain);
            roots.put(chain.get(0).id(), chain.get(0));
            if (roots.size() > MAX_ROOTS) {
                throw new MorangoException(http.address() + " offers more than " + MAX_ROOTS + " roots.");
            }
        }
        return List.copyOf(roots.values());
    }

    /**
     * Returns the chain of a certificate under a root, verified and stored.
     *
     * @throws org.morango.certificate.CertificateException if it is not valid
     */
    List<Certificate> verifiedChain(Certificate leaf, String rootId) {
        List<Certificate> chain = store.chain(leaf.id());
        if (!chain.isEmpty() && chain.get(chain.size() - 1).equals(leaf)) {
            trust.check(http.address() + "'s", chain);
        } else {
            chain = leaf.parentId() == null ? List.of(leaf) : list(Map.of("ancestors_of", leaf.id()));
            verify(http.address() + "'s", chain);
            if (!chain.get(chain.size() - 1).equals(leaf)) {
                throw new MorangoException(
                        http.address() + " sent another chain than that of certificate " + leaf.id() + ".",
                        Map.of("certificate", leaf.id()));
            }
            store.save(chain, null);
        }
        if (!chain.get(0).id().equals(rootId)) {
            throw new MorangoException(
                    "Certificate " + leaf.id() + " of " + http.address() + " is not under root " + rootId + ".",
                    Map.of("certificate", leaf.id(), "root", rootId));
        }
        return chain;
    }

    /**
     * Returns the order of preference among suitable certificates: the greatest is not known to be bad, and lives
     * longest.
     */
    Comparator<Certificate> preference() {
        return Comparator.<Certificate, Boolean>comparing(held -> !trust.isKnownBad(held))
                .thenComparing(held -> held.expires().orElse(Instant.MAX));
    }

    /** Returns whether this side already knows that the certificate cannot be used. */
    boolean isKnownBad(Certificate held) {
        return trust.isKnownBad(held);
    }

    void verify(String whose, List<Certificate> chain) {
        trust.verify(whose, chain);
    }

    MorangoException nothingUnder(String rootId) {
        return new MorangoException(
                http.address() + " holds no certificate under root " + rootId
                        + ". Check the root's id; a server needs a certificate under a root to serve its data.",
                Map.of("root", rootId));
    }

    /** Returns the scope of a certificate; empty if its scope definition is unknown here or does not fit it. */
    Optional<Scope> scope(Certificate certificate) {
        try {
            return store.scopeDefinition(certificate.scopeDefinitionId()).map(certificate::scope);
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    private List<Certificate> list(Map<String, String> query) {
        JsonNode body = http.send(ClientRequest.get("certificates/", query)).json();
        if (!body.isArray() || body.size() > MAX_LISTED) {
            throw new MorangoException(http.address() + " did not send a valid list of certificates.");
        }
        List<Certificate> certificates = new ArrayList<>();
        for (JsonNode node : body) {
            certificates.add(CertificateJson.parse(node));
        }
        return certificates;
    }
}
