package org.morango.internal.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.Life;
import org.morango.certificate.SigningKey;
import org.morango.certificate.VerifyKey;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.settings.PeerSettings;

/** Issues certificates under those of this side, with the lifetime of the settings. */
public final class Issuing {
    private final CertificateStore store;
    private final PeerSettings settings;
    private final Trust trust;

    public Issuing(CertificateStore store, PeerSettings settings) {
        this.store = store;
        this.settings = settings;
        this.trust = new Trust(store, settings);
    }

    /**
     * Issues a certificate. Stores nothing.
     *
     * @param scopeParams a JSON object, as text
     * @param key the new owner's
     * @return its chain, root first, verified
     * @throws CertificateException if it would not be valid
     */
    public List<Certificate> issue(
            Certificate parent, SigningKey parentKey, ScopeDefinition definition, String scopeParams, VerifyKey key) {
        Instant now = settings.clock().instant();
        Life life = Life.from(
                now, settings.trust().certificateLifetime().map(now::plus).orElse(null));
        Certificate signed =
                Certificate.issue(parentKey, parent, definition, scopeParams, key, Ids.random(settings.random()), life);
        List<Certificate> chain = new ArrayList<>(store.chain(parent.id()));
        chain.add(signed);
        trust.verify("The wanted", chain);
        return chain;
    }
}
