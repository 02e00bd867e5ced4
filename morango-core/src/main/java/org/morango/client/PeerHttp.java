package org.morango.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.binding.RequestProof;
import org.morango.internal.observation.Observed;
import org.morango.internal.observation.Requests;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import org.morango.observation.Activity;
import org.morango.record.Ids;
import org.morango.session.Capability;
import org.morango.session.SessionBinding;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import org.morango.transport.Transport;

/** Sends requests to one server: counts them, repeats them, and limits the size of answers. */
final class PeerHttp implements AutoCloseable {
    private static final String POM = "/META-INF/maven/org.morango/morango-core/pom.properties";
    /**
     * Statuses that are accepted without proof, from a proxy, or from a server that does not know the session any more.
     */
    private static final Set<Integer> REFUSALS_OF_OTHERS = Set.of(403, 404, 408, 413, 429);

    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(5);
    private static final String USER_AGENT = "morango-java/" + version();
    private static final String ANONYMOUS_AGENT = "morango";

    private final PeerAddress address;
    private final PeerSettings settings;
    private final Transport transport;
    private final Retries retries;
    private final HttpErrors errors;
    private final Traffic traffic;
    private final @Nullable SyncSession session;
    private final Cancellation cancellation = new Cancellation();
    /** Highest number of a request that changes something in the session. */
    private final AtomicLong requests;
    /** Whether requests are to tell nothing about this peer. */
    private final boolean isAnonymous;

    PeerHttp(PeerAddress address, PeerSettings settings) {
        this(address, settings, settings.transport().get());
    }

    /** @param transport closed together with this */
    PeerHttp(PeerAddress address, PeerSettings settings, Transport transport) {
        this(address, settings, transport, new Traffic(), null, 0, false);
    }

    /** Returns a connection whose requests say nothing about this peer and its version. */
    static PeerHttp anonymous(PeerAddress address, PeerSettings settings) {
        return new PeerHttp(address, settings, settings.transport().get(), new Traffic(), null, 0, true);
    }

    private PeerHttp(
            PeerAddress address,
            PeerSettings settings,
            Transport transport,
            Traffic traffic,
            @Nullable SyncSession session,
            long requests,
            boolean isAnonymous) {
        this.address = address;
        this.settings = settings;
        this.retries = new Retries(settings, cancellation);
        this.errors = new HttpErrors(address, settings);
        this.transport = transport;
        this.traffic = traffic;
        this.session = session;
        this.requests = new AtomicLong(requests);
        this.isAnonymous = isAnonymous;
    }

    /**
     * Returns the same connection for the requests of a session. If the session is bound, each request proves that it
     * belongs to it, and only answers that prove the same are believed. Need not be closed.
     *
     * @param earlier the highest number of a request that was made in the session before
     */
    PeerHttp in(SyncSession newSession, long earlier) {
        return new PeerHttp(address, settings, transport, traffic, newSession, earlier, isAnonymous);
    }

    /** Returns whether this connection is for the requests of a bound session. */
    boolean isBound() {
        return session != null && session.binding() != null;
    }

    PeerAddress address() {
        return address;
    }

    /** Returns what ends the requests of this session, and the pauses between them. */
    Cancellation cancellation() {
        return cancellation;
    }

    Retries retries() {
        return retries;
    }

    Traffic traffic() {
        return traffic;
    }

    /** Returns the answer to a request that may be sent more than once, whatever its status. */
    ClientResponse answer(ClientRequest call) {
        Repeated repeated = new Repeated(call);
        return retries.run(repeated::attempt);
    }

    /** A request that may be sent several times under one number, so that a server runs it once. */
    private final class Repeated {
        private final ClientRequest call;
        private long number;

        Repeated(ClientRequest call) {
            this.call = call;
        }

        ClientResponse attempt() throws Unanswered {
            if (number == 0) {
                number = number(call);
            }
            try {
                return once(call, number);
            } catch (Unanswered e) {
                if (e.isAnswer()) {
                    number = 0;
                }
                throw e;
            }
        }
    }

    /** Returns the successful answer to a request that may be sent more than once. */
    ClientResponse send(ClientRequest call) {
        return successful(call, answer(call));
    }

    /** Deletes a resource. An answer may get lost, so a resource that is already gone counts as deleted. */
    void delete(String path) {
        ClientRequest call = ClientRequest.delete(path);
        ClientResponse answer = answer(call);
        if (answer.status() != 404) {
            successful(call, answer);
        }
    }

    ClientResponse successful(ClientRequest call, ClientResponse answer) {
        if (answer.isSuccess()) {
            return answer;
        }
        throw errors.refused(call, answer);
    }

    /** Returns the first answer of a server; it shows any fault of the server's address. */
    ClientResponse first(ClientRequest call) {
        return retries.runFirst(() -> {
            try {
                return once(call);
            } catch (Unanswered e) {
                PortProbe port = new PortProbe(address.base(), settings.client().connectTimeout());
                boolean odd = e.lessMayDo() || e.getCause() instanceof HttpConnectTimeoutException;
                if (odd && transport.isDirect() && port.speaksTheOther()) {
                    Failures failures = new Failures(address, settings);
                    throw new ConnectionException(
                            port.isTls() ? failures.speaksNoTls() : failures.speaksTls(),
                            Map.of("url", address.toString()),
                            e.getCause());
                }
                throw e;
            }
        });
    }

    /** Makes one attempt to send a request. */
    ClientResponse once(ClientRequest call) throws Unanswered {
        return once(call, number(call));
    }

    private ClientResponse once(ClientRequest call, long number) throws Unanswered {
        Activity.Request request = Requests.sent(address.toString(), call.method(), call.path());
        RequestProof proof = proof(call, number);
        return Observed.watch(settings, request, observed -> {
            Transport.Response response = exchange(call, proof);
            observed.now(request.answered(response.status()));
            requireProven(call, proof, response);
            errors.check(call, response);
            return answer(response);
        });
    }

    /** Returns whether answers that go on can be read. */
    boolean canStream() {
        return isBound() && transport.canStream();
    }

    /**
     * Makes one attempt to open an answer that goes on, in a bound session.
     *
     * @param reader makes what reads its lines, from the proof of the request
     */
    Transport.Stream open(ClientRequest call, Function<RequestProof, Transport.Lines> reader) throws Unanswered {
        RequestProof proof = Objects.requireNonNull(proof(call, number(call)));
        Activity.Request request = Requests.sent(address.toString(), call.method(), call.path());
        return Observed.watch(settings, request, observed -> {
            Transport.Request head = request(call, proof, timeoutOfHead());
            Transport.Stream stream = exchanged(call, () -> transport.stream(head, reader.apply(proof)));
            try {
                observed.now(request.answered(stream.head().status()));
                requireProven(call, proof, stream.head());
                errors.check(call, stream.head());
                successful(call, answer(stream.head()));
                return stream;
            } catch (RuntimeException | Unanswered e) {
                stream.close();
                throw e;
            }
        });
    }

    /** A server answers at once. Whoever holds back the head of an answer that goes on, holds back the rest as well. */
    private Duration timeoutOfHead() {
        Duration usual = settings.client().requestTimeout();
        return usual.compareTo(HEAD_TIMEOUT) < 0 ? usual : HEAD_TIMEOUT;
    }

    /** Requests a nonce to be signed. Only one attempt: each attempt of a signed request needs another nonce. */
    String nonce() throws Unanswered {
        ClientRequest ask = ClientRequest.post("nonces/");
        return Json.text(successful(ask, once(ask)).json(), "id")
                .filter(Ids::isId)
                .orElseThrow(() -> new MorangoException(address + " sent no nonce when it was asked for one."));
    }

    /**
     * Returns the number of a request. Requests that change nothing have random numbers, because a server does not note
     * them.
     */
    private long number(ClientRequest call) {
        return call.isSafe() ? settings.random().nextLong(1, Long.MAX_VALUE) : requests.incrementAndGet();
    }

    /**
     * Requires that an answer comes from the other side of the session. An answer without proof, from a proxy or an
     * attacker in between, can only count as a failure.
     */
    private void requireProven(ClientRequest call, @Nullable RequestProof proof, Transport.Response response)
            throws Unanswered {
        if (proof == null || session == null || session.binding() == null) {
            return;
        }
        String expected = proof.ofAnswer(
                session.binding().key(), response.status(), response.headers().get("content-type"), response.body());
        String given = response.headers().getOrDefault(RequestProof.HEADER.toLowerCase(Locale.ROOT), "");
        if (!RequestProof.same(expected, given) && !isOthers(response.status())) {
            throw new Unanswered(
                    "The answer of " + address + " to " + call
                            + " does not prove that it comes from the other side of the session",
                    false,
                    false,
                    Duration.ZERO);
        }
    }

    private static boolean isOthers(int status) {
        return status / 100 == 3 || status >= 500 || REFUSALS_OF_OTHERS.contains(status);
    }

    private Transport.Response exchange(ClientRequest call, @Nullable RequestProof proof) throws Unanswered {
        Transport.Response response = exchanged(call, () -> transport.send(request(call, proof)));
        traffic.response(response.body().length);
        return response;
    }

    /** Sends something. */
    private interface Exchange<T> {
        T run() throws IOException, InterruptedException;
    }

    private <T> T exchanged(ClientRequest call, Exchange<T> exchange) throws Unanswered {
        traffic.request(call.body().length);
        try {
            return cancellation.await(exchange::run);
        } catch (InterruptedException e) {
            throw Retries.interrupted(e);
        } catch (IOException e) {
            throw new Failures(address, settings).of(e);
        } catch (IllegalStateException e) {
            throw new ConnectionException("The request to " + address + " failed: " + e.getCause(), Map.of(), e);
        }
    }

    private ClientResponse answer(Transport.Response response) {
        // In a bound session only the content type is proven.
        boolean gzipped = isBound()
                ? Protocol.GZIP_TYPE.equals(response.headers().get("content-type"))
                : "gzip".equalsIgnoreCase(response.headers().get("content-encoding"));
        return new ClientResponse(
                response.status(), response.body(), gzipped, settings.limits().maxBodyBytes());
    }

    private Transport.Request request(ClientRequest call, @Nullable RequestProof proof) {
        return request(call, proof, settings.client().requestTimeout());
    }

    private Transport.Request request(ClientRequest call, @Nullable RequestProof proof, Duration timeout) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", Protocol.JSON_TYPE);
        if (proof == null) {
            headers.put("Accept-Encoding", "gzip");
        }
        headers.put("User-Agent", isAnonymous ? ANONYMOUS_AGENT : USER_AGENT);
        if (!isAnonymous) {
            headers.put(Protocol.CAPABILITIES_HEADER, Capability.header(settings.capabilities()));
        }
        set(headers, "Content-Type", call.contentType());
        set(headers, "Authorization", call.authorization());
        set(headers, RequestProof.HEADER, proof == null ? null : proof.header());
        return new Transport.Request(
                call.method(),
                address.api(call.target()),
                headers,
                call.body(),
                timeout,
                settings.limits().maxBodyBytes());
    }

    private @Nullable RequestProof proof(ClientRequest call, long number) {
        SessionBinding binding = session == null ? null : session.binding();
        return session == null || binding == null
                ? null
                : RequestProof.of(
                        binding.key(),
                        session.id(),
                        number,
                        new RequestProof.Subject(call.method(), call.path(), call.query(), call.contentType()),
                        call.body());
    }

    private static void set(Map<String, String> headers, String header, @Nullable String value) {
        if (value != null) {
            headers.put(header, value);
        }
    }

    /** Returns the version that Maven wrote into the jar. */
    private static String version() {
        Properties pom = new Properties();
        try (InputStream in = PeerHttp.class.getResourceAsStream(POM)) {
            if (in != null) {
                pom.load(in);
            }
        } catch (IOException e) {
            return "unknown";
        }
        return pom.getProperty("version", "unknown");
    }

    @Override
    public void close() {
        transport.close();
    }
}
