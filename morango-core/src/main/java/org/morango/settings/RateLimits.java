package org.morango.settings;

import org.morango.common.MorangoException;

/**
 * How much a server does for one network within a minute, averaged: as much at once, and then as it comes. A network is an
 * address of IPv4, or the /64 of one of IPv6. Beyond it the server answers with status 429 and says when to ask again, which
 * clients of this library do. Behind a reverse proxy all callers have its address, unless it is trusted to say theirs.
 *
 * @param requests of any kind; 0 for any number
 * @param openings nonces, of which each session takes one; 0 for any number
 * @param wrongPasswords for one account, by those who ask for certificates. Ten times as many are taken from one network under
 *     whatever names, and five times as many for one account from all networks from which its password has not been given
 *     since the server was started; 0 for any number. At most eight passwords are checked at a time
 */
public record RateLimits(int requests, int openings, int wrongPasswords) {
    /** Any number of requests, 6,000 openings, 20 wrong passwords. */
    public static final RateLimits DEFAULT = new RateLimits(0, 6_000, 20);

    /** No limits. */
    public static final RateLimits NONE = new RateLimits(0, 0, 0);

    /** @throws MorangoException if one is negative */
    public RateLimits {
        if (requests < 0 || openings < 0 || wrongPasswords < 0) {
            throw new MorangoException("A rate limit is 0 for none, or a number above it.");
        }
    }
}
