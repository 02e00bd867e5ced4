package org.morango.quarkus;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import org.morango.hibernate.Morango;
import org.morango.live.PeerSyncs;

/** Lets the peer begin when the application has started, and end before it does. */
@Singleton
class PeerLifecycle {
    private final Morango morango;
    private final PeerSyncs syncs;
    private final Instance<ServedPeer> served;
    private final MorangoBuildTimeConfig config;

    PeerLifecycle(Morango morango, PeerSyncs syncs, Instance<ServedPeer> served, MorangoBuildTimeConfig config) {
        this.morango = morango;
        this.syncs = syncs;
        this.served = served;
        this.config = config;
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent startup) {
        if (served.isUnsatisfied()) {
            morango.announce("no address: it only calls others");
        } else {
            served.get();
            morango.announce("the path \"" + config.server().path() + "\" below the root path of this web server");
        }
        syncs.start();
    }

    void stop(@Observes ShutdownEvent shutdown) {
        syncs.stop();
        if (!served.isUnsatisfied()) {
            served.get().close();
        }
    }
}
