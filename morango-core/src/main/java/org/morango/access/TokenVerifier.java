package org.morango.access;

import java.security.Principal;
import java.util.Optional;

/**
 * Checks the bearer tokens of callers who ask for certificates. Provided by the application, which leaves it to its own
 * security; must be thread-safe, and is called by at most eight threads at once.
 */
@FunctionalInterface
public interface TokenVerifier {

    /** Accepts no token. */
    TokenVerifier NOBODY = token -> Optional.empty();

    /**
     * Returns the user of a token; empty if it is not valid, has expired, or was issued for another purpose.
     *
     * @param token up to 5,000 characters as in RFC 6750; otherwise unchecked
     */
    Optional<Principal> verify(String token);
}
