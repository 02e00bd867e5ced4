package org.morango.testkit.simulation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.server.ResponseStream;
import org.morango.transport.Transport;

/** Delivers requests to the processes of peers, unless a fault happens. */
final class SimulatedNetwork {
    private static final String API = "/api/morango/v1/";
    /** Time that a client waits for an answer. Delayed requests arrive later. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Scheduler scheduler;
    private final Random random;
    private final List<SimulatedPeer> peers = new ArrayList<>();
    private final Eavesdropper eavesdropper = new Eavesdropper();
    private final List<String> serverErrors = new ArrayList<>();
    private final List<SimulatedStream> streams = new ArrayList<>();
    private int requests;

    SimulatedNetwork(Scheduler scheduler, Random random) {
        this.scheduler = scheduler;
        this.random = random;
    }

    void add(SimulatedPeer peer) {
        peers.add(peer);
    }

    /** Returns the number of requests so far. */
    int requests() {
        return requests;
    }

    /** Returns the requests at which servers have failed, although they should have refused them. */
    List<String> serverErrors() {
        return serverErrors;
    }

    /** Returns the network as a process sees it. */
    Transport from(SimulatedProcess process) {
        return new Transport() {
            @Override
            public Response send(Request request) throws IOException {
                begin(process);
                try {
                    eavesdropper.hear(request);
                    Request arriving = eavesdropper.onTheWay(request);
                    return eavesdropper.onTheWay(arriving, carry(arriving));
                } finally {
                    process.checkAlive();
                }
            }

            @Override
            public boolean canStream() {
                return true;
            }

            @Override
            public Stream stream(Request request, Lines lines) throws IOException {
                begin(process);
                try {
                    return open(process, request, lines);
                } finally {
                    process.checkAlive();
                }
            }
        };
    }

    private void begin(SimulatedProcess process) {
        requests++;
        scheduler.offer();
        process.checkAlive();
    }

    private Transport.Stream open(SimulatedProcess client, Transport.Request request, Transport.Lines lines)
            throws IOException {
        SimulatedPeer to = peer(request);
        if (to.isDue(Fault.LOST_REQUEST)) {
            throw new IOException("the request was lost");
        }
        SimulatedProcess server = to.process();
        MorangoResponse response = handle(to, server, request, new ByteArrayInputStream(request.body()));
        ResponseStream body = response.stream();
        if (body == null) {
            return new Refused(answer(response));
        }
        SimulatedStream stream = new SimulatedStream(scheduler, random, client, to, answer(response), body, lines);
        client.add(stream);
        server.add(stream);
        streams.add(stream);
        stream.begin();
        return stream;
    }

    /** The answer of a server that gives no stream. */
    private record Refused(Transport.Response head) implements Transport.Stream {
        @Override
        public void close() {}
    }

    /** Returns how often servers have said to these processes that there is something new. */
    int news(List<SimulatedProcess> clients) {
        return streams.stream()
                .filter(stream -> clients.contains(stream.client()))
                .mapToInt(SimulatedStream::news)
                .sum();
    }

    /** Repeats another peer's request, unchanged or changed. A changed one has to be refused. */
    void repeat(Random choice) {
        Transport.Request heard = eavesdropper.heard(choice);
        if (heard == null) {
            return;
        }
        boolean isSame = !Eavesdropper.isProven(heard) || choice.nextInt(3) == 0;
        Transport.Request made = isSame ? heard : eavesdropper.otherwise(heard, choice);
        requests++;
        scheduler.offer();
        try {
            Transport.Response answer = deliver(peer(made), made, new ByteArrayInputStream(made.body()));
            if (!isSame && answer.status() < 400) {
                throw new AssertionError("A stolen request was answered with " + answer.status() + ": " + made);
            }
        } catch (IOException e) {
            // The other peer has died.
        }
    }

    /** Makes an attacker change what crosses the network next. */
    void alter(Lie lie, Random choice) {
        eavesdropper.alterNext(lie, choice);
    }

    /** Stops all attacks. */
    void heal() {
        eavesdropper.leave();
    }

    private SimulatedPeer peer(Transport.Request request) throws ConnectException {
        return peers.stream()
                .filter(p -> p.url().equals(request.uri().resolve("/").toString()))
                .findFirst()
                .orElseThrow(() -> new ConnectException("no such peer"));
    }

    private Transport.Response carry(Transport.Request request) throws IOException {
        SimulatedPeer to = peer(request);
        if (to.isDue(Fault.LOST_REQUEST)) {
            throw new IOException("the request was lost");
        }
        if (to.isDue(Fault.UNAVAILABLE)) {
            return new Transport.Response(503, Map.of(), new byte[0]);
        }
        if (to.isDue(Fault.DELAY)) {
            later(to, request);
            scheduler.pause(PATIENCE);
            throw new HttpTimeoutException("the answer comes too late");
        }
        if (to.isDue(Fault.CUT_REQUEST)) {
            byte[] body = request.body();
            deliver(to, request, cut(Arrays.copyOf(body, body.length / 2)));
            throw new IOException("the connection broke in the middle of the request");
        }
        if (to.isDue(Fault.DUPLICATE)) {
            later(to, request);
        }
        Transport.Response answer = deliver(to, request, new ByteArrayInputStream(request.body()));
        if (to.isDue(Fault.LOST_ANSWER)) {
            throw new IOException("the answer was lost");
        }
        if (to.isDue(Fault.CUT_ANSWER)) {
            throw new IOException("the connection broke in the middle of the answer");
        }
        return answer;
    }

    /** Delivers a request when its sender no longer waits for it. */
    private void later(SimulatedPeer to, Transport.Request request) {
        Duration late = PATIENCE.multipliedBy(random.nextInt(4)).dividedBy(2);
        scheduler.start(() -> {
            scheduler.pause(late);
            try {
                deliver(to, request, new ByteArrayInputStream(request.body()));
            } catch (IOException e) {
                // Nobody waits for the answer.
            }
        });
    }

    private Transport.Response deliver(SimulatedPeer to, Transport.Request request, InputStream body)
            throws IOException {
        return answer(handle(to, to.process(), request, body));
    }

    private MorangoResponse handle(
            SimulatedPeer to, SimulatedProcess process, Transport.Request request, InputStream body)
            throws IOException {
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        MorangoResponse response;
        try {
            response = process.endpoints()
                    .handle(new MorangoRequest(
                            request.method(),
                            request.uri().getPath().substring(API.length()),
                            query(request.uri()),
                            name -> headers.get(name.toLowerCase(Locale.ROOT)),
                            body,
                            "192.0.2.1",
                            "192.0.2.2",
                            to.url() + API.substring(1),
                            true));
            process.checkAlive();
        } catch (ProcessDied e) {
            throw new IOException("the connection broke", e);
        }
        if (response.status() >= 500 && response.status() != 503 && to.isHonest()) {
            serverErrors.add("peer " + to.index() + " has answered " + response.status() + " to " + request.method()
                    + " " + request.uri());
        }
        return response;
    }

    private static Transport.Response answer(MorangoResponse response) {
        Map<String, String> answered = new HashMap<>();
        response.headers().forEach((name, value) -> answered.put(name.toLowerCase(Locale.ROOT), value));
        return new Transport.Response(response.status(), answered, response.body());
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new TreeMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Returns a body whose connection breaks at its end. */
    private static InputStream cut(byte[] body) {
        return new SequenceInputStream(new ByteArrayInputStream(body), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the connection broke");
            }
        });
    }
}
