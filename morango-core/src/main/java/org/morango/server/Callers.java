package org.morango.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.morango.settings.PeerSettings;

/**
 * Disconnects callers of the JDK's HTTP server that send or receive nothing, or next to nothing. The JDK itself can
 * only limit the time of a whole request, which cuts off slow links. It reads and writes through channels that close
 * when the waiting thread is interrupted; this class only interrupts it.
 */
final class Callers implements AutoCloseable {
    /** Most connections that are read from and written to at once. Most of them wait for their callers. */
    static final int MOST = 256;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int PIECE = 8 * 1024;

    private final long silence;
    private final long floor;
    private final Set<Caller> present = ConcurrentHashMap.newKeySet();
    private final Semaphore places;
    /**
     * Number of callers whose connection is or will be read from. {@link #leaving} counts those that have been
     * disconnected.
     */
    private final AtomicInteger here = new AtomicInteger();

    private final AtomicInteger leaving = new AtomicInteger();
    private final ThreadLocal<Caller> current = new ThreadLocal<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService watch;

    Callers(PeerSettings settings) {
        this.places = new Semaphore(settings.server().threads(), true);
        Duration timeout = settings.server().callerTimeout();
        this.silence = timeout.toNanos();
        this.floor = settings.limits().minBytesPerSecond();
        this.watch = settings.threads().pool("morango-callers", 1);
        long pause = Math.max(1, Math.min(timeout.toMillis() / 8, 5_000));
        watch.execute(() -> watch(pause));
    }

    /**
     * Returns an executor for the server's tasks, each of which begins with reading a request. If all threads are
     * taken, the caller with the longest waiting time makes room.
     *
     * @param threads {@link #MOST} of them
     */
    Executor over(Executor threads) {
        return task -> {
            here.incrementAndGet();
            makeRoom();
            threads.execute(() -> run(task));
        };
    }

    private void makeRoom() {
        boolean found = true;
        while (found && here.get() - leaving.get() > MOST) {
            found = present.stream()
                    .max(Comparator.comparingLong(Caller::waited))
                    .filter(Caller::hangUp)
                    .isPresent();
        }
    }

    private void run(Runnable task) {
        Caller caller = new Caller(Thread.currentThread());
        current.set(caller);
        present.add(caller);
        try {
            caller.begin();
            makeRoom();
            task.run();
        } finally {
            present.remove(caller);
            current.remove();
            here.decrementAndGet();
            if (caller.leave()) {
                leaving.decrementAndGet();
            }
        }
    }

    /** Returns the caller whose request this thread handles. */
    Caller current() {
        return current.get();
    }

    private void watch(long pause) {
        try {
            while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                present.forEach(caller -> caller.look(now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        watch.shutdown();
    }

    /** An operation that waits for a caller. */
    @FunctionalInterface
    interface Exchange<T> {
        T run() throws IOException;
    }

    /** A connection that sends a request and receives its answer. */
    final class Caller {
        private final Thread thread;
        /** Start of the current wait; null while nothing is waited for. */
        private @Nullable Long since;

        private long waited;
        private long moved;
        private boolean isGone;
        /** Whether it has one of the places for requests being handled. Used by its own thread only. */
        private boolean isHandled;

        private Caller(Thread thread) {
            this.thread = thread;
        }

        private synchronized void begin() {
            since = System.nanoTime();
        }

        /** Ends the wait for the lines before the body. */
        void hasBegun() throws IOException {
            if (leave()) {
                throw new IOException("The caller was too slow.");
            }
        }

        /**
         * Ends the current wait. Returns whether the caller was disconnected; the thread is then no longer interrupted.
         */
        private synchronized boolean leave() {
            if (since != null) {
                waited += System.nanoTime() - since;
                since = null;
            }
            if (isGone) {
                Thread.interrupted();
            }
            return isGone;
        }

        private synchronized void look(long now) {
            if (since == null || isGone) {
                return;
            }
            long silent = now - since;
            long allowed = floor == 0 ? Long.MAX_VALUE : silence + moved / floor * SECOND;
            if (silent > silence || waited + silent > allowed) {
                hangUp();
            }
        }

        /** Disconnects the caller. Returns false if it is not waited for, or already disconnected. */
        private synchronized boolean hangUp() {
            if (since == null || isGone) {
                return false;
            }
            isGone = true;
            leaving.incrementAndGet();
            thread.interrupt();
            return true;
        }

        /**
         * Returns how long the caller has been waited for, in nanoseconds; -1 if it is not waited for now, or
         * disconnected.
         */
        private synchronized long waited() {
            return since == null || isGone ? -1 : waited + System.nanoTime() - since;
        }

        /** Handles its request as soon as there is a place. */
        <T> T handle(Supplier<T> handler) {
            places.acquireUninterruptibly();
            isHandled = true;
            try {
                return handler.get();
            } finally {
                isHandled = false;
                places.release();
            }
        }

        /**
         * Runs an operation that only waits for the caller, because it may be interrupted. Other requests may use the
         * place meanwhile.
         */
        <T> T await(Exchange<T> exchange) throws IOException {
            boolean giveWay = isHandled;
            if (giveWay) {
                places.release();
            }
            begin();
            try {
                return exchange.run();
            } finally {
                leave();
                if (giveWay) {
                    places.acquireUninterruptibly();
                }
            }
        }

        private synchronized void moved(int bytes) {
            moved += Math.max(0, bytes);
        }

        InputStream watch(InputStream body) {
            return new FilterInputStream(body) {
                @Override
                public int read() throws IOException {
                    int value = Caller.this.await(super::read);
                    moved(value < 0 ? 0 : 1);
                    return value;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int read = Caller.this.await(() -> super.read(buffer, offset, Math.min(length, PIECE)));
                    moved(read);
                    return read;
                }
            };
        }

        void write(OutputStream out, byte[] body) throws IOException {
            for (int from = 0; from < body.length; from += PIECE) {
                int begin = from;
                int length = Math.min(PIECE, body.length - from);
                await(() -> {
                    out.write(body, begin, length);
                    return length;
                });
                moved(length);
            }
        }
    }
}
