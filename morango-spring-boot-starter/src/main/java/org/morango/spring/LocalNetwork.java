package org.morango.spring;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.discovery.LocalPeers;
import org.morango.discovery.LocalPeersSettings;
import org.morango.hibernate.Morango;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Announces the application on the local network, finds its peers there, and keeps in sync with them. Begins when the
 * application is ready, because it announces the port of its web server. Safe for use by many threads.
 */
public final class LocalNetwork implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {
    private final Morango morango;
    private final MorangoProperties properties;
    private @Nullable LocalPeers peers;

    /** Creates it; the context starts and ends it. */
    public LocalNetwork(Morango morango, MorangoProperties properties) {
        this.morango = morango;
        this.properties = properties;
    }

    /** Returns the search; empty before the application is ready, and after it has ended. */
    public synchronized Optional<LocalPeers> peers() {
        return Optional.ofNullable(peers);
    }

    @Override
    public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
        if (peers != null) {
            return;
        }
        Environment environment = event.getApplicationContext().getEnvironment();
        LocalPeersSettings.Builder settings = LocalPeersSettings.builder()
                .interfaces(properties.localNetwork().interfaces().toArray(String[]::new));
        Integer port = environment.getProperty("local.server.port", Integer.class);
        if (port != null && properties.server().enabled()) {
            settings.announce(port)
                    .path(environment.getProperty("server.servlet.context-path", "")
                            + properties.server().basePath() + "/");
        }
        peers = LocalPeers.start(morango, settings.build());
    }

    @Override
    public synchronized void destroy() {
        if (peers != null) {
            peers.close();
            peers = null;
        }
    }
}
