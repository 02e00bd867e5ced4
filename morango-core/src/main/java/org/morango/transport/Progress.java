package org.morango.transport;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Watches the bytes of one exchange, so that it is aborted when they stop, and not because there are many. */
final class Progress {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long silence;
    private final long floor;
    private final long begun = System.nanoTime();
    private final AtomicLong moved = new AtomicLong();
    private final AtomicLong lastMoved = new AtomicLong(begun);

    /**
     * @param silence how long the exchange may stand still
     * @param floor the least average speed once that time is over, in bytes a second; 0 for any speed
     */
    Progress(Duration silence, long floor) {
        this.silence = silence.toNanos();
        this.floor = floor;
    }

    HttpRequest.BodyPublisher watch(HttpRequest.BodyPublisher body) {
        return HttpRequest.BodyPublishers.fromPublisher(
                subscriber -> body.subscribe(new Watched<>(subscriber) {
                    @Override
                    void note(ByteBuffer part) {
                        moved(part.remaining());
                    }
                }),
                body.contentLength());
    }

    HttpResponse.BodySubscriber<byte[]> watch(HttpResponse.BodySubscriber<byte[]> body) {
        moved(0);
        return new WatchedAnswer(body);
    }

    private void moved(long bytes) {
        moved.addAndGet(bytes);
        lastMoved.set(System.nanoTime());
    }

    /** Waits for the end of the exchange. */
    <T> T await(Future<T> exchange) throws InterruptedException, ExecutionException, HttpTimeoutException {
        while (true) {
            long left = left(System.nanoTime());
            if (left <= 0) {
                exchange.cancel(true);
                throw new HttpTimeoutException("nothing has moved for too long");
            }
            try {
                return exchange.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // Bytes may have moved meanwhile.
                continue;
            }
        }
    }

    private long left(long now) {
        long ofSilence = lastMoved.get() + silence - now;
        if (floor == 0) {
            return ofSilence;
        }
        long allowed = silence + moved.get() / floor * SECOND;
        return Math.min(ofSilence, begun + allowed - now);
    }

    /** Passes everything on. */
    private abstract static class Watched<T> implements Flow.Subscriber<T> {
        private final Flow.Subscriber<? super T> target;

        Watched(Flow.Subscriber<? super T> target) {
            this.target = target;
        }

        abstract void note(T part);

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            target.onSubscribe(subscription);
        }

        @Override
        public void onNext(T part) {
            note(part);
            target.onNext(part);
        }

        @Override
        public void onError(Throwable failure) {
            target.onError(failure);
        }

        @Override
        public void onComplete() {
            target.onComplete();
        }
    }

    private final class WatchedAnswer extends Watched<List<ByteBuffer>> implements HttpResponse.BodySubscriber<byte[]> {
        private final HttpResponse.BodySubscriber<byte[]> body;

        WatchedAnswer(HttpResponse.BodySubscriber<byte[]> body) {
            super(body);
            this.body = body;
        }

        @Override
        void note(List<ByteBuffer> part) {
            moved(part.stream().mapToLong(ByteBuffer::remaining).sum());
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body.getBody();
        }
    }
}
