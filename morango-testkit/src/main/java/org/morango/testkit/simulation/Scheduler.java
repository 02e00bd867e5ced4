package org.morango.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.morango.common.Alarm;

/**
 * Runs tasks, one at a time. Whenever a task offers its turn, the next one is drawn at random. Time passes only when a
 * turn is offered, or if all tasks wait. Each task has its own thread, but nothing depends on how threads are
 * scheduled.
 */
final class Scheduler implements AutoCloseable {
    private static final Duration TURN = Duration.ofMillis(1);
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "simulated");
        thread.setDaemon(true);
        return thread;
    });

    private final Random random;
    private final int most;
    private final List<Task> tasks = new ArrayList<>();
    private final Semaphore control = new Semaphore(0);
    private Duration now = Duration.ZERO;
    private @Nullable Task current;
    private @Nullable Throwable failure;
    private int allowed;
    private int turns;
    private boolean closed;

    /** A task that runs, or waits for its turn. */
    private static final class Task {
        final Semaphore turn = new Semaphore(0);
        Duration wakesAt = Duration.ZERO;
    }

    /** Thrown to end a task whose simulation has ended. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** @param most greatest number of turns; it finds tasks that never end */
    Scheduler(Random random, int most) {
        this.random = random;
        this.most = most;
    }

    /** Returns the time since the beginning. */
    Duration now() {
        return now;
    }

    boolean isIdle() {
        return tasks.isEmpty();
    }

    /** Adds a task; it begins when it is drawn. */
    void start(Runnable work) {
        Task task = new Task();
        tasks.add(task);
        THREADS.execute(() -> {
            task.turn.acquireUninterruptibly();
            try {
                if (!closed) {
                    work.run();
                }
            } catch (Ended e) {
                // This is the expected end.
            } catch (Throwable e) {
                if (failure == null) {
                    failure = e;
                }
            }
            tasks.remove(task);
            current = null;
            control.release();
        });
    }

    /** Runs tasks for that many turns, or until none is left. */
    void go(int count) {
        allowed = count;
        while (!tasks.isEmpty() && allowed > 0 && failure == null) {
            handOver(draw());
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private void handOver(Task next) {
        current = next;
        next.turn.release();
        control.acquireUninterruptibly();
    }

    /** Draws a task that need not wait. If all have to wait, time passes. */
    private Task draw() {
        allowed--;
        turns++;
        if (turns > most) {
            throw new AssertionError("The simulation does not come to an end: " + tasks.size() + " tasks go on after "
                    + most + " turns.");
        }
        now = now.plus(TURN);
        List<Task> ready =
                tasks.stream().filter(t -> t.wakesAt.compareTo(now) <= 0).toList();
        if (ready.isEmpty()) {
            now = tasks.stream().map(t -> t.wakesAt).min(Duration::compareTo).orElseThrow();
            ready = tasks.stream().filter(t -> t.wakesAt.compareTo(now) <= 0).toList();
        }
        return ready.get(random.nextInt(ready.size()));
    }

    /** Offers the turn of the calling task to the others. Does nothing outside tasks. */
    void offer() {
        Task task = runningTask();
        if (task == null) {
            return;
        }
        if (tasks.size() == 1 && allowed > 0) {
            allowed--;
            turns++;
            now = now.plus(TURN);
            if (turns <= most) {
                return;
            }
        }
        await(task);
    }

    /** Makes the calling task wait. */
    void pause(Duration duration) {
        Task task = runningTask();
        if (task == null) {
            now = now.plus(duration);
            return;
        }
        task.wakesAt = now.plus(duration);
        await(task);
    }

    private @Nullable Task runningTask() {
        if (closed) {
            throw new Ended();
        }
        return current;
    }

    private void await(Task task) {
        control.release();
        task.turn.acquireUninterruptibly();
        if (closed) {
            throw new Ended();
        }
        current = task;
    }

    /** Returns an alarm for tasks. */
    Alarm alarm() {
        return new Bell();
    }

    /** Wakes a task. Outside tasks, waiting lets time pass. */
    private final class Bell implements Alarm {
        private boolean isRinging;
        private @Nullable Task waiting;

        @Override
        public void await(Duration most) {
            if (isRinging) {
                offer();
            } else {
                waiting = runningTask();
                pause(most);
                waiting = null;
            }
            isRinging = false;
        }

        @Override
        public void ring() {
            isRinging = true;
            Task task = waiting;
            if (task != null) {
                task.wakesAt = now;
            }
        }
    }

    /** Ends all tasks. */
    @Override
    public void close() {
        closed = true;
        for (Task task : List.copyOf(tasks)) {
            task.turn.release();
            control.acquireUninterruptibly();
        }
    }
}
