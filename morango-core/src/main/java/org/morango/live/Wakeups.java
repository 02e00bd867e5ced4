package org.morango.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.morango.client.HintListener.End;
import org.morango.client.SyncResult;
import org.morango.common.Alarm;

/** What has happened since the syncing thread last looked: from the application, the database and the server. */
final class Wakeups {
    /** Longest time that the thread waits at once: a clock may be set, and a machine may have slept. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Alarm alarm;
    private boolean hasLocalChange;
    private boolean hasNews;
    private boolean wasAlive;
    private @Nullable End ended;
    private boolean isPaused;
    private boolean isClosed;
    private List<CompletableFuture<SyncResult>> asked = new ArrayList<>();

    Wakeups(Alarm alarm) {
        this.alarm = alarm;
    }

    /**
     * What has happened.
     *
     * @param local whether this database has changed
     * @param news whether the server has something new
     * @param alive whether the server has shown that the connection for hints works
     * @param ended why the hints have ended; null if they have not
     * @param asked the requests for a sync, to be completed
     */
    record Happened(
            boolean local,
            boolean news,
            boolean alive,
            @Nullable End ended,
            List<CompletableFuture<SyncResult>> asked) {}

    synchronized void localChange() {
        hasLocalChange = true;
        alarm.ring();
    }

    synchronized void news() {
        hasNews = true;
        wasAlive = true;
        alarm.ring();
    }

    synchronized void alive() {
        wasAlive = true;
        alarm.ring();
    }

    synchronized void ended(End reason) {
        ended = reason;
        alarm.ring();
    }

    /** Forgets what a former stream of hints has told. */
    synchronized void newStream() {
        ended = null;
        wasAlive = false;
    }

    synchronized boolean ask(CompletableFuture<SyncResult> result) {
        if (isClosed) {
            return false;
        }
        asked.add(result);
        alarm.ring();
        return true;
    }

    /** Puts back requests that are not completed. */
    synchronized void askAgain(List<CompletableFuture<SyncResult>> results) {
        asked.addAll(0, results);
    }

    synchronized void pause(boolean value) {
        isPaused = value;
        alarm.ring();
    }

    synchronized boolean isPaused() {
        return isPaused;
    }

    synchronized void close() {
        isClosed = true;
        alarm.ring();
    }

    synchronized boolean isClosed() {
        return isClosed;
    }

    /** Returns whether the thread has to look up from what it does, because the application says so. */
    synchronized boolean isStopped() {
        return isClosed || isPaused;
    }

    /** Waits until something has happened, at most for a short while. */
    void await(Duration most) throws InterruptedException {
        if (!isAnything()) {
            doze(most);
        }
    }

    /** Waits until the application asks for something, at most for a short while; nothing else is urgent. */
    void awaitApplication(Duration most) throws InterruptedException {
        if (!isClosed() && !isAsked()) {
            doze(most);
        }
    }

    private void doze(Duration most) throws InterruptedException {
        alarm.await(most.compareTo(TICK) < 0 ? most : TICK);
    }

    private synchronized boolean isAnything() {
        return hasLocalChange || hasNews || wasAlive || ended != null || isPaused || isClosed || !asked.isEmpty();
    }

    synchronized boolean isAsked() {
        return !asked.isEmpty();
    }

    /** Returns what has happened since the last call. */
    synchronized Happened take() {
        Happened happened = new Happened(hasLocalChange, hasNews, wasAlive, ended, asked);
        hasLocalChange = false;
        hasNews = false;
        wasAlive = false;
        ended = null;
        asked = new ArrayList<>();
        return happened;
    }
}
