package org.morango.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpConnectTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.morango.PeerSettings;
import org.morango.internal.binding.RequestProof;
import org.morango.internal.observation.Observed;
import org.morango.internal.observation.Requests;
import org.morango.internal.protocol.Protocol;
import org.morango.observation.Activity;
import org.morango.session.Capability;
import org.morango.session.SessionKey;
import org.morango.session.SyncSession;

/** Makes requests to one server: counts them, repeats them, and takes no more than it should. */
final class PeerHttp implements AutoCloseable {
    private static final String POM = "/META-INF/maven/org.morango/morango-core/pom.properties";
    private static final String USER_AGENT = "morango-java/" + version();

    private final PeerAddress address;
    private final PeerSettings settings;
    private final Transport transport;
    private final Retries retries;
    private final HttpErrors errors;
    private final Traffic traffic;
    private final @Nullable SyncSession session;

    PeerHttp(PeerAddress address, PeerSettings settings) {
        this(address, settings, settings.transport().get(), new Traffic(), null);
    }

    private PeerHttp(
            PeerAddress address,
            PeerSettings settings,
            Transport transport,
            Traffic traffic,
            @Nullable SyncSession session) {
        this.address = address;
        this.settings = settings;
        this.retries = new Retries(settings);
        this.errors = new HttpErrors(address, settings);
        this.transport = transport;
        this.traffic = traffic;
        this.session = session;
    }

    /** The same connection, for the requests of a session: each proves that it is one. Need not be closed. */
    PeerHttp in(SyncSession newSession) {
        return new PeerHttp(address, settings, transport, traffic, newSession);
    }

    PeerAddress address() {
        return address;
    }

    Retries retries() {
        return retries;
    }

    Traffic traffic() {
        return traffic;
    }

    /** The answer to a request that may be made more than once, whatever its status. */
    HttpAnswer answer(Call call) {
        return retries.run(() -> once(call));
    }

    /** The successful answer to a request that may be made more than once. */
    HttpAnswer send(Call call) {
        return successful(call, answer(call));
    }

    /**
     * Deletes. An answer may get lost, so that something already gone is as good as deleted.
     */
    void delete(String path) {
        Call call = Call.delete(path);
        HttpAnswer answer = answer(call);
        if (answer.status() != 404) {
            successful(call, answer);
        }
    }

    HttpAnswer successful(Call call, HttpAnswer answer) {
        if (answer.isSuccess()) {
            return answer;
        }
        throw errors.refused(call, answer);
    }

    /** The first answer of a server: whatever is wrong with its address shows here. */
    HttpAnswer first(Call call) {
        return retries.runFirst(() -> {
            try {
                return once(call);
            } catch (Unanswered e) {
                PortProbe port = new PortProbe(address.base(), settings.connectTimeout());
                boolean odd = e.lessMayDo() || e.getCause() instanceof HttpConnectTimeoutException;
                if (odd && transport instanceof JdkTransport && port.speaksTheOther()) {
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

    /** One attempt to make a request. */
    HttpAnswer once(Call call) throws Unanswered {
        Activity.Request request = Requests.of(false, address.toString(), call.method(), call.path());
        return Observed.watch(settings, request, observed -> {
            Transport.Response response = exchange(call);
            observed.now(request.answered(response.status()));
            errors.check(call, response);
            return answer(response);
        });
    }

    private Transport.Response exchange(Call call) throws Unanswered {
        traffic.request(call.body().length);
        Transport.Response response;
        try {
            response = transport.send(request(call));
        } catch (InterruptedException e) {
            throw Retries.interrupted(e);
        } catch (IOException e) {
            throw new Failures(address, settings).of(e);
        } catch (IllegalStateException e) {
            throw new ConnectionException("The request to " + address + " failed: " + e.getCause(), Map.of(), e);
        }
        traffic.response(response.body().length);
        return response;
    }

    private HttpAnswer answer(Transport.Response response) {
        boolean gzipped = "gzip".equalsIgnoreCase(response.headers().get("content-encoding"));
        return new HttpAnswer(response.status(), response.body(), gzipped, settings.maxBodyBytes());
    }

    private Transport.Request request(Call call) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", Protocol.JSON_TYPE);
        headers.put("Accept-Encoding", "gzip");
        headers.put("User-Agent", USER_AGENT);
        headers.put(Protocol.CAPABILITIES_HEADER, Capability.header(settings.capabilities()));
        set(headers, "Content-Type", call.contentType());
        set(headers, "Authorization", call.authorization());
        set(headers, RequestProof.HEADER, proof(call));
        return new Transport.Request(
                call.method(),
                address.api(call.target()),
                headers,
                call.body(),
                settings.requestTimeout(),
                settings.maxBodyBytes());
    }

    private @Nullable String proof(Call call) {
        SessionKey key = session == null ? null : session.key();
        return session == null || key == null
                ? null
                : RequestProof.of(
                        key,
                        session.id(),
                        call.method(),
                        call.path(),
                        call.query(),
                        RequestProof.digest().digest(call.body()));
    }

    private static void set(Map<String, String> headers, String header, @Nullable String value) {
        if (value != null) {
            headers.put(header, value);
        }
    }

    /** As Maven wrote it into the jar. */
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
