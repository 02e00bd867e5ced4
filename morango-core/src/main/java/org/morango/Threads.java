package org.morango;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where this library's threads come from: a container may want to provide them, a test to do without. Called by many
 * threads at once.
 */
@FunctionalInterface
public interface Threads {

    /**
     * A pool of threads, which is shut down by the one who asked for it.
     *
     * @param name what the threads are for, for example {@code morango-stage}
     * @param size the most tasks that may run at once; more have to wait
     */
    ExecutorService pool(String name, int size);

    /** Daemon threads that end when they have been idle for a while. */
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
