package org.morango.example.quarkus;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.morango.hibernate.Morango;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.server.ResponseStream;

/** Serves other peers on the application's own HTTP server. */
@Singleton
class SyncRoute {
    private static final String API = "/api/morango/v1/";
    private static final long MAX_BODY = 64L << 20;

    private final MorangoEndpoints endpoints;

    SyncRoute(Morango morango) {
        this.endpoints = morango.endpoints();
    }

    void register(@Observes Router router) {
        router.route(API + "*")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                // Blocking, because a request spends nearly all of its time in the database. Unordered, so that
                // requests do not wait for each other.
                .blockingHandler(this::answer, false);
    }

    void endStreams(@Observes ShutdownDelayInitiatedEvent shutdown) {
        endpoints.endStreams();
    }

    void close(@Observes ShutdownEvent shutdown) {
        endpoints.close();
    }

    private void answer(RoutingContext context) {
        HttpServerRequest request = context.request();
        Map<String, String> query = new LinkedHashMap<>();
        context.queryParams().forEach(entry -> query.put(entry.getKey(), entry.getValue()));
        Buffer body = context.body().buffer();
        MorangoResponse answer = endpoints.handle(new MorangoRequest(
                request.method().name(),
                context.normalizedPath().substring(API.length()),
                query,
                request::getHeader,
                new ByteArrayInputStream(body == null ? new byte[0] : body.getBytes()),
                request.remoteAddress().hostAddress(),
                request.localAddress().hostAddress(),
                request.scheme() + "://" + request.authority() + API,
                true));
        send(context, request.response(), answer);
    }

    private static void send(RoutingContext context, HttpServerResponse response, MorangoResponse answer) {
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        ResponseStream stream = answer.stream();
        if (stream == null) {
            response.end(Buffer.buffer(answer.body()));
        } else {
            // Vert.x writes in the thread of the connection, which must not be blocked.
            context.vertx().runOnContext(nothing -> new StreamedAnswer(response, stream).begin());
        }
    }
}
