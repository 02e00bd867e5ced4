package org.morango.client;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.common.Threads;
import org.morango.internal.observation.LogContext;

/** Prepares the next item in its own thread while the current one is in use; at most one item ahead. */
final class Ahead<T> implements AutoCloseable {
    private static final long CLOSING_SECONDS = 60;

    private final boolean stoppable;
    private final ExecutorService thread;
    private @Nullable Future<T> next;

    /**
     * @param stoppable whether the work may be interrupted; work on a database may not: H2 closes its files when the
     *     thread that reads them is interrupted
     */
    Ahead(Threads threads, boolean stoppable) {
        this.thread = threads.pool("morango-ahead", 1);
        this.stoppable = stoppable;
    }

    void start(Callable<T> work) {
        next = thread.submit(LogContext.inherited(work));
    }

    /** Returns the item that was started last; waits until it is ready. */
    T take() {
        Future<T> due = next;
        if (due == null) {
            throw new IllegalStateException("Nothing was started.");
        }
        next = null;
        try {
            return due.get();
        } catch (InterruptedException e) {
            throw Retries.interrupted(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new MorangoException("The next chunk could not be prepared: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        if (stoppable) {
            thread.shutdownNow();
        } else {
            thread.shutdown();
        }
        try {
            thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
