package org.morango.quarkus;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Configuration that is fixed when the application is built. */
@ConfigMapping(prefix = "quarkus.morango")
@ConfigRoot(phase = ConfigPhase.BUILD_AND_RUN_TIME_FIXED)
public interface MorangoBuildTimeConfig {
    /** Whether the application is a peer. Default: if it has entities that are marked with Syncable. */
    Optional<Boolean> enabled();

    /** Endpoints for other peers. */
    Server server();

    /** The application's health. */
    Health health();

    /** Endpoints for other peers. */
    interface Server {
        /** Whether the application's own web server serves other peers. */
        @WithDefault("true")
        boolean enabled();

        /** Path below quarkus.http.root-path, to which peers connect. */
        @WithDefault("/")
        String path();
    }

    /** The application's health. */
    interface Health {
        /** Whether the peer is part of the application's readiness, if the application has SmallRye Health. */
        @WithDefault("true")
        boolean enabled();
    }
}
