package org.morango.server;

import java.security.Principal;
import java.util.Optional;

/** Tells who a caller is; supplied by the application. Called by many threads at once. */
@FunctionalInterface
public interface UserAuthenticator {

    /** Knows nobody, so that a server issues no certificates. */
    UserAuthenticator NOBODY = credentials -> Optional.empty();

    /** The user of these credentials; empty if they are wrong. */
    Optional<Principal> authenticate(Credentials credentials);
}
