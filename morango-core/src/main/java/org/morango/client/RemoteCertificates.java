package org.morango.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final int MAX_CHAINS = 100;

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
        Set<String> seen = new HashSet<>();
        int chains = 0;
        for (Certificate held : list(Map.of())) {
            // Below a certificate of a chain that was seen, the root is the same.
            if (!seen.contains(held.id()) && !seen.contains(String.valueOf(held.parentId()))) {
                if (chains == MAX_CHAINS) {
                    throw new MorangoException(http.address() + " holds certificates of more than " + MAX_CHAINS
                            + " chains, which are too many to ask for; say which root you want.");
                }
                chains++;
                List<Certificate> chain = verifiedChain(held);
                chain.forEach(each -> seen.add(each.id()));
                roots.put(chain.get(0).id(), chain.get(0));
            }
        }
        return List.copyOf(roots.values());
    }

    /** Returns the root of that id, verified; empty if the server holds no certificate under it. */
    Optional<Certificate> root(String rootId) {
        return under(rootId).stream()
                .findFirst()
                .map(held -> verifiedChain(held).get(0))
                .filter(root -> root.id().equals(rootId));
    }

    private List<Certificate> verifiedChain(Certificate held) {
        List<Certificate> chain = held.parentId() == null ? List.of(held) : list(Map.of("ancestors_of", held.id()));
        verify(http.address() + "'s", chain);
        return chain;
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
