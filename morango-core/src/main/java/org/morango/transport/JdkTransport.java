package org.morango.transport;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.morango.common.MorangoException;
import org.morango.common.Threads;

/**
 * Plain HTTP/1.1 with the JDK's client. Requests run in threads of their own: the client's asynchronous calls complete
 * in the common pool. On small machines the pool is a single thread, and that may be the one that waits here.
 */
final class JdkTransport implements Transport {
    /** Most requests at once; more have to wait. */
    private static final int THREADS = 8;

    private final HttpClient client;
    private final ExecutorService threads;
    private final long minBytesPerSecond;

    JdkTransport(Duration connectTimeout, Threads threads, long minBytesPerSecond) {
        this.minBytesPerSecond = minBytesPerSecond;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.threads = threads.pool("morango-http", THREADS);
    }

    @Override
    public Response send(Request request) throws IOException, InterruptedException {
        // The client's own timeout covers the whole request, and ends with the headers of an answer.
        Progress progress = new Progress(request.timeout(), minBytesPerSecond);
        Future<HttpResponse<byte[]>> pending = start(request, progress);
        try {
            HttpResponse<byte[]> response = progress.await(pending);
            return response(response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException e) {
            pending.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private Future<HttpResponse<byte[]>> start(Request request, Progress progress) {
        try {
            return threads.submit(() -> client.send(
                    http(request, progress), info -> progress.watch(new BoundedBody(request.maxBodyBytes()))));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(new IOException("the connection is closed", e));
        }
    }

    @Override
    public boolean canStream() {
        return true;
    }

    @Override
    public Stream stream(Request request, Lines lines) throws IOException, InterruptedException {
        Progress progress = new Progress(request.timeout(), 0);
        LineBody body = new LineBody(lines);
        CompletableFuture<Response> head = new CompletableFuture<>();
        CompletableFuture<HttpResponse<byte[]>> whole = client.sendAsync(http(request, progress), info -> {
            if (info.statusCode() != 200) {
                return progress.watch(new BoundedBody(request.maxBodyBytes()));
            }
            head.complete(response(info.statusCode(), info.headers(), new byte[0]));
            return body;
        });
        whole.whenComplete((answer, failure) -> {
            if (failure != null) {
                head.completeExceptionally(failure instanceof CompletionException e ? e.getCause() : failure);
            } else {
                head.complete(response(answer.statusCode(), answer.headers(), answer.body()));
            }
        });
        try {
            Response answered = progress.await(head);
            return new JdkStream(answered, body, whole);
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            if (!head.isDone() || head.isCompletedExceptionally()) {
                body.cancel();
                whole.cancel(true);
            }
        }
    }

    private record JdkStream(Response head, LineBody body, CompletableFuture<?> whole) implements Stream {
        @Override
        public void close() {
            body.cancel();
            whole.cancel(true);
        }
    }

    private static Response response(int status, HttpHeaders received, byte[] body) {
        Map<String, String> headers = new TreeMap<>();
        received.map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Response(status, headers, body);
    }

    private static IOException failure(ExecutionException e) {
        if (e.getCause() instanceof IOException failure) {
            // The client wraps exceptions that it does not know.
            return failure.getCause() instanceof TooLargeException tooLarge ? tooLarge : failure;
        }
        throw new IllegalStateException(e.getCause());
    }

    private static HttpRequest http(Request request, Progress progress) {
        HttpRequest.Builder http = HttpRequest.newBuilder(request.uri())
                .method(
                        request.method(),
                        request.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : progress.watch(HttpRequest.BodyPublishers.ofByteArray(request.body())));
        request.headers().forEach(http::header);
        return http.build();
    }

    @Override
    public boolean isDirect() {
        return true;
    }

    /** Closes the connections: at once from JDK 21 on, before that when they have been idle for a while. */
    @Override
    public void close() {
        threads.shutdown();
        Object closeable = client;
        if (closeable instanceof AutoCloseable resource) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new MorangoException("The connections cannot be closed.", e);
            }
        }
    }
}
