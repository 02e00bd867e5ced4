package org.morango.it.fuzz;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.morango.record.SyncRecord;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.transport.Transport;

/** Transport that delivers requests to endpoints, and either sends wrong requests as well or returns wrong answers. */
final class HostileTransport implements Transport {
    private static final String API = "/api/morango/v1/";
    private static final int MAX_EARLIER = 300;
    private static final List<String> METHODS =
            List.of("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "X");

    private final MorangoEndpoints endpoints;
    private final Random random;
    private final Mutations mutations;
    private final boolean onRequests;
    private final List<Request> earlier;
    private final Costs costs;
    private final List<String> serverErrors = new ArrayList<>();
    private int inputs;

    /** Shared knowledge of a series of these transports. */
    record Memory(List<String> texts, List<Request> requests, List<SyncRecord> targets, Costs costs) {
        Memory() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new Costs());
        }
    }

    /**
     * @param onRequests whether requests are wrong; otherwise answers are
     */
    HostileTransport(MorangoEndpoints endpoints, Random random, Memory memory, boolean onRequests) {
        this.endpoints = endpoints;
        this.random = random;
        this.mutations = new Mutations(random, memory.texts(), new RecordLies(random, memory.targets()));
        this.earlier = memory.requests();
        this.costs = memory.costs();
        this.onRequests = onRequests;
    }

    /** Returns a transport without faults. */
    static Transport honest(MorangoEndpoints endpoints) {
        return new HostileTransport(endpoints, new Random(0), new Memory(), false)::answer;
    }

    /** Returns the number of wrong requests or answers. */
    int inputs() {
        return inputs;
    }

    /** Returns the requests at which the server has failed, although it should have refused them. */
    List<String> serverErrors() {
        return serverErrors;
    }

    @Override
    public Response send(Request request) {
        if (onRequests) {
            mutations.learn(request.body());
            remember(request);
            for (int i = random.nextInt(6); i > 0; i--) {
                inputs++;
                // Also sends requests that come too late, too early, or from another session.
                answer(mutated(random.nextInt(3) == 0 ? earlier.get(random.nextInt(earlier.size())) : request));
            }
        }
        Response response = answer(onRequests && random.nextBoolean() ? lying(request) : request);
        mutations.learn(response.body());
        if (onRequests || random.nextInt(4) > 0) {
            return response;
        }
        inputs++;
        boolean gzipped = "gzip".equals(response.headers().get("content-encoding"));
        return new Response(
                random.nextInt(10) == 0
                        ? List.of(200, 201, 204, 302, 400, 404, 500).get(random.nextInt(7))
                        : response.status(),
                response.headers(),
                mutations.body(response.body(), gzipped));
    }

    private void remember(Request request) {
        if (earlier.size() < MAX_EARLIER) {
            earlier.add(request);
        } else {
            earlier.set(random.nextInt(MAX_EARLIER), request);
        }
    }

    /** Returns a request with a lie in place of the original one, so that the transfer goes on to its end. */
    private Request lying(Request request) {
        return new Request(
                request.method(),
                request.uri(),
                request.headers(),
                mutations.lie(
                        request.body(),
                        "application/gzip".equals(request.headers().get("Content-Type"))),
                request.timeout(),
                request.maxBodyBytes());
    }

    private Request mutated(Request request) {
        String uri = request.uri().toString();
        Map<String, String> headers = new HashMap<>(request.headers());
        byte[] body = request.body();
        String method = request.method();
        switch (random.nextInt(8)) {
            case 0 -> method = METHODS.get(random.nextInt(METHODS.size()));
            case 1 -> headers.put("Content-Type", mutations.text());
            case 2 -> headers.put("Authorization", "Basic " + mutations.text());
            case 3 -> uri = withOtherId(uri);
            case 4 -> {
                // The request is sent again unchanged.
            }
            default -> body = mutations.body(body, "application/gzip".equals(headers.get("Content-Type")));
        }
        return new Request(method, URI.create(uri), headers, body, request.timeout(), request.maxBodyBytes());
    }

    private String withOtherId(String uri) {
        String text = mutations.text();
        return text.matches("[0-9a-f]{32}") ? uri.replaceFirst("[0-9a-f]{32}", text) : uri;
    }

    private Response answer(Request request) {
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        String path = request.uri().getPath().substring(API.length());
        Map<String, String> query = query(request.uri().getRawQuery());
        if (onRequests && random.nextInt(12) == 0) {
            path = random.nextBoolean() ? path + mutations.text() : path.replaceFirst("[0-9a-f]{32}", "../x");
        }
        if (onRequests && random.nextInt(12) == 0) {
            query.put(
                    List.of("transfer_session_id", "limit", "offset", "ancestors_of", "primary_partition")
                            .get(random.nextInt(5)),
                    mutations.text());
        }
        String target = path;
        MorangoResponse response = costs.of(() -> endpoints.handle(new MorangoRequest(
                request.method(),
                target,
                query,
                name -> headers.get(name.toLowerCase(Locale.ROOT)),
                new ByteArrayInputStream(request.body()),
                "192.0.2.7",
                "192.0.2.1",
                "http://server.example" + API,
                false)));
        if (response.status() >= 500) {
            String body = new String(request.body(), StandardCharsets.UTF_8);
            serverErrors.add(response.status() + " to " + request.method() + " " + path + " " + query + " "
                    + headers.get("content-type") + " " + body.substring(0, Math.min(2_000, body.length())));
        }
        return new Response(response.status(), lowerCase(response.headers()), response.body());
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new TreeMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, String> lowerCase(Map<String, String> headers) {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }
}
