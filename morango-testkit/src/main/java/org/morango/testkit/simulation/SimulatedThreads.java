package org.morango.testkit.simulation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Executor whose tasks are tasks of the simulation. They end when their process dies. */
final class SimulatedThreads extends AbstractExecutorService {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Scheduler scheduler;
    private int running;
    private boolean shutdown;

    SimulatedThreads(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void execute(Runnable work) {
        running++;
        scheduler.start(() -> {
            try {
                work.run();
            } catch (ProcessDied e) {
                // The task has ended with its process.
            } finally {
                running--;
            }
        });
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown && running == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        Duration end = scheduler.now().plusNanos(unit.toNanos(timeout));
        while (running > 0 && scheduler.now().compareTo(end) < 0) {
            scheduler.pause(LOOK);
        }
        return running == 0;
    }
}
