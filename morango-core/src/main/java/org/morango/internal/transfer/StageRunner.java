package org.morango.internal.transfer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.morango.PeerSettings;
import org.morango.replica.FsicFormat;
import org.morango.replica.ReceivedDataLostException;
import org.morango.replica.Replica;
import org.morango.replica.RestoredException;
import org.morango.replica.SessionStore;
import org.morango.session.StageStatus;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a server's stages in threads of their own, so that a long one can go on while the client asks again. A transfer
 * runs once at a time, whichever node or process is asked.
 */
public final class StageRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);
    private static final int CLOSING_SECONDS = 10;

    private final Replica replica;
    private final TransferController controller;
    private final StaleSessions stale;
    private final ExecutorService threads;
    private final ConcurrentMap<String, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private final AtomicReference<CompletableFuture<Void>> tidying = new AtomicReference<>();

    public StageRunner(Replica replica, TransferController controller, PeerSettings settings) {
        this.replica = replica;
        this.controller = controller;
        this.stale = new StaleSessions(replica, settings);
        this.threads = settings.threads().pool("morango-stage", settings.stageThreads());
    }

    /**
     * Has a transfer run up to a stage, and waits for that, but not for longer than the patience.
     *
     * @return the transfer as it is then
     */
    public TransferSession proceed(
            TransferStage stage, TransferSession transfer, SyncSession session, FsicFormat format, Duration patience) {
        if (transfer.hasCompleted(stage)) {
            return transfer;
        }
        CompletableFuture<Void> own = new CompletableFuture<>();
        CompletableFuture<Void> task = running.putIfAbsent(transfer.id(), own);
        if (task == null) {
            task = own;
            threads.execute(() -> run(stage, transfer.id(), session, format, own));
        }
        boolean done = await(task, patience);
        TransferSession current = current(transfer);
        boolean waiting = !done && !current.hasCompleted(stage) && current.status() != StageStatus.STARTED;
        return waiting ? current.at(stage, StageStatus.STARTED, current.lastActivity()) : current;
    }

    private void run(
            TransferStage stage,
            String transferId,
            SyncSession session,
            FsicFormat format,
            CompletableFuture<Void> own) {
        try {
            Optional<SessionStore.Ownership> ownership = replica.sessions().own(transferId);
            if (ownership.isPresent()) {
                SessionStore.Ownership held = ownership.get();
                try (held) {
                    controller.runTo(
                            stage, replica.sessions().transfer(transferId).orElseThrow(), session, format);
                }
            }
        } catch (ReceivedDataLostException | RestoredException e) {
            LOG.warn(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Stage {} of transfer {} failed", stage.wireName(), transferId, e);
        } finally {
            running.remove(transferId);
            own.complete(null);
        }
    }

    /** Has what an earlier process has left behind brought to its end. */
    public void start() {
        try {
            if (stale.isStartDue()) {
                tidy(stale::start);
            }
        } catch (RuntimeException e) {
            LOG.warn("What was received before could not be looked at: {}", e.getMessage());
        }
    }

    /** Has sessions given up that were never finished, and waits for that, but not for longer than the patience. */
    public void tidy(Duration patience) {
        if (tidying.get() == null && stale.isDue()) {
            tidy(stale::cleanUp);
        }
        CompletableFuture<Void> task = tidying.get();
        if (task != null) {
            await(task, patience);
        }
    }

    private void tidy(Runnable work) {
        CompletableFuture<Void> own = new CompletableFuture<>();
        if (tidying.compareAndSet(null, own)) {
            threads.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.error("Sessions that were never finished could not be given up", e);
                } finally {
                    tidying.set(null);
                    own.complete(null);
                }
            });
        }
    }

    /** Waits for what is under way; true if nothing is, or it has ended. */
    public boolean await(TransferSession transfer, Duration patience) {
        CompletableFuture<Void> task = running.get(transfer.id());
        return task == null || await(task, patience);
    }

    private static boolean await(CompletableFuture<Void> task, Duration patience) {
        try {
            task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The transfer as it truly is, once what is under way here has ended, or the patience has. */
    public TransferSession watch(TransferSession transfer, Duration patience) {
        boolean waited = running.containsKey(transfer.id());
        await(transfer, patience);
        return truth(waited ? current(transfer) : transfer);
    }

    /** The transfer as it truly is: a stage that nobody runs any more, because its process died, is pending. */
    private TransferSession truth(TransferSession transfer) {
        if (transfer.status() != StageStatus.STARTED || running.containsKey(transfer.id())) {
            return transfer;
        }
        Optional<SessionStore.Ownership> free = replica.sessions().own(transfer.id());
        if (free.isEmpty()) {
            return transfer;
        }
        free.get().close();
        TransferSession current = current(transfer);
        return current.status() == StageStatus.STARTED
                ? current.at(current.stage(), StageStatus.PENDING, current.lastActivity())
                : current;
    }

    private TransferSession current(TransferSession transfer) {
        return replica.sessions().transfer(transfer.id()).orElse(transfer);
    }

    /** Takes no more work, and waits a while for what is under way; what is cut off can be run again later. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            // Not interrupted: a database may take that for the end of its files.
            threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
