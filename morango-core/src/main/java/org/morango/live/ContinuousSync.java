package org.morango.live;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.morango.client.Subscription;
import org.morango.client.SyncResult;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.replica.ChangeFeed;
import org.morango.replica.Replica;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this database in sync with a server, from now until it is closed. Unless the target says otherwise, changes are
 * exchanged as they are made: after a commit of the application it sends, and when the server has something new, it
 * fetches. It waits while the server cannot be reached, and goes on where it was once it can be. Failures need no care: {@link #state} tells of them, and what failed is tried again. Thread-safe.
 *
 * <p>If several processes on one database keep in sync with the same server, one of them does the work; another takes
 * over when it ends.
 */
public final class ContinuousSync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContinuousSync.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration CLOSING = Duration.ofSeconds(20);

    private final SyncTarget target;
    private final Wakeups wakeups;
    private final LiveStatus status;
    private final LiveLoop loop;
    private final ExecutorService thread;
    private final ChangeFeed.Registration changes;

    private ContinuousSync(SyncTarget target, Replica replica, PeerSettings settings) {
        this.target = target;
        this.wakeups = new Wakeups(settings.pause().alarm());
        this.status = new LiveStatus(target, settings.clock());
        this.thread = settings.threads().pool("morango-live", 1);
        this.changes = target.isLive() ? replica.changes().listen(wakeups::localChange) : () -> {};
        this.loop = new LiveLoop(target, settings, wakeups, status, new SessionOpener(target, replica, settings));
        thread.execute(loop);
    }

    /** Begins to keep a database in sync. */
    public static ContinuousSync start(SyncTarget target, Replica replica, PeerSettings settings) {
        return new ContinuousSync(target, replica, settings);
    }

    /** Returns whom it syncs with. */
    public SyncTarget target() {
        return target;
    }

    /** Returns what it is doing now. */
    public SyncState state() {
        return status.state();
    }

    /**
     * Returns the id of the certificate under which the server has opened the last session; empty if none was opened
     * since it began.
     */
    public Optional<String> serverCertificate() {
        return loop.serverCertificate();
    }

    /**
     * Adds a listener, which receives each new state: when the phase or its reason has changed, and while records of a
     * long transfer move. Called by the syncing thread, so a slow listener delays syncs; its exceptions are logged.
     */
    public Subscription onChange(Consumer<SyncState> listener) {
        return status.add(listener);
    }

    /**
     * Returns a future that is completed when both sides have been up to date once since it began: what the server had
     * is in the application's tables. It fails if it is closed before.
     */
    public CompletableFuture<Void> firstSync() {
        return status.firstSync();
    }

    /**
     * As {@link #firstSync()}, for partitions that are synced first.
     *
     * @param part one of {@link SyncTarget.Builder#first}
     * @throws MorangoException if it is not one of them
     */
    public CompletableFuture<Void> firstSync(Filter part) {
        return status.firstSync(part);
    }

    /**
     * Syncs everything now, without waiting for the next attempt or check.
     *
     * @return what was exchanged; it fails as {@link org.morango.client.SyncClient#sync()} does, and if it is paused or
     *     closed, or another process on this database is syncing with the server
     */
    public CompletableFuture<SyncResult> syncNow() {
        CompletableFuture<SyncResult> result = new CompletableFuture<>();
        if (!wakeups.ask(result)) {
            result.completeExceptionally(new MorangoException("Keeping in sync with " + target + " has ended."));
        }
        return result;
    }

    /** Stops syncing until {@link #resume}; a transfer that is running is finished. */
    public void pause() {
        wakeups.pause(true);
    }

    /** Goes on after {@link #pause}. */
    public void resume() {
        wakeups.pause(false);
    }

    /**
     * Ends it. A transfer that is running has two seconds to finish; then it is cut off, and a later start resumes it.
     */
    @Override
    public void close() {
        changes.close();
        wakeups.close();
        thread.shutdown();
        try {
            // Not interrupted, because a database may then close its files.
            if (!hasEnded(PATIENCE)) {
                loop.cancel();
                LOG.info("A sync with {} is cut off; the next start resumes it", target);
                if (!hasEnded(CLOSING)) {
                    LOG.warn("A sync with {} does not end", target);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasEnded(Duration most) throws InterruptedException {
        return thread.awaitTermination(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public String toString() {
        return "ContinuousSync[" + target + ", " + state().phase() + "]";
    }
}
