package org.morango.quarkus;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.morango.server.ResponseStream;

/** Writes an answer that goes on, in the connection's own thread. */
final class StreamedAnswer {
    private final Context context = Vertx.currentContext();
    private final HttpServerResponse response;
    private final ResponseStream stream;

    StreamedAnswer(HttpServerResponse response, ResponseStream stream) {
        this.response = response;
        this.stream = stream;
    }

    void begin() {
        response.setChunked(true);
        response.closeHandler(nothing -> stream.disconnected());
        response.exceptionHandler(failure -> stream.disconnected());
        response.drainHandler(nothing -> write());
        stream.begin(() -> context.runOnContext(nothing -> write()));
    }

    private void write() {
        if (response.ended() || response.closed() || response.writeQueueFull()) {
            return;
        }
        byte[] bytes = stream.take();
        if (bytes.length > 0) {
            response.write(Buffer.buffer(bytes));
        }
        if (stream.isOver()) {
            response.end();
        }
    }
}
