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
import org.morango.PeerSettings;

/**
 * Hangs up on callers of the JDK's HTTP server that send or take nothing, or next to nothing. The JDK itself can only limit
 * how long a whole request takes, which cuts off slow links. It reads and writes through channels that close when the
 * thread that waits for them is interrupted, and that is all that is done here.
 */
final class Callers implements AutoCloseable {
    /** How many connections are read from and written to at once. Most of them wait for their callers. */
    static final int MOST = 256;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int PIECE = 8 * 1024;

    private final long silence;
    private final long floor;
    private final Set<Caller> present = ConcurrentHashMap.newKeySet();
    private final Semaphore places;
    /** Callers whose connection is or will be read from, and those of them that have been hung up on. */
    private final AtomicInteger here = new AtomicInteger();

    private final AtomicInteger leaving = new AtomicInteger();
    private final ThreadLocal<Caller> current = new ThreadLocal<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService watch;

    Callers(PeerSettings settings) {
        this.places = new Semaphore(settings.serverThreads(), true);
        Duration timeout = settings.callerTimeout();
        this.silence = timeout.toNanos();
        this.floor = settings.minBytesPerSecond();
        this.watch = settings.threads().pool("morango-callers", 1);
        long pause = Math.max(1, Math.min(timeout.toMillis() / 8, 5_000));
        watch.execute(() -> watch(pause));
    }

    /**
     * Runs the server's tasks, each of which begins with reading a request. Where all threads are taken, the caller that has
     * been waited for longest makes room.
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

    /** The caller whose request this thread handles. */
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

    /** Something that waits for a caller. */
    @FunctionalInterface
    interface Exchange<T> {
        T run() throws IOException;
    }

    /** One who sends a request and takes its answer. */
    final class Caller {
        private final Thread thread;
        /** When the wait that goes on began; null while nothing is waited for. */
        private @Nullable Long since;

        private long waited;
        private long moved;
        private boolean isGone;
        /** Whether it has one of the places of those that are handled. Of its own thread alone. */
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

        /** Whether it has been hung up on; the thread is not interrupted any more. */
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

        /** Whether that was possible: it is waited for, and not hung up on already. */
        private synchronized boolean hangUp() {
            if (since == null || isGone) {
                return false;
            }
            isGone = true;
            leaving.incrementAndGet();
            thread.interrupt();
            return true;
        }

        /** For how long it has been waited for, if it is now. */
        private synchronized long waited() {
            return since == null || isGone ? -1 : waited + System.nanoTime() - since;
        }

        /** Handles its request, when there is a place. */
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

        /** Runs what waits for the caller, and nothing else: it may be interrupted. Others have its place meanwhile. */
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
