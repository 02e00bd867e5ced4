package org.morango.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import org.morango.internal.http.DrainableBody;
import org.morango.internal.http.QueryText;
import org.morango.internal.protocol.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes requests of the JDK's HTTP server to the endpoints. */
final class ExchangeHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);
    private static final String PREFIX = "/" + Protocol.API_PATH;
    private static final int MAX_HOST = 255;

    private final MorangoEndpoints endpoints;
    private final Callers callers;
    private final StreamWriters writers;

    ExchangeHandler(MorangoEndpoints endpoints, Callers callers, StreamWriters writers) {
        this.endpoints = endpoints;
        this.callers = callers;
        this.writers = writers;
    }

    @Override
    public void handle(HttpExchange exchange) {
        Callers.Caller caller = callers.current();
        boolean goesOn = false;
        try {
            caller.hasBegun();
            DrainableBody body = new DrainableBody(caller.watch(exchange.getRequestBody()));
            MorangoResponse response = caller.handle(() -> answer(exchange, body));
            body.drain();
            goesOn = send(exchange, response, caller);
        } catch (IOException e) {
            LOG.debug("The connection of {} broke", exchange.getRemoteAddress(), e);
        } catch (RuntimeException | VirtualMachineError e) {
            LOG.error("A request of {} failed", exchange.getRemoteAddress(), e);
        } finally {
            if (!goesOn) {
                close(exchange, caller);
            }
        }
    }

    /** Reads the rest of the body up to a limit; beyond the limit, the connection is closed as well. */
    private static void close(HttpExchange exchange, Callers.Caller caller) {
        try {
            caller.await(() -> {
                exchange.close();
                return exchange;
            });
        } catch (IOException e) {
            LOG.debug("The connection of {} broke", exchange.getRemoteAddress(), e);
        }
    }

    private MorangoResponse answer(HttpExchange exchange, InputStream body) {
        String path = exchange.getRequestURI().getPath();
        if (path == null || !path.startsWith(PREFIX)) {
            return MorangoResponse.refusal(404, "Not found.");
        }
        Map<String, String> query;
        try {
            query = QueryText.parse(exchange.getRequestURI().getRawQuery());
        } catch (IllegalArgumentException e) {
            return MorangoResponse.refusal(400, "The query is malformed.");
        }
        return endpoints.handle(new MorangoRequest(
                exchange.getRequestMethod(),
                path.substring(PREFIX.length()),
                query,
                name -> exchange.getRequestHeaders().getFirst(name),
                body,
                exchange.getRemoteAddress().getAddress().getHostAddress(),
                exchange.getLocalAddress().getAddress().getHostAddress(),
                "http://" + host(exchange) + PREFIX,
                true));
    }

    private static String host(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host != null && !host.isEmpty() && host.length() <= MAX_HOST) {
            return host;
        }
        InetSocketAddress local = exchange.getLocalAddress();
        return local.getAddress().getHostAddress() + ":" + local.getPort();
    }

    /** Sends a response. Returns whether it goes on: other threads write the rest, and end it. */
    private boolean send(HttpExchange exchange, MorangoResponse response, Callers.Caller caller) throws IOException {
        response.headers().forEach(exchange.getResponseHeaders()::set);
        ResponseStream stream = response.stream();
        if (stream != null) {
            // A length of 0 means that it is not known.
            exchange.sendResponseHeaders(response.status(), 0);
            writers.begin(exchange, stream);
            return true;
        }
        byte[] body = response.body();
        boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(response.status(), bodiless ? -1 : body.length);
        if (!bodiless) {
            caller.write(exchange.getResponseBody(), body);
        }
        return false;
    }
}
