package org.morango.quarkus;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.morango.hibernate.Morango;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints for other peers, and the threads that serve them. */
@Singleton
class ServedPeer {
    private static final Logger LOG = LoggerFactory.getLogger(ServedPeer.class);
    private static final int MOST_REQUESTS = 256;
    private static final long CLOSING_SECONDS = 20;

    private final MorangoEndpoints endpoints;
    private final Duration callerTimeout;
    private final ExecutorService threads;
    private final CurrentVertxRequest current;

    ServedPeer(Morango morango, PeerSettings settings, CurrentVertxRequest current) {
        this.endpoints = morango.endpoints();
        this.callerTimeout = settings.server().callerTimeout();
        // Not those of Vert.x: in dev mode, Quarkus interrupts them after a reload, which closes H2's files.
        this.threads = settings.threads().pool("morango-server", MOST_REQUESTS);
        this.current = current;
    }

    /** Returns how long to wait for a caller that sends nothing. */
    Duration callerTimeout() {
        return callerTimeout;
    }

    /**
     * Answers a request in a thread that may wait for the database.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the application is stopping
     */
    void execute(Runnable answer) {
        threads.execute(answer);
    }

    /** Handles a request. Beans of the application that are asked have the request's context. */
    MorangoResponse handle(MorangoRequest request, RoutingContext context) {
        ManagedContext beans = Arc.container().requestContext();
        beans.activate();
        try {
            current.setCurrent(context);
            return endpoints.handle(request);
        } finally {
            beans.terminate();
        }
    }

    void endStreams() {
        endpoints.endStreams();
    }

    /** Ends after the requests that are handled, whose transactions need the database. */
    void close() {
        endpoints.endStreams();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("Requests of other peers are cut off because the application stops; they are repeated later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endpoints.close();
    }
}
