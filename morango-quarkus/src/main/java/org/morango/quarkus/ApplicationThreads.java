package org.morango.quarkus;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.morango.common.Threads;

/**
 * Threads that have the application's class loader while they work, which the application's beans need, and not longer:
 * in dev mode, each reload has another one.
 */
record ApplicationThreads(Threads threads, ClassLoader loader) implements Threads {

    @Override
    public ExecutorService pool(String name, int size) {
        return new Pool(threads.pool(name, size), loader);
    }

    private static final class Pool extends AbstractExecutorService {
        private final ExecutorService threads;
        private final ClassLoader loader;

        Pool(ExecutorService threads, ClassLoader loader) {
            this.threads = threads;
            this.loader = loader;
        }

        @Override
        public void execute(Runnable task) {
            threads.execute(() -> {
                Thread thread = Thread.currentThread();
                ClassLoader former = thread.getContextClassLoader();
                thread.setContextClassLoader(loader);
                try {
                    task.run();
                } finally {
                    thread.setContextClassLoader(former);
                }
            });
        }

        @Override
        public void shutdown() {
            threads.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return threads.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return threads.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return threads.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return threads.awaitTermination(timeout, unit);
        }
    }
}
