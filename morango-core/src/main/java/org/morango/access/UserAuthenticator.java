package org.morango.access;

import java.security.Principal;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Authenticates callers. Provided by the application; must be thread-safe, and is called by at most eight threads at
 * once. It must take as long for a user who does not exist as for a wrong password: otherwise callers find out which
 * users exist. See {@link #ofHashes}.
 */
@FunctionalInterface
public interface UserAuthenticator {

    /** Rejects all users, so that a server issues no certificates. */
    UserAuthenticator NOBODY = credentials -> Optional.empty();

    /**
     * Returns an authenticator that compares passwords with hashes. For users who do not exist, it does the same work
     * with another hash.
     *
     * @param hashes the hash of a user's password; empty if there is no such user
     * @param matches whether a password, the first argument, fits a hash
     * @param decoy a hash of the same kind and cost as the others, of any password
     */
    static UserAuthenticator ofHashes(
            Function<String, Optional<String>> hashes, BiPredicate<String, String> matches, String decoy) {
        return credentials -> {
            String name = credentials.username();
            Optional<String> hash = hashes.apply(name);
            boolean isRight = matches.test(credentials.password(), hash.orElse(decoy));
            return isRight && hash.isPresent() ? Optional.of(() -> name) : Optional.empty();
        };
    }

    /** Returns the user of these credentials; empty if they are wrong. */
    Optional<Principal> authenticate(Credentials credentials);
}
