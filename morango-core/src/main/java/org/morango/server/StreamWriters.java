package org.morango.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the responses of the JDK's HTTP server that go on. A few threads serve all of them, as writing takes no time
 * while a caller reads. A caller that does not read is disconnected: soon if others wait for the thread that it blocks.
 * The JDK writes through channels that close when the writing thread is interrupted.
 */
final class StreamWriters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamWriters.class);
    static final int THREADS = 8;
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    /** How long a caller may block a thread for which others wait. */
    private static final long SHORT = 100 * MILLISECOND;

    private final long most;
    private final ExecutorService threads;
    private final ExecutorService watch;
    private final AtomicInteger queued = new AtomicInteger();
    private final Set<Response> writing = ConcurrentHashMap.newKeySet();
    private final Set<Response> open = ConcurrentHashMap.newKeySet();
    private boolean isWatched;
    private boolean isClosed;

    StreamWriters(PeerSettings settings) {
        this.most = settings.server().callerTimeout().toNanos();
        this.threads = settings.threads().pool("morango-streams", THREADS);
        this.watch = settings.threads().pool("morango-stream-watch", 1);
    }

    /** Begins to write a response whose head is written. */
    void begin(HttpExchange exchange, ResponseStream stream) {
        Response response = new Response(exchange, stream);
        open.add(response);
        stream.begin(response::available);
    }

    /** Disconnects callers that block a thread for too long, as long as there are any. */
    private void watch() {
        try {
            while (awaitWriting()) {
                long now = System.nanoTime();
                boolean areOthersWaiting = queued.get() > 0;
                writing.stream()
                        .max(Comparator.comparingLong(response -> response.blocked(now)))
                        .filter(response -> response.blocked(now) > (areOthersWaiting ? SHORT : most))
                        .ifPresent(Response::hangUp);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean awaitWriting() throws InterruptedException {
        if (!isClosed) {
            // Without a limit while nothing is written.
            wait(writing.isEmpty() ? 0 : SHORT / MILLISECOND / 2);
        }
        return !isClosed;
    }

    private synchronized void begun(Response response) {
        writing.add(response);
        notifyAll();
        if (!isWatched && !isClosed) {
            isWatched = true;
            watch.execute(this::watch);
        }
    }

    private synchronized void ended(Response response) {
        open.remove(response);
        notifyAll();
    }

    /** Waits until all responses have ended, at most for a while. */
    synchronized void awaitEnd(long millis) {
        long end = System.nanoTime() + millis * MILLISECOND;
        try {
            for (long left = millis; !open.isEmpty() && left > 0; left = (end - System.nanoTime()) / MILLISECOND) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all responses. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        threads.shutdown();
        watch.shutdown();
        for (Response response : open) {
            // The thread that writes a response also ends it.
            if (!response.hangUp()) {
                response.end();
            }
        }
    }

    /** One response. At most one thread writes it. */
    private final class Response {
        private final HttpExchange exchange;
        private final ResponseStream stream;
        private boolean isScheduled;
        private boolean isAgain;
        private @Nullable Thread thread;
        private long since;

        Response(HttpExchange exchange, ResponseStream stream) {
            this.exchange = exchange;
            this.stream = stream;
        }

        void available() {
            synchronized (this) {
                if (isScheduled) {
                    isAgain = true;
                    return;
                }
                isScheduled = true;
            }
            queued.incrementAndGet();
            try {
                threads.execute(this::run);
            } catch (RejectedExecutionException e) {
                queued.decrementAndGet();
            }
        }

        private void run() {
            queued.decrementAndGet();
            try {
                boolean goesOn = true;
                while (goesOn) {
                    write();
                    goesOn = isAgain();
                }
                if (stream.isOver()) {
                    end();
                }
            } catch (IOException e) {
                LOG.debug("The connection of {} broke", exchange.getRemoteAddress(), e);
                end();
            }
        }

        private synchronized boolean isAgain() {
            boolean again = isAgain;
            isAgain = false;
            isScheduled = again;
            return again;
        }

        private void write() throws IOException {
            byte[] bytes = stream.take();
            if (bytes.length == 0) {
                return;
            }
            synchronized (this) {
                thread = Thread.currentThread();
                since = System.nanoTime();
            }
            begun(this);
            try {
                OutputStream out = exchange.getResponseBody();
                out.write(bytes);
                out.flush();
            } finally {
                writing.remove(this);
                synchronized (this) {
                    thread = null;
                    // The watch may have interrupted it when the bytes were written already.
                    Thread.interrupted();
                }
            }
        }

        synchronized long blocked(long now) {
            return thread == null ? 0 : now - since;
        }

        /** Disconnects the caller. Returns false if nothing is being written. */
        synchronized boolean hangUp() {
            if (thread == null) {
                return false;
            }
            thread.interrupt();
            return true;
        }

        void end() {
            if (open.contains(this)) {
                stream.disconnected();
                exchange.close();
                ended(this);
            }
        }
    }
}
