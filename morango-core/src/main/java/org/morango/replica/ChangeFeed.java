package org.morango.replica;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.morango.common.Alarm;
import org.morango.common.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners that a database has changed: that the application has committed changes, or that something was
 * received. Commits of this process are told at once, those of other processes on the same database within an interval,
 * at which one row is read while there are listeners. Thread-safe.
 */
public final class ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    /** A state that stays the same is told again after this number of intervals while changes are not serialized. */
    private static final int REMINDER = 10;

    private final Supplier<State> state;
    private final Duration interval;
    private final Threads threads;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Alarm alarm;
    private boolean isSignalled;
    private @Nullable ExecutorService pool;
    private @Nullable State seen;
    private int unchanged;

    /**
     * @param state reads the state of the database; called in a thread of its own, and may fail
     * @param interval the time between two reads
     * @param alarm at which the thread waits between them
     */
    public ChangeFeed(Supplier<State> state, Duration interval, Threads threads, Alarm alarm) {
        this.state = state;
        this.interval = interval;
        this.threads = threads;
        this.alarm = alarm;
    }

    /**
     * A state of the database.
     *
     * @param mark differs after each transaction that may have changed something for others; has a suitable
     *     {@code equals}
     * @param isPending whether the application has committed changes that are not serialized
     */
    public record State(Object mark, boolean isPending) {}

    /** A listener that is told of changes until it is closed. */
    public interface Registration extends AutoCloseable {
        /** Ends it. A call that has begun may still be running. */
        @Override
        void close();
    }

    /**
     * Adds a listener. It is called by one thread, and has to return soon. Several changes may be told at once, and
     * changes that concern nobody may be told, too; none is left out.
     */
    public Registration listen(Runnable listener) {
        // One object for each call, so that a listener may be added twice.
        Runnable own = listener::run;
        lock.lock();
        try {
            listeners.add(own);
            if (pool == null) {
                seen = null;
                ExecutorService started = threads.pool("morango-changes", 1);
                pool = started;
                started.execute(() -> watch(started));
            }
        } finally {
            lock.unlock();
        }
        return () -> remove(own);
    }

    private void remove(Runnable listener) {
        lock.lock();
        try {
            listeners.remove(listener);
            if (listeners.isEmpty() && pool != null) {
                pool.shutdown();
                pool = null;
                alarm.ring();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says that a transaction of this process was committed. Never blocks for long. */
    public void signal() {
        lock.lock();
        try {
            isSignalled = true;
            alarm.ring();
        } finally {
            lock.unlock();
        }
    }

    private void watch(ExecutorService own) {
        try {
            while (awaitNext(own)) {
                if (isNews()) {
                    listeners.forEach(ChangeFeed::call);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a signal, at most for the interval. Returns false if nobody listens any more. */
    private boolean awaitNext(ExecutorService own) throws InterruptedException {
        alarm.await(interval);
        lock.lock();
        try {
            return pool == own;
        } finally {
            lock.unlock();
        }
    }

    /** Reads the state before listeners are called: what it contains, they see. */
    private boolean isNews() {
        boolean signalled;
        lock.lock();
        try {
            signalled = isSignalled;
            isSignalled = false;
        } finally {
            lock.unlock();
        }
        try {
            State now = state.get();
            State before = seen;
            seen = now;
            // The first state counts as new: something may have changed since the listener was added.
            boolean isSame = Objects.equals(before, now);
            unchanged = isSame ? unchanged + 1 : 0;
            return signalled || !isSame || (now.isPending() && unchanged % REMINDER == 0);
        } catch (RuntimeException e) {
            LOG.debug("Whether the database has changed could not be read; it is read again", e);
            return signalled;
        }
    }

    private static void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("A listener for changes has failed", e);
        }
    }
}
