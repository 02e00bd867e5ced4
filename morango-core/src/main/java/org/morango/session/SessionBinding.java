package org.morango.session;

import java.util.Set;

/**
 * Agreement that the two sides of a bound session signed when it was opened. Immutable.
 *
 * @param key the key with which each request and each answer proves that it belongs to the session
 * @param capabilities the capabilities of both sides; fixed for the life of the session
 */
public record SessionBinding(SessionKey key, Set<Capability> capabilities) {
    public SessionBinding {
        capabilities = Set.copyOf(capabilities);
    }
}
