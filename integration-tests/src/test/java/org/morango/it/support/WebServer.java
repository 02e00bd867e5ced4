package org.morango.it.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.morango.Peer;
import org.morango.server.MorangoServer;
import org.morango.servlet.MorangoServlet;

/** The web servers that a peer can be served by. */
public enum WebServer {
    BUILT_IN {
        @Override
        public Running start(Peer peer, int port) {
            MorangoServer server = peer.serve(port);
            return new Running(server.port(), server::close);
        }
    },
    TOMCAT {
        @Override
        public Running start(Peer peer, int port) throws Exception {
            LOG.setLevel(Level.OFF);
            Path base = Files.createTempDirectory("tomcat");
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(base.toString());
            tomcat.setSilent(true);
            tomcat.setPort(port);
            MorangoServlet servlet = new MorangoServlet(peer);
            StandardContext context = (StandardContext) tomcat.addContext("", base.toString());
            Wrapper wrapper = Tomcat.addServlet(context, "morango", servlet);
            wrapper.setAsyncSupported(true);
            wrapper.addMapping(MAPPING);
            tomcat.getConnector();
            tomcat.start();
            return new Running(tomcat.getConnector().getLocalPort(), () -> {
                servlet.endStreams();
                stop(tomcat, context);
            });
        }
    },
    JETTY {
        @Override
        public Running start(Peer peer, int port) throws Exception {
            Server server = new Server();
            server.setStopTimeout(GRACE.toMillis());
            ServerConnector connector = new ServerConnector(server);
            connector.setPort(port);
            server.addConnector(connector);
            MorangoServlet servlet = new MorangoServlet(peer);
            ServletHolder holder = new ServletHolder(servlet);
            holder.setAsyncSupported(true);
            ServletContextHandler context = new ServletContextHandler("/");
            context.addServlet(holder, MAPPING);
            server.setHandler(new GracefulHandler(context));
            server.start();
            return new Running(connector.getLocalPort(), () -> {
                servlet.endStreams();
                server.stop();
            });
        }
    };

    private static final String MAPPING = "/api/morango/v1/*";

    /** How long a server that is stopped waits for requests that run. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    /** Logs each time which leaks it cannot look for. Kept, so that its level stays. */
    private static final Logger LOG = Logger.getLogger("org.apache");

    /** @param port 0 for a free one */
    public abstract Running start(Peer peer, int port) throws Exception;

    /** Stops as Spring Boot does: accepts nothing new, and waits for what runs. */
    private static void stop(Tomcat tomcat, StandardContext context) throws Exception {
        tomcat.getConnector().pause();
        tomcat.getConnector().getProtocolHandler().closeServerSocketGraceful();
        long end = System.nanoTime() + GRACE.toNanos();
        while (context.getInProgressAsyncCount() > 0 && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        tomcat.stop();
        tomcat.destroy();
    }

    /** A web server that runs until it is closed. */
    public record Running(int port, AutoCloseable stopping) implements AutoCloseable {
        @Override
        public void close() {
            try {
                stopping.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
