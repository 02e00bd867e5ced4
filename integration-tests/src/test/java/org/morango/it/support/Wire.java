package org.morango.it.support;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.morango.transport.Transport;

/** Transport between a client and its server whose traffic a test can read, change and repeat. */
public final class Wire implements Transport {
    /** A request with its answer. */
    public record Crossing(Request request, Response response) {
        public boolean is(String method, String path) {
            return request.method().equals(method) && request.uri().getPath().contains("/api/morango/v1/" + path);
        }

        public String sent() {
            return text(request.body(), request.headers().getOrDefault("Content-Type", ""));
        }

        public String answered() {
            return text(
                    response.body(),
                    response.headers().getOrDefault("content-encoding", "")
                            + response.headers().getOrDefault("content-type", ""));
        }

        private static String text(byte[] body, String type) {
            try {
                return type.contains("gzip") && body.length > 0
                        ? new String(
                                new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(),
                                StandardCharsets.UTF_8)
                        : new String(body, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Transport jdk = Transport.jdk(Duration.ofSeconds(5));
    private final List<Crossing> crossings = Collections.synchronizedList(new ArrayList<>());
    private volatile UnaryOperator<Request> tampering = UnaryOperator.identity();
    private volatile BiFunction<Request, Response, Response> forging = (request, response) -> response;

    /** Changes requests from now on. */
    public void tamper(UnaryOperator<Request> change) {
        tampering = change;
    }

    /** Changes answers from now on. */
    public void forge(BiFunction<Request, Response, Response> change) {
        forging = change;
    }

    public List<Crossing> crossings() {
        synchronized (crossings) {
            return List.copyOf(crossings);
        }
    }

    /** Returns the last request of that kind. */
    public Crossing last(String method, String path) {
        return crossings().stream()
                .filter(c -> c.is(method, path))
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    @Override
    public Response send(Request request) throws IOException, InterruptedException {
        Request arriving = tampering.apply(request);
        Response response = jdk.send(arriving);
        crossings.add(new Crossing(arriving, response));
        return forging.apply(arriving, response);
    }

    /** Sends a request to the server without the client, and returns the status of its answer. */
    public int say(Request request) {
        return answer(request).status();
    }

    /** Sends a request to the server without the client. */
    public Response answer(Request request) {
        try {
            return jdk.send(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static Request withBody(Request request, UnaryOperator<String> change) {
        String body = change.apply(new String(request.body(), StandardCharsets.UTF_8));
        return new Request(
                request.method(),
                request.uri(),
                request.headers(),
                body.getBytes(StandardCharsets.UTF_8),
                request.timeout(),
                request.maxBodyBytes());
    }

    public static Request withUri(Request request, UnaryOperator<String> change) {
        return new Request(
                request.method(),
                URI.create(change.apply(request.uri().toString())),
                request.headers(),
                request.body(),
                request.timeout(),
                request.maxBodyBytes());
    }

    public static Request withHeader(Request request, String name, String value) {
        Map<String, String> headers = new TreeMap<>(request.headers());
        headers.put(name, value);
        return new Request(
                request.method(), request.uri(), headers, request.body(), request.timeout(), request.maxBodyBytes());
    }

    public static Request withoutHeader(Request request, String name) {
        Map<String, String> headers = new TreeMap<>(request.headers());
        headers.remove(name);
        return new Request(
                request.method(), request.uri(), headers, request.body(), request.timeout(), request.maxBodyBytes());
    }
}
