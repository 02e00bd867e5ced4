package org.morango.common;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool of daemon threads. A task is run by an idle thread if there is one, and otherwise by a new one up to the size.
 * The JDK's own pools either start a thread for each task until the size is reached, or never queue a task.
 */
final class DaemonPool extends ThreadPoolExecutor {
    private static final int IDLE_SECONDS = 10;

    private final Waiting waiting;

    DaemonPool(String name, int size) {
        this(name, size, new Waiting());
    }

    private DaemonPool(String name, int size, Waiting waiting) {
        super(0, size, IDLE_SECONDS, TimeUnit.SECONDS, waiting);
        this.waiting = waiting;
        AtomicInteger number = new AtomicInteger();
        setThreadFactory(task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            // It may be made by a thread of a web application's, whose loader it should not keep.
            thread.setContextClassLoader(DaemonPool.class.getClassLoader());
            return thread;
        });
        setRejectedExecutionHandler((task, pool) -> enqueue(task));
    }

    /** Queues a task, because all threads are busy. */
    private void enqueue(Runnable task) {
        if (!isShutdown()) {
            waiting.put(task);
            // The last thread may have ended just before.
            if (!isShutdown() && getPoolSize() > 0 || !waiting.remove(task)) {
                return;
            }
            if (!isShutdown()) {
                execute(task);
                return;
            }
        }
        throw new RejectedExecutionException("The pool is shut down.");
    }

    /** Tasks for which no thread is idle. */
    private static final class Waiting extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        /** Gives a task to an idle thread; returns false if there is none. */
        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }
}
