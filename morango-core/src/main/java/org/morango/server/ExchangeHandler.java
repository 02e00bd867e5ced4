package org.morango.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes requests of the JDK's HTTP server on to the endpoints. */
final class ExchangeHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);
    private static final String PREFIX = "/" + Protocol.API_PATH;
    /** What is read and dropped of a refused body, so that its sender gets to read the answer. */
    private static final long DRAINED = 8L * 1024 * 1024;

    private static final int MAX_HOST = 255;

    private final MorangoEndpoints endpoints;

    ExchangeHandler(MorangoEndpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public void handle(HttpExchange exchange) {
        // Closing reads what is left of the body up to a limit; beyond that the connection is closed, too.
        try (exchange) {
            InputStream body = new Unclosed(exchange.getRequestBody());
            MorangoResponse response = answer(exchange, body);
            drain(body);
            send(exchange, response);
        } catch (IOException e) {
            LOG.debug("The connection of {} broke", exchange.getRemoteAddress(), e);
        } catch (RuntimeException e) {
            LOG.error("A request of {} failed", exchange.getRemoteAddress(), e);
        }
    }

    private MorangoResponse answer(HttpExchange exchange, InputStream body) {
        String path = exchange.getRequestURI().getPath();
        if (path == null || !path.startsWith(PREFIX)) {
            return refused(404, "Not found.");
        }
        Map<String, String> query;
        try {
            query = query(exchange.getRequestURI().getRawQuery());
        } catch (IllegalArgumentException e) {
            return refused(400, "The query is malformed.");
        }
        return endpoints.handle(new MorangoRequest(
                exchange.getRequestMethod(),
                path.substring(PREFIX.length()),
                query,
                name -> exchange.getRequestHeaders().getFirst(name),
                body,
                exchange.getRemoteAddress().getAddress().getHostAddress(),
                "http://" + host(exchange) + PREFIX));
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String host(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host != null && !host.isEmpty() && host.length() <= MAX_HOST) {
            return host;
        }
        InetSocketAddress local = exchange.getLocalAddress();
        return local.getAddress().getHostAddress() + ":" + local.getPort();
    }

    private static MorangoResponse refused(int status, String reason) {
        return new MorangoResponse(
                status, Protocol.JSON_TYPE, null, Json.renderBytes(Json.object().put("detail", reason)));
    }

    private static void drain(InputStream body) throws IOException {
        byte[] dropped = new byte[8_192];
        long left = DRAINED;
        int read = 0;
        while (left > 0 && read >= 0) {
            read = body.read(dropped);
            left -= Math.max(0, read);
        }
    }

    private static void send(HttpExchange exchange, MorangoResponse response) throws IOException {
        if (response.contentType() != null) {
            exchange.getResponseHeaders().set("Content-Type", response.contentType());
        }
        if (response.encoding() != null) {
            exchange.getResponseHeaders().set("Content-Encoding", response.encoding());
        }
        byte[] body = response.body();
        boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(response.status(), bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }

    /** A body that its reader cannot close, so that the rest can still be drained. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
