package org.morango.transport;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Passes on the lines of an answer as they come, up to a length. */
final class LineBody implements HttpResponse.BodySubscriber<byte[]> {
    private final Transport.Lines lines;
    private final HttpResponse.BodySubscriber<Void> splitter =
            HttpResponse.BodySubscribers.fromLineSubscriber(new Passing(), s -> null, StandardCharsets.UTF_8, null);
    private int length;
    private boolean hasEnded;
    private Flow.@Nullable Subscription source;

    LineBody(Transport.Lines lines) {
        this.lines = lines;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return CompletableFuture.completedFuture(new byte[0]);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        boolean isCancelled;
        synchronized (this) {
            source = subscription;
            isCancelled = hasEnded;
        }
        if (isCancelled) {
            subscription.cancel();
            return;
        }
        splitter.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            for (int i = buffer.position(); i < buffer.limit(); i++) {
                byte b = buffer.get(i);
                length = b == '\n' || b == '\r' ? 0 : length + 1;
                if (length > Transport.Lines.MAX_BYTES) {
                    cancel();
                    return;
                }
            }
        }
        splitter.onNext(buffers);
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onComplete() {
        end();
    }

    /** Ends the answer; no line is passed on any more. */
    void cancel() {
        Flow.Subscription held;
        synchronized (this) {
            held = source;
        }
        end();
        if (held != null) {
            held.cancel();
        }
    }

    private void end() {
        synchronized (this) {
            if (hasEnded) {
                return;
            }
            hasEnded = true;
        }
        lines.ended();
    }

    private synchronized boolean isOn() {
        return !hasEnded;
    }

    /** Receives the lines from the JDK's splitter. */
    private final class Passing implements Flow.Subscriber<String> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (isOn()) {
                lines.line(line);
            }
        }

        @Override
        public void onError(Throwable failure) {
            end();
        }

        @Override
        public void onComplete() {
            end();
        }
    }
}
