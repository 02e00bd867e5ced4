package org.morango.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.morango.Threads;

/**
 * Plain HTTP/1.1 by the JDK's client. Requests are sent in threads of their own: the client's asynchronous way ends in the
 * common pool, which on small machines is one thread, and that may be the one that waits here.
 */
final class JdkTransport implements Transport {
    /** More requests than this at once have to wait. */
    private static final int THREADS = 8;

    private final HttpClient client;
    private final ExecutorService threads;

    JdkTransport(Duration connectTimeout, Threads threads) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.threads = threads.pool("morango-http", THREADS);
    }

    @Override
    public Response send(Request request) throws IOException, InterruptedException {
        Future<HttpResponse<byte[]>> pending = start(request);
        try {
            // Not the client's own timeout, which ends with the headers of an answer.
            HttpResponse<byte[]> response = pending.get(request.timeout().toMillis(), TimeUnit.MILLISECONDS);
            Map<String, String> headers = new TreeMap<>();
            response.headers()
                    .map()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            return new Response(response.statusCode(), headers, response.body());
        } catch (InterruptedException e) {
            pending.cancel(true);
            throw e;
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new HttpTimeoutException("no answer within " + request.timeout());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                // The client wraps what it does not know.
                throw failure.getCause() instanceof TooLargeException tooLarge ? tooLarge : failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Future<HttpResponse<byte[]>> start(Request request) {
        try {
            return threads.submit(() -> client.send(http(request), info -> new BoundedBody(request.maxBodyBytes())));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(new IOException("the connection is closed", e));
        }
    }

    private static HttpRequest http(Request request) {
        HttpRequest.Builder http = HttpRequest.newBuilder(request.uri())
                .method(
                        request.method(),
                        request.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(http::header);
        return http.build();
    }

    /** At once from JDK 21 on, before that when the connections have been idle for a while. */
    @Override
    public void close() {
        threads.shutdown();
        Object closeable = client;
        if (closeable instanceof AutoCloseable resource) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new ConnectionException("The connections cannot be closed.", Map.of(), e);
            }
        }
    }
}
