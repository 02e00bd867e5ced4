package org.morango.discovery;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.morango.settings.PeerSettings;

/** The threads for what takes time: to wait for proofs, and for syncs that end. Thread-safe. */
final class Work implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int CLOSING_SECONDS = 30;

    private final ExecutorService threads;

    Work(PeerSettings settings) {
        this.threads = settings.threads().pool("morango-local-work", THREADS);
    }

    <T> Future<T> call(Callable<T> task) {
        return threads.submit(task);
    }

    void run(Runnable task) {
        threads.execute(task);
    }

    /** Waits for what runs, and for what waits to run. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
