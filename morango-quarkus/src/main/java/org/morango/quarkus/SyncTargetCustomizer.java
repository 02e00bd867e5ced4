package org.morango.quarkus;

import org.morango.live.SyncTarget;

/** Changes how the application syncs with a peer of its configuration. Beans of this type are used. */
@FunctionalInterface
public interface SyncTargetCustomizer {
    /**
     * Changes a peer's target before the syncs begin.
     *
     * @param peer the peer's name
     */
    void customize(String peer, SyncTarget.Builder target);
}
