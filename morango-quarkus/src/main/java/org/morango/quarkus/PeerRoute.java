package org.morango.quarkus;

import io.quarkus.vertx.http.runtime.VertxInputStream;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.morango.internal.http.QueryText;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.server.ResponseStream;

/**
 * Serves other peers on the application's own web server. Requests are handled in threads of their own, because they
 * spend nearly all of their time in the database. A body is read while it arrives.
 */
final class PeerRoute implements Handler<RoutingContext> {
    private final String path;
    private final Supplier<ServedPeer> served;

    PeerRoute(String path, Supplier<ServedPeer> served) {
        this.path = path;
        this.served = served;
    }

    @Override
    public void handle(RoutingContext context) {
        if (!context.body().available()) {
            // Until it is read.
            context.request().pause();
        }
        // The connection's own thread must not be blocked, and it alone writes.
        Context connection = context.vertx().getOrCreateContext();
        ServedPeer peer = served.get();
        try {
            peer.execute(() -> {
                try {
                    MorangoResponse answer = answer(peer, context);
                    connection.runOnContext(nothing -> send(context, answer));
                } catch (RuntimeException e) {
                    connection.runOnContext(nothing -> context.fail(e));
                }
            });
        } catch (RejectedExecutionException e) {
            send(context, MorangoResponse.refusal(503, "The application is stopping."));
        }
    }

    private MorangoResponse answer(ServedPeer peer, RoutingContext context) {
        HttpServerRequest request = context.request();
        Map<String, String> query;
        try {
            query = QueryText.parse(request.query());
        } catch (IllegalArgumentException e) {
            return MorangoResponse.refusal(400, "The query is malformed.");
        }
        return peer.handle(
                new MorangoRequest(
                        request.method().name(),
                        context.normalizedPath().substring(path.length()),
                        query,
                        name -> header(request, name),
                        body(context, peer),
                        host(request.remoteAddress()),
                        host(request.localAddress()),
                        request.scheme() + "://" + request.authority() + path,
                        true),
                context);
    }

    /** Returns a header. HTTP/2 has none for the host. */
    private static @Nullable String header(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        return value == null && name.equals("Host") && request.authority() != null
                ? request.authority().toString()
                : value;
    }

    /** Returns the body, which another handler of the application may have read already. */
    private static InputStream body(RoutingContext context, ServedPeer peer) {
        return context.body().available()
                ? new ByteArrayInputStream(context.body().buffer().getBytes())
                : new OpenBody(
                        new VertxInputStream(context, peer.callerTimeout().toMillis()));
    }

    /** Stays open: it is read once more after its parser has closed it. The rest is dropped with the answer. */
    private static final class OpenBody extends FilterInputStream {
        OpenBody(InputStream body) {
            super(body);
        }

        @Override
        public void close() {}
    }

    private static String host(@Nullable SocketAddress address) {
        return address == null ? "" : Objects.toString(address.hostAddress(), "");
    }

    private static void send(RoutingContext context, MorangoResponse answer) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (!request.isEnded()) {
            // The rest of a refused body is of no interest.
            request.handler(rest -> {}).resume();
        }
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        ResponseStream stream = answer.stream();
        if (stream == null) {
            response.end(Buffer.buffer(answer.body()));
        } else {
            new StreamedAnswer(response, stream).begin();
        }
    }
}
