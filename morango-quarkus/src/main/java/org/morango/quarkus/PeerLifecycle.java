package org.morango.quarkus;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import jakarta.persistence.EntityManagerFactory;
import java.util.Optional;
import org.morango.common.MorangoException;
import org.morango.hibernate.BackgroundAdoption;
import org.morango.hibernate.Morango;
import org.morango.live.PeerSyncs;

/** Lets the peer begin when the application has started, and end before it does. */
@Singleton
class PeerLifecycle {
    private final Morango morango;
    private final PeerSyncs syncs;
    private final Instance<ServedPeer> served;
    private final MorangoBuildTimeConfig config;
    private final Optional<BackgroundAdoption> adoption;

    PeerLifecycle(
            Morango morango,
            PeerSyncs syncs,
            Instance<ServedPeer> served,
            MorangoBuildTimeConfig fixed,
            MorangoConfig config,
            EntityManagerFactory factory) {
        this.morango = morango;
        this.syncs = syncs;
        this.served = served;
        this.config = fixed;
        this.adoption = config.adopt().enabled()
                ? Optional.of(new BackgroundAdoption(
                        morango, factory, config.adopt().matching(), "quarkus.morango.adopt.matching"))
                : Optional.empty();
        if (config.localNetwork().enabled() && !isInstalled("org.morango.discovery.LocalPeers")) {
            throw new MorangoException("quarkus.morango.local-network.enabled needs the artifact morango-discovery;"
                    + " add it to the application.");
        }
    }

    private static boolean isInstalled(String name) {
        try {
            Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent startup) {
        if (served.isUnsatisfied()) {
            morango.announce("no address: it only calls others");
        } else {
            served.get();
            morango.announce("the path \"" + config.server().path() + "\" below the root path of this web server");
        }
        syncs.start();
        adoption.ifPresent(BackgroundAdoption::start);
    }

    void stop(@Observes ShutdownEvent shutdown) {
        adoption.ifPresent(BackgroundAdoption::close);
        syncs.stop();
        if (!served.isUnsatisfied()) {
            served.get().close();
        }
    }
}
