package org.morango.settings;

import org.morango.common.MorangoException;

/**
 * Limits on what a server does for one network within a minute. They are averages: a network may use the whole number
 * at once, and then continues at that rate. A network is an IPv4 address, or the /64 of an IPv6 address. Beyond a
 * limit, the server answers with status 429 and says when to ask again; clients of this library do so. Behind a reverse
 * proxy, all callers have the proxy's address, unless the proxy is trusted to report theirs.
 *
 * @param requests requests of any kind; 0 for no limit
 * @param openings nonces, of which each session takes one; 0 for no limit
 * @param wrongPasswords wrong passwords for one account in requests for certificates; 0 for no limit. The limit for one
 *     network under any names is ten times as high. The limit for one account is five times as high for all networks
 *     together from which its password has not been given since the server was started. At most eight passwords are
 *     checked at a time. Requests with invented invitations are limited in the same way, for one network
 */
public record RateLimits(int requests, int openings, int wrongPasswords) {
    /** No limit on requests, 6,000 openings, 20 wrong passwords. */
    public static final RateLimits DEFAULT = new RateLimits(0, 6_000, 20);

    /** No limits. */
    public static final RateLimits NONE = new RateLimits(0, 0, 0);

    /** @throws MorangoException if a limit is negative */
    public RateLimits {
        if (requests < 0 || openings < 0 || wrongPasswords < 0) {
            throw new MorangoException("A rate limit has to be at least 0, which means no limit.");
        }
    }
}
