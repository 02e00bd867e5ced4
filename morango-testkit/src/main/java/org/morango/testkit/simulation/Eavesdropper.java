package org.morango.testkit.simulation;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.transport.Transport;

/** An attacker on the wire, who knows the requests of others, and can change requests and answers. */
final class Eavesdropper {
    private static final String PROOF = "X-Morango-Proof";
    private static final int MOST = 200;

    private final List<Transport.Request> heard = new ArrayList<>();
    private @Nullable Lie due;
    private boolean gone;
    private Random random = new Random(0);

    void hear(Transport.Request request) {
        if (heard.size() == MOST) {
            heard.remove(0);
        }
        heard.add(request);
    }

    /** Changes the next request or answer to which the lie applies. */
    void alterNext(Lie lie, Random random) {
        if (!gone) {
            this.due = lie;
            this.random = random;
        }
    }

    /** Stops changing requests and answers. */
    void leave() {
        gone = true;
        due = null;
    }

    /** Returns a request that was overheard; null if there is none. */
    Transport.@Nullable Request heard(Random random) {
        return heard.isEmpty() ? null : heard.get(random.nextInt(heard.size()));
    }

    /** Returns whether a request has a proof of its origin. */
    static boolean isProven(Transport.Request request) {
        return request.headers().containsKey(PROOF);
    }

    /**
     * Returns a proven request with another content. Its proof is removed, belongs to another request, or is that of
     * the original content.
     */
    Transport.Request otherwise(Transport.Request request, Random random) {
        Map<String, String> headers = new TreeMap<>(request.headers());
        String uri = request.uri().toString();
        String method = request.method();
        switch (random.nextInt(5)) {
            case 0 -> headers.remove(PROOF);
            case 1 -> headers.put(PROOF, renumbered(headers.getOrDefault(PROOF, "")));
            case 2 -> method = method.equals("DELETE") ? "GET" : "DELETE";
            case 3 -> uri = uri + (uri.contains("?") ? "&" : "?") + "x=1";
            default -> {
                Transport.Request other = heard.get(random.nextInt(heard.size()));
                uri = uri + (uri.contains("?") ? "&" : "?") + "y=1";
                headers.put(PROOF, other.headers().getOrDefault(PROOF, ""));
            }
        }
        return new Transport.Request(
                method, URI.create(uri), headers, request.body(), request.timeout(), request.maxBodyBytes());
    }

    private static String renumbered(String proof) {
        String[] parts = proof.split(" ");
        if (parts.length > 1) {
            parts[1] = String.valueOf(Long.parseLong(parts[1]) + 1);
        }
        return String.join(" ", parts);
    }

    private static byte[] changed(byte[] body, Random random) {
        byte[] changed = body.length == 0 ? new byte[1] : body.clone();
        changed[random.nextInt(changed.length)] ^= 1;
        return changed;
    }

    /** Returns the request as it arrives. */
    Transport.Request onTheWay(Transport.Request request) {
        boolean opens =
                request.method().equals("POST") && request.uri().getPath().endsWith("/syncsessions/");
        if (due == Lie.STRIPPED && opens && random.nextBoolean()) {
            due = null;
            return random.nextBoolean()
                    ? withBody(request, bytes(text(request.body()).replace("\"binding_key\"", "\"none\"")))
                    : withBody(request, bytes(text(request.body()).replaceFirst(" ?FSIC_V2_FORMAT", "")));
        }
        if (due == Lie.FORGED_ON_THE_WAY && isProven(request) && random.nextBoolean()) {
            due = null;
            return random.nextInt(3) > 0
                    ? otherwise(request, random)
                    : withBody(request, changed(request.body(), random));
        }
        return request;
    }

    /** Returns the answer as it arrives. */
    Transport.Response onTheWay(Transport.Request request, Transport.Response response) {
        if (due == Lie.STRIPPED && request.uri().getPath().endsWith("/morangoinfo/1/")) {
            due = null;
            String info = text(response.body()).replace("\"BOUND_SESSIONS\"", "\"NONE\"");
            return new Transport.Response(response.status(), response.headers(), bytes(info));
        }
        if (due == Lie.FORGED_ON_THE_WAY && isProven(request) && response.body().length > 0) {
            due = null;
            return new Transport.Response(response.status(), response.headers(), changed(response.body(), random));
        }
        return response;
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Transport.Request withBody(Transport.Request request, byte[] body) {
        return new Transport.Request(
                request.method(), request.uri(), request.headers(), body, request.timeout(), request.maxBodyBytes());
    }
}
