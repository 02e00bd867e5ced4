package org.morango.example.school;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Passes each request to the next of several nodes. If a node is down, the client loses one answer, no more. */
final class RoundRobin implements AutoCloseable {
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService threads = Executors.newFixedThreadPool(32);
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Integer> ports;
    private final IntConsumer onRequest;

    /** @param onRequest receives the number of each request before it is passed on */
    RoundRobin(List<Integer> ports, IntConsumer onRequest) throws IOException {
        this.ports = ports;
        this.onRequest = onRequest;
        server.createContext("/", this::handOn);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    int requests() {
        return requests.get();
    }

    private void handOn(HttpExchange exchange) throws IOException {
        // Closes without an answer if the node cannot be reached, or dies.
        try (exchange) {
            int number = requests.getAndIncrement();
            onRequest.accept(number);
            byte[] body = exchange.getRequestBody().readAllBytes();
            URI uri = URI.create("http://localhost:" + ports.get(number % ports.size()) + exchange.getRequestURI());
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .version(HttpClient.Version.HTTP_1_1)
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            for (String header :
                    List.of("Content-Type", "Authorization", "X-Morango-Capabilities", "X-Morango-Proof")) {
                exchange.getRequestHeaders()
                        .getOrDefault(header, List.of())
                        .forEach(value -> request.header(header, value));
            }
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            for (String header : List.of("Content-Type", "X-Morango-Proof")) {
                answer.headers()
                        .firstValue(header)
                        .ifPresent(value -> exchange.getResponseHeaders().set(header, value));
            }
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
