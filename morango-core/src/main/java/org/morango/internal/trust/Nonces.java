package org.morango.internal.trust;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.morango.PeerSettings;
import org.morango.record.Ids;
import org.morango.replica.CertificateStore;

/**
 * Texts that can be signed once, soon. Nodes of one database may differ by the leeway of clocks; what was made later than
 * that was made before the clock went back.
 */
public final class Nonces {
    private static final int MADE_BETWEEN = 1_000;

    private final CertificateStore store;
    private final PeerSettings settings;
    private final AtomicLong made = new AtomicLong();

    public Nonces(CertificateStore store, PeerSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Makes one for the caller at an address. */
    public String make(Instant now, String address) {
        if (made.getAndIncrement() % MADE_BETWEEN == 0) {
            // Whoever asks for many need not use one.
            store.dropNonces(oldest(now));
        }
        String nonce = Ids.random(settings.random());
        store.saveNonce(nonce, now, address);
        return nonce;
    }

    /** Uses one up: true exactly once, and only while it is good. */
    public boolean use(String nonce) {
        Instant now = settings.clock().instant();
        return store.useNonce(nonce, oldest(now), now.plus(settings.clockLeeway()));
    }

    private Instant oldest(Instant now) {
        return now.minus(settings.nonceLifetime()).minus(settings.clockLeeway());
    }
}
