package org.morango.common;

import java.util.concurrent.ExecutorService;

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

    /**
     * Returns a source of daemon threads. A pool starts one only if none is idle. They end when they have been idle for
     * a while.
     */
    static Threads daemons() {
        return DaemonPool::new;
    }
}
