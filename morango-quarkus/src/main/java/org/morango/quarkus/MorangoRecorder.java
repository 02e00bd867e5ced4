package org.morango.quarkus;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.annotations.Recorder;
import io.quarkus.runtime.shutdown.ShutdownListener;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Connects the endpoints with the application's web server. Called by code that is generated at build time. */
@Recorder
public class MorangoRecorder {

    /**
     * Returns the handler of the endpoints' route.
     *
     * @param path the endpoints' path at this web server, ending in {@code api/morango/v1/}
     */
    public Handler<RoutingContext> route(String path) {
        return new PeerRoute(path, MorangoRecorder::served);
    }

    /** Returns what ends the answers that go on before a graceful shutdown, which waits for all requests. */
    public ShutdownListener endOfStreams() {
        return new EndOfStreams();
    }

    /** Creates the tables of the library, after the application's own migrations and before Hibernate starts. */
    public void migrate() {
        Arc.container().instance(LibraryMigrations.class).get().run();
    }

    private static ServedPeer served() {
        return Arc.container().instance(ServedPeer.class).get();
    }

    private static final class EndOfStreams implements ShutdownListener {
        @Override
        public void preShutdown(ShutdownNotification notification) {
            served().endStreams();
            notification.done();
        }
    }
}
