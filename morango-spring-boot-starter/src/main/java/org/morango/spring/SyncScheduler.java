package org.morango.spring;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.morango.common.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Checks regularly which peers are due, while the application runs. */
final class SyncScheduler implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SyncScheduler.class);
    private static final long STOPPING_SECONDS = 20;

    private final PeerSyncs syncs;
    private final MorangoProperties.Schedule settings;
    private final Threads threads;
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledExecutorService clock;
    private @Nullable ExecutorService workers;

    SyncScheduler(PeerSyncs syncs, MorangoProperties.Schedule settings, Threads threads) {
        this.syncs = syncs;
        this.settings = settings;
        this.threads = threads;
    }

    @Override
    public synchronized void start() {
        if (clock != null) {
            return;
        }
        ExecutorService pool = threads.pool("morango-sync", settings.threads());
        ScheduledExecutorService ticking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "morango-schedule");
            thread.setDaemon(true);
            return thread;
        });
        long check = settings.check().toMillis();
        long renewal = settings.lease().toMillis() / 3;
        if (settings.enabled()) {
            ticking.scheduleWithFixedDelay(
                    () -> logged(() -> beginDue(pool)), 0, Math.max(1, check), TimeUnit.MILLISECONDS);
        }
        // Syncs that the application requests hold leases, too.
        ticking.scheduleWithFixedDelay(() -> logged(syncs::renewLeases), renewal, renewal, TimeUnit.MILLISECONDS);
        clock = ticking;
        workers = pool;
    }

    private void beginDue(ExecutorService pool) {
        for (String peer : syncs.due()) {
            if (begun.add(peer)) {
                try {
                    pool.execute(() -> logged(() -> sync(peer)));
                } catch (RejectedExecutionException e) {
                    begun.remove(peer);
                    return;
                }
            }
        }
    }

    private void sync(String peer) {
        try {
            syncs.syncIfDue(peer);
        } finally {
            begun.remove(peer);
        }
    }

    /** Runs a task and logs its exception; a scheduled task that throws would not run again. */
    private static void logged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A scheduled task has failed; the schedule continues", e);
        }
    }

    /** Waits a while for running syncs to end. The next start resumes those that are cut off then. */
    @Override
    public synchronized void stop() {
        if (clock == null || workers == null) {
            return;
        }
        ScheduledExecutorService ticking = clock;
        ExecutorService pool = workers;
        clock = null;
        workers = null;
        pool.shutdown();
        try {
            // Not interrupted, because a database may then close its files.
            if (!pool.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("A sync is cut off because the application stops; the next start resumes it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ticking.shutdownNow();
    }

    @Override
    public synchronized boolean isRunning() {
        return clock != null;
    }
}
