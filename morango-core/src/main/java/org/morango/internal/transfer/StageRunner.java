package org.morango.internal.transfer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.morango.internal.text.LogText;
import org.morango.replica.FsicFormat;
import org.morango.replica.ReceivedDataLostException;
import org.morango.replica.Replica;
import org.morango.replica.UnavailableException;
import org.morango.session.StageStatus;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a server's stages in threads of their own, so that a long one can continue while the client asks again. A
 * transfer runs once at a time, whichever node or process is asked.
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
        this.threads =
                settings.threads().pool("morango-stage", settings.server().stageThreads());
    }

    /**
     * Makes a transfer run up to a stage, and waits for it, at most for the patience.
     *
     * @return the transfer as it is then
     * @throws UnavailableException if the stage could not be run for now; it can be requested again
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
        UnavailableException unavailable = null;
        try {
            controller.runAlone(stage, transferId, session, format);
        } catch (ReceivedDataLostException e) {
            LOG.warn(e.getMessage());
        } catch (UnavailableException e) {
            LOG.warn("Stage {} of transfer {} cannot be run for now: {}", stage.wireName(), transferId, e.getMessage());
            unavailable = e;
        } catch (RuntimeException e) {
            LOG.error("Stage {} of transfer {} failed", stage.wireName(), transferId, LogText.plain(e));
            markFailed(stage, transferId, e);
        } finally {
            running.remove(transferId);
            if (unavailable == null) {
                own.complete(null);
            } else {
                own.completeExceptionally(unavailable);
            }
        }
    }

    /** Notes a failure that happened before the stage began. A stage notes its own failures. */
    private void markFailed(TransferStage stage, String transferId, RuntimeException cause) {
        try {
            replica.sessions().update(transferId, t -> controller.failedBefore(stage, t, cause));
        } catch (RuntimeException e) {
            LOG.warn("The failure of transfer {} could not be noted: {}", transferId, e.getMessage());
        }
    }

    /** Finishes the transfers that an earlier process has left behind. */
    public void start() {
        try {
            if (stale.isStartDue()) {
                tidy(stale::start);
            }
        } catch (RuntimeException e) {
            LOG.warn("Data received earlier could not be examined: {}", e.getMessage());
        }
    }

    /** Abandons sessions that were never finished, and waits for that, at most for the patience. */
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
                    LOG.error("Sessions that were never finished could not be abandoned", e);
                } finally {
                    tidying.set(null);
                    own.complete(null);
                }
            });
        }
    }

    /** Waits for the running stage. Returns true if none is running, or it has ended. */
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
            if (e.getCause() instanceof UnavailableException unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the state of the transfer; waits for the running stage to end, at most for the patience. */
    public TransferSession watch(TransferSession transfer, Duration patience) {
        boolean waited = running.containsKey(transfer.id());
        await(transfer, patience);
        TransferSession current = waited ? current(transfer) : transfer;
        // A stage that no longer runs, because its process died, has to be requested again.
        return current.status() == StageStatus.STARTED
                        && !running.containsKey(transfer.id())
                        && !replica.sessions().isOwned(transfer.id())
                ? pending(current(transfer))
                : current;
    }

    private static TransferSession pending(TransferSession transfer) {
        return transfer.status() == StageStatus.STARTED
                ? transfer.at(transfer.stage(), StageStatus.PENDING, transfer.lastActivity())
                : transfer;
    }

    private TransferSession current(TransferSession transfer) {
        return replica.sessions().transfer(transfer.id()).orElse(transfer);
    }

    /** Accepts no more work, and waits a while for running stages. Stages that are cut off can be run again later. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            // Threads are not interrupted: a database may close its files then.
            threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
