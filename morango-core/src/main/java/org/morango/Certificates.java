package org.morango;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;

/**
 * The certificates and scope definitions of a peer. Protocol section 3. Safe for use by many threads; each method is
 * one transaction.
 */
public final class Certificates {
    private final CertificateStore store;
    private final PeerSettings settings;

    Certificates(CertificateStore store, PeerSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Makes a scope definition known to this peer, replacing one of the same id. Peers of a profile share theirs. */
    public void define(ScopeDefinition definition) {
        store.save(definition);
    }

    /**
     * Makes a new root: a certificate that no other has signed, with a new private key that stays in this database.
     *
     * @throws MorangoException if the scope definition is unknown
     */
    public Certificate createRoot(String scopeDefinitionId) {
        ScopeDefinition definition = store.scopeDefinition(scopeDefinitionId)
                .orElseThrow(() -> new MorangoException(
                        "Scope definition " + scopeDefinitionId + " is unknown here; define it first.",
                        Map.of("scope_definition", scopeDefinitionId)));
        SigningKey key = SigningKey.generate(settings.random());
        Certificate root = Certificate.root(key, definition, Map.of());
        store.save(List.of(root), key);
        return root;
    }

    public Optional<Certificate> find(String id) {
        return store.find(id);
    }

    /** The certificate and those above it, root first; empty if it is unknown. */
    public List<Certificate> chain(String id) {
        return store.chain(id);
    }

    /** Every certificate whose private key is held here, in the order of their ids. */
    public List<Certificate> owned() {
        return store.owned();
    }

    /** The certificates at or below that one whose private key is held here, in the order of their ids. */
    public List<Certificate> owned(String rootId) {
        return store.owned(rootId);
    }
}
