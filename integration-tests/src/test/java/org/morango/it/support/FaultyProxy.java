package org.morango.it.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Proxy between a client and a server that records requests and causes the faults of a script. */
public final class FaultyProxy implements AutoCloseable {
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "content-length", "connection", "upgrade", "http2-settings", "accept-encoding");

    private static final List<String> HANDED_ON = List.of("Content-Type", "X-Morango-Proof", "Retry-After");

    /** Decides about one request. Called again when it is repeated. */
    public interface Script {
        Fault fault(String request);

        /** Returns the largest body in bytes; larger ones are refused, as by nginx. */
        default int maxBody() {
            return Integer.MAX_VALUE;
        }

        /** Returns the body that the client gets in place of the server's. */
        default String answer(String request, String body) {
            return body;
        }
    }

    public enum Fault {
        NONE,
        /** The request does not reach the server, and the connection breaks. */
        LOST_REQUEST,
        /** The server handles the request, but the connection breaks before the answer. */
        LOST_ANSWER,
        UNAVAILABLE,
        /** An error page for people. */
        ERROR_PAGE
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpClient client = HttpClient.newHttpClient();
    private final int target;
    private final Script script;
    private final AtomicInteger largest = new AtomicInteger();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    public FaultyProxy(int target, Script script) throws IOException {
        this.target = target;
        this.script = script;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return Facility.url(server.getAddress().getPort());
    }

    /** Returns the requests so far, as {@code METHOD path/}. */
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Returns the size in bytes of the largest body that it has let through. */
    public int largest() {
        return largest.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath().replace("/api/morango/v1/", "");
            requests.add(request);
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (body.length > script.maxBody()) {
                answer(exchange, 413, "<html><h1>413 Request Entity Too Large</h1></html>");
                return;
            }
            largest.accumulateAndGet(body.length, Math::max);
            switch (script.fault(request)) {
                case LOST_REQUEST -> {}
                case LOST_ANSWER -> forward(exchange, body);
                case UNAVAILABLE -> answer(exchange, 503, "busy");
                case ERROR_PAGE -> answer(exchange, 500, "<!doctype html><html><h1>Server Error</h1></html>");
                case NONE -> {
                    HttpResponse<byte[]> response = forward(exchange, body);
                    String text = new String(response.body(), StandardCharsets.UTF_8);
                    String told = script.answer(request, text);
                    HANDED_ON.forEach(name -> response.headers()
                            .firstValue(name)
                            .ifPresent(value -> exchange.getResponseHeaders().set(name, value)));
                    answer(
                            exchange,
                            response.statusCode(),
                            told.equals(text) ? response.body() : told.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
        URI uri = URI.create(Facility.url(target)).resolve(exchange.getRequestURI());
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .version(HttpClient.Version.HTTP_1_1)
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN_HEADERS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        answer(exchange, status, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
