package org.morango.internal.trust;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.morango.record.Ids;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.replica.SessionCreation;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;

/**
 * Texts that can be signed once, within a short time. The clocks of one database's nodes may differ by the leeway. If a
 * nonce seems to come from later than that, it was made before the clock went back.
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

    /** Makes a nonce for the caller at an address. */
    public String make(Instant now, String address) {
        if (made.getAndIncrement() % MADE_BETWEEN == 0) {
            // A caller that requests many nonces need not use any.
            store.dropNonces(oldest(now));
        }
        String nonce = Ids.random(settings.random());
        store.saveNonce(nonce, now, address);
        return nonce;
    }

    /** Uses up a nonce. Returns true exactly once, and only while it is valid. */
    public boolean use(String nonce) {
        Instant now = settings.clock().instant();
        return store.useNonce(nonce, oldest(now), now.plus(settings.trust().clockLeeway()));
    }

    /** Stores a session and uses up the nonce of the request for it. */
    public SessionCreation create(Replica replica, SyncSession session, String nonce) {
        Instant now = settings.clock().instant();
        return replica.create(
                session, nonce, oldest(now), now.plus(settings.trust().clockLeeway()));
    }

    private Instant oldest(Instant now) {
        return now.minus(settings.trust().nonceLifetime())
                .minus(settings.trust().clockLeeway());
    }
}
