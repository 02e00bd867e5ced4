package org.morango.server;

import java.security.Principal;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.morango.access.Credentials;
import org.morango.internal.text.LogText;
import org.morango.settings.PeerSettings;

/**
 * Checks passwords and tokens, and limits how often they can be guessed. A password: for each account from each network, for each network
 * under any names, and for each account from all networks that have never known its password. So invented names use up
 * no other caller's attempts, and strangers elsewhere cannot lock out a user where the user has logged in before. A token: for each network.
 */
final class LoginChecks {
    /** Most checks at once, because a check is meant to be expensive. */
    static final int AT_ONCE = 8;
    /** Limit for one network, as a multiple of the limit for one account. */
    static final int PER_NETWORK = 10;
    /** Limit for one account from all networks, as a multiple likewise. */
    static final int PER_ACCOUNT = 5;

    private static final int MOST_KNOWN = 10_000;

    private final PeerSettings settings;
    private final Buckets pairs;
    private final Buckets networks;
    private final Buckets accounts;
    private final Semaphore running = new Semaphore(AT_ONCE);
    private final Map<String, Boolean> known = new Recent<>(MOST_KNOWN);

    LoginChecks(PeerSettings settings) {
        int limit = settings.server().rateLimits().wrongPasswords();
        this.settings = settings;
        this.pairs = new Buckets(limit);
        this.networks = new Buckets(times(limit, PER_NETWORK));
        this.accounts = new Buckets(times(limit, PER_ACCOUNT));
    }

    private static int times(int limit, int factor) {
        return (int) Math.min(Integer.MAX_VALUE, (long) limit * factor);
    }

    /** Returns the user of these credentials, or refuses with status 401, or with 429 after too many attempts. */
    Principal user(MorangoRequest request, Credentials credentials) {
        String network = Network.of(request.remoteAddress());
        String account = LogText.plain(Normalizer.normalize(credentials.username(), Normalizer.Form.NFKC)
                .strip()
                .toLowerCase(Locale.ROOT));
        String pair = network + " " + account;
        boolean isKnown = isKnown(pair);
        Instant now = settings.clock().instant();
        pairs.require(pair, now);
        if (!isKnown) {
            networks.require(network, now);
            accounts.require(account, now);
        }
        Optional<Principal> user = check(() -> settings.server().authenticator().authenticate(credentials));
        if (user.isEmpty()) {
            pairs.use(pair, now);
            if (!isKnown) {
                networks.use(network, now);
                accounts.use(account, now);
            }
            throw BasicAuthentication.invalid();
        }
        note(pair);
        return user.get();
    }

    /** Returns the user of a token, or refuses likewise. */
    Principal user(MorangoRequest request, String token) {
        String network = Network.of(request.remoteAddress());
        Instant now = settings.clock().instant();
        networks.require(network, now);
        Optional<Principal> user = check(() -> settings.server().tokenVerifier().verify(token));
        if (user.isEmpty()) {
            networks.use(network, now);
            throw BasicAuthentication.invalid();
        }
        return user.get();
    }

    private Optional<Principal> check(Supplier<Optional<Principal>> check) {
        if (!running.tryAcquire()) {
            throw Refusal.later(1);
        }
        try {
            return check.get();
        } finally {
            running.release();
        }
    }

    private boolean isKnown(String pair) {
        synchronized (known) {
            return known.get(pair) != null;
        }
    }

    private void note(String pair) {
        synchronized (known) {
            known.put(pair, true);
        }
    }
}
