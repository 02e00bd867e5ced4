package org.morango.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.morango.PeerSettings;
import org.morango.internal.protocol.Protocol;
import org.morango.session.Capability;

/** Makes requests to one server: counts them, repeats them, and takes no more than it should. */
final class PeerHttp implements AutoCloseable {
    private static final String POM = "/META-INF/maven/org.morango/morango-core/pom.properties";
    private static final String USER_AGENT = "morango-java/" + version();
    private static final Set<Integer> NOT_NOW = Set.of(502, 503, 504);

    private final PeerAddress address;
    private final PeerSettings settings;
    private final HttpClient client;
    private final Retries retries;
    private final Traffic traffic = new Traffic();

    PeerHttp(PeerAddress address, PeerSettings settings) {
        this.address = address;
        this.settings = settings;
        this.retries = new Retries(settings);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                // Following one could carry a password to another host.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
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
        String reason = ErrorText.of(answer);
        throw new RemoteException(
                address + " refused " + call.method() + " " + call.path().replaceFirst("\\?.*", "") + " with status "
                        + answer.status() + (reason.isEmpty() ? "." : ": " + reason),
                answer.status(),
                Map.of("url", address.toString()));
    }

    /** One attempt to make a request. */
    HttpAnswer once(Call call) throws Unanswered {
        traffic.request(call.body().length);
        CompletableFuture<HttpResponse<byte[]>> pending =
                client.sendAsync(request(call), info -> new BoundedBody(settings.maxBodyBytes()));
        HttpResponse<byte[]> response;
        try {
            response = pending.get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            pending.cancel(true);
            throw Retries.interrupted(e);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new Unanswered(
                    address + " did not answer within "
                            + settings.requestTimeout().toSeconds() + " s",
                    e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
        traffic.response(response.body().length);
        if (NOT_NOW.contains(response.statusCode())) {
            throw new Unanswered(address + " cannot answer now (status " + response.statusCode() + ")");
        }
        boolean gzipped =
                response.headers().firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip");
        return new HttpAnswer(response.statusCode(), response.body(), gzipped, settings.maxBodyBytes());
    }

    private Unanswered failure(Throwable cause) {
        if (cause instanceof BoundedBody.TooLarge) {
            throw new ConnectionException(
                    address + " sent " + cause.getMessage() + "; this side takes no more.", Map.of(), cause);
        }
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new Unanswered("Nothing answers at " + address, cause);
        }
        if (cause instanceof IOException) {
            return new Unanswered("The connection to " + address + " broke", cause);
        }
        throw new ConnectionException("The request to " + address + " failed: " + cause, Map.of(), cause);
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(call))
                .method(
                        call.method(),
                        call.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(call.body()))
                .header("Accept", Protocol.JSON_TYPE)
                .header("Accept-Encoding", "gzip")
                .header("User-Agent", USER_AGENT)
                .header(Protocol.CAPABILITIES_HEADER, Capability.header(settings.capabilities()));
        set(request, "Content-Type", call.contentType());
        set(request, "Authorization", call.authorization());
        return request.build();
    }

    private URI uri(Call call) {
        return address.api(call.path());
    }

    private static void set(HttpRequest.Builder request, String header, @Nullable String value) {
        if (value != null) {
            request.header(header, value);
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

    /** Lets go of the connections: at once from JDK 21 on, before that when they have been idle for a while. */
    @Override
    public void close() {
        Object closeable = client;
        if (closeable instanceof AutoCloseable resource) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new ConnectionException("The connections to " + address + " cannot be closed.", Map.of(), e);
            }
        }
    }
}
