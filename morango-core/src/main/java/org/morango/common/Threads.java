package org.morango.common;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The source of this library's threads. A container may want to provide them, and a test to do without. Must be
 * thread-safe.
 */
@FunctionalInterface
public interface Threads {

    /**
     * Returns a pool of threads. The caller shuts it down.
     *
     * @param name the purpose of the threads, for example {@code morango-stage}
     * @param size the most tasks that may run at once; more have to wait
     */
    ExecutorService pool(String name, int size);

    /** Returns a source of daemon threads, which end when they have been idle for a while. */
    static Threads daemons() {
        return (name, size) -> {
            AtomicInteger number = new AtomicInteger();
            ThreadPoolExecutor pool =
                    new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                        Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                        thread.setDaemon(true);
                        return thread;
                    });
            pool.allowCoreThreadTimeOut(true);
            return pool;
        };
    }
}
