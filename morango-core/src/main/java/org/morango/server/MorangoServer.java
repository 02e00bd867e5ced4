package org.morango.server;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.morango.common.MorangoException;
import org.morango.settings.PeerSettings;

/**
 * Serves the protocol's endpoints with the JDK's own HTTP server: plain HTTP, {@link org.morango.settings.ServerSettings#threads()}
 * requests handled at once. Requests that wait for a slow caller do not count meanwhile: up to 256 of them may wait.
 * Beyond that, the caller with the longest waiting time is disconnected. For TLS, put a reverse proxy in front, or
 * serve the endpoints from a servlet container.
 *
 * <p>The server disconnects callers that send or receive nothing for {@link org.morango.settings.ServerSettings#callerTimeout()}, or less than
 * {@link org.morango.settings.LimitSettings#minBytesPerSecond()} on average, so that they do not hold its threads for ever. The time of a
 * request that keeps moving is not limited.
 *
 * <p>Starting a server sets three system properties, unless the application has set them. The JDK reads them once, when
 * its server is first used in the process.
 * <ul>
 *   <li>{@code sun.net.httpserver.nodelay} to {@code true}: the JDK's server writes headers and body separately, so that
 *       each small answer on a kept-alive connection would take the 40 ms of a delayed acknowledgement.
 *   <li>{@code jdk.httpserver.maxConnections} to 12,000: connections beyond that are closed at once.
 *   <li>{@code sun.net.httpserver.maxIdleConnections} to 12,000: with more kept-alive connections than that, further
 *       ones are closed after each answer. They are closed after 30 s without a request in any case.
 * </ul>
 */
public final class MorangoServer implements AutoCloseable {
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";
    private static final String MOST_CONNECTIONS = "jdk.httpserver.maxConnections";
    private static final String MOST_IDLE = "sun.net.httpserver.maxIdleConnections";

    /** Connections that may wait to be accepted, when all clients come back at once. */
    private static final int BACKLOG = 1_000;

    private static final long CLOSING_SECONDS = 10;

    /** How long callers may take to read that their streams end. */
    private static final long STREAMS_MILLIS = 1_000;

    private final HttpServer server;
    private final MorangoEndpoints endpoints;
    private final ExecutorService threads;
    private final Callers callers;
    private final StreamWriters writers;

    private MorangoServer(
            HttpServer server,
            MorangoEndpoints endpoints,
            ExecutorService threads,
            Callers callers,
            StreamWriters writers) {
        this.callers = callers;
        this.writers = writers;
        this.server = server;
        this.endpoints = endpoints;
        this.threads = threads;
    }

    /**
     * Starts serving. Closing the server also closes the endpoints.
     *
     * @param port 0 for any free port
     * @throws MorangoException if the port is in use or cannot be opened
     */
    public static MorangoServer start(MorangoEndpoints endpoints, PeerSettings settings, int port) {
        if (port < 0 || port > 65_535) {
            throw new MorangoException("A port is a number of 0 to 65535, not " + port + ".");
        }
        setUnlessSet(NO_DELAY, "true");
        setUnlessSet(MOST_CONNECTIONS, "12000");
        setUnlessSet(MOST_IDLE, "12000");
        HttpServer server = bind(settings, port);
        ExecutorService threads = settings.threads().pool("morango-server", Callers.MOST);
        Callers callers = new Callers(settings);
        StreamWriters writers = new StreamWriters(settings);
        server.setExecutor(callers.over(threads));
        server.createContext("/", new ExchangeHandler(endpoints, callers, writers));
        server.start();
        return new MorangoServer(server, endpoints, threads, callers, writers);
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static HttpServer bind(PeerSettings settings, int port) {
        InetSocketAddress address = settings.server()
                .bindAddress()
                .map(a -> new InetSocketAddress(a, port))
                .orElseGet(() -> new InetSocketAddress(port));
        Map<String, String> ids = Map.of("port", String.valueOf(port));
        try {
            return HttpServer.create(address, BACKLOG);
        } catch (BindException e) {
            String reason = String.valueOf(e.getMessage());
            throw new MorangoException(
                    reason.contains("in use")
                            ? "Port " + port + " is in use; choose another, or stop the program that holds it."
                            : "Port " + port + " cannot be opened: " + reason + ".",
                    ids,
                    e);
        } catch (IOException e) {
            throw new MorangoException("Port " + port + " cannot be opened: " + e.getMessage() + ".", ids, e);
        }
    }

    /** Returns the port on which the server listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Returns the address at which it is served, in words. */
    public String address() {
        InetAddress bound = server.getAddress().getAddress();
        if (bound.isAnyLocalAddress()) {
            return "http://localhost:" + port() + "/ and all other addresses of this machine";
        }
        String host = bound.getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/";
    }

    /** Stops listening and closes all connections; waits up to 10 s for requests in progress. */
    @Override
    public void close() {
        endpoints.endStreams();
        writers.awaitEnd(STREAMS_MILLIS);
        server.stop(0);
        threads.shutdown();
        try {
            threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writers.close();
        callers.close();
        endpoints.close();
    }
}
