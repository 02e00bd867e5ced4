package org.morango.quarkus;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpBuildTimeConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.discovery.LocalPeers;
import org.morango.discovery.LocalPeersSettings;
import org.morango.hibernate.Morango;

/**
 * Announces the application on the local network, finds its peers there, and keeps in sync with them, if that is wanted.
 * Inject it to read what was found. Safe for use by many threads.
 */
@Singleton
public class LocalNetwork {
    private final Morango morango;
    private final MorangoConfig config;
    private final MorangoBuildTimeConfig fixed;
    private final VertxHttpConfig http;
    private final VertxHttpBuildTimeConfig fixedHttp;
    private @Nullable LocalPeers peers;

    LocalNetwork(
            Morango morango,
            MorangoConfig config,
            MorangoBuildTimeConfig fixed,
            VertxHttpConfig http,
            VertxHttpBuildTimeConfig fixedHttp) {
        this.morango = morango;
        this.config = config;
        this.fixed = fixed;
        this.http = http;
        this.fixedHttp = fixedHttp;
    }

    /** Returns the search; empty if it is not wanted, before the application has started, and when it ends. */
    public synchronized Optional<LocalPeers> peers() {
        return Optional.ofNullable(peers);
    }

    synchronized void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER + 1) StartupEvent startup) {
        if (config.localNetwork().enabled()) {
            peers = LocalPeers.start(morango, settings());
        }
    }

    /** A server on a random port is not announced: the port is not known yet. */
    private LocalPeersSettings settings() {
        LocalPeersSettings.Builder settings = LocalPeersSettings.builder();
        config.localNetwork().interfaces().ifPresent(names -> settings.interfaces(names.toArray(String[]::new)));
        if (fixed.server().enabled() && http.port() > 0) {
            settings.announce(http.port())
                    .path(path(fixedHttp.rootPath(), fixed.server().path()));
        }
        return settings.build();
    }

    static String path(String root, String below) {
        return ("/" + root + "/" + below + "/").replaceAll("/+", "/");
    }

    synchronized void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent shutdown) {
        if (peers != null) {
            peers.close();
            peers = null;
        }
    }
}
