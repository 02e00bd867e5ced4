package org.morango.session;

import java.util.Set;

/**
 * What the two sides of a bound session agreed on, and signed, when it was opened. Immutable.
 *
 * @param key by which each request and each answer proves that it belongs to the session
 * @param capabilities what both sides can do; fixed as long as the session lasts
 */
public record SessionBinding(SessionKey key, Set<Capability> capabilities) {
    public SessionBinding {
        capabilities = Set.copyOf(capabilities);
    }
}
