package org.morango.client;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.counter.Fsic;
import org.morango.counter.FsicJson;
import org.morango.internal.audit.Audit;
import org.morango.internal.observation.Observed;
import org.morango.internal.protocol.Json;
import org.morango.observation.Activity;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.RestoredException;
import org.morango.replica.SessionStore;
import org.morango.replica.StageWatch;
import org.morango.session.Direction;
import org.morango.session.StageContext;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;

/**
 * One push or pull from beginning to end. Subclasses define the differences: which side states the number of records,
 * how the records travel, and the steps that follow.
 */
abstract class TransferRun {
    final ClientSession on;
    final SyncClientSignals signals;
    final RemoteTransfer remote;
    /** The transfer as this side has stored it. */
    TransferSession local;

    private final Traffic.Count before;
    private final ProgressMeter meter;
    private final Map<String, Duration> stages = new LinkedHashMap<>();
    private TransferStage stage = TransferStage.INITIALIZING;
    private boolean hasProgressed;
    private Instant stageBegan;
    /** The transfer before it was closed, with the counters that both sides have stated; null if it got not so far. */
    private @Nullable TransferSession merged;

    /** How the run has failed; null if it has not. */
    private @Nullable SyncException failure;

    private final SessionStore.Ownership ownership;

    /** A run of a transfer that is new or was cut off. */
    TransferRun(ClientSession on, SyncClientSignals signals, SessionStore.Ownership ownership) {
        this.on = on;
        this.ownership = ownership;
        this.signals = signals;
        this.before = on.http().traffic().now();
        this.meter = new ProgressMeter(on.settings().clock());
        this.stageBegan = now();
        this.local = ownership.transfer();
        this.remote = new RemoteTransfer(on.http(), local.id(), on.settings());
    }

    /** Opens a new transfer. */
    static SessionStore.Ownership opened(ClientSession on, Filter filter, Direction direction) {
        TransferSession transfer = TransferSession.opened(
                Ids.random(on.settings().random()),
                on.session().id(),
                filter,
                direction,
                on.settings().clock().instant());
        return on.replica().sessions().createOwned(transfer);
    }

    /** Sends the number of records to the server, or asks the server for it. */
    abstract void queue(RemoteState remoteState);

    abstract SyncSignalGroup transferSignals();

    /** Moves the records that have not crossed the wire yet. */
    abstract void transfer(RemoteState remoteState);

    /** Runs the remaining stages of both sides. */
    abstract void dequeue();

    final TransferSession run() {
        return Observed.watch(on.settings(), whole(), observed -> {
            try {
                return perform();
            } finally {
                observed.now(whole());
            }
        });
    }

    /** Returns the transfer with the counters that both sides have stated, if all of its stages were run. */
    final Optional<TransferSession> merged() {
        return Optional.ofNullable(merged);
    }

    private Activity whole() {
        return new Activity.Transfer(on.session(), local);
    }

    private Activity transferring() {
        return new Activity.Stage(new StageContext(TransferStage.TRANSFERRING, on.session(), local));
    }

    private TransferSession perform() {
        SyncEvent whole = new SyncEvent(null, SyncProgress.NONE);
        signals.session().started().fire(whole);
        try (ownership) {
            try {
                if (local.hasCompleted(TransferStage.DESERIALIZING)
                        && remote.find().isEmpty()) {
                    // Both sides were done; only the answer to the closing was lost.
                    return on.controller().close(local, on.session());
                }
                move();
            } catch (TransferGoneException e) {
                endHere(e);
            } catch (EndedException | RestoredException e) {
                // While this side owns the transfer, nobody takes the session for one that was cut off.
                endBoth(e);
            }
        } catch (RuntimeException e) {
            throw e == failure ? e : failed(e);
        }
        signals.session().completed().fire(whole);
        return local;
    }

    private void move() {
        fire(signals.queuing().started());
        RemoteState state = initializeAndSerialize();
        enter(TransferStage.QUEUING);
        queue(state);
        fire(signals.queuing().completed());

        enter(TransferStage.TRANSFERRING);
        meter.start(TransferStage.TRANSFERRING, local.recordsTransferred());
        fireMoved(transferSignals().started());
        if (!local.hasCompleted(TransferStage.TRANSFERRING)) {
            transferred(local.recordsTransferred());
        }
        Observed.watch(on.settings(), transferring(), () -> {
            transfer(state);
            return local;
        });
        if (!hasProgressed) {
            progress();
        }
        fireMoved(transferSignals().completed());

        fire(signals.dequeuing().started());
        dequeue();
        enter(TransferStage.CLEANUP);
        merged = local;
        remote.close();
        countBytes();
        local = on.controller().close(local, on.session());
        new Audit(on.settings()).completed(on.session(), local);
        leave();
        fire(signals.dequeuing().completed());
    }

    /**
     * Ends the transfer on this side. Completely received data is merged first, and the transfer then counts as
     * finished; otherwise a new transfer is needed.
     */
    private void endHere(MorangoException reason) {
        try {
            if (on.controller().isReceived(local, on.session())) {
                local = on.controller().finish(local, on.session());
            }
            boolean done = local.hasCompleted(TransferStage.DESERIALIZING);
            local = on.controller().close(local, on.session());
            if (!done) {
                throw reason;
            }
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    private void endBoth(MorangoException reason) {
        try {
            remote.close();
        } catch (MorangoException e) {
            // The server abandons the transfer later on its own.
            reason.addSuppressed(e);
        }
        try {
            local = on.controller().close(local, on.session());
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
        throw failed(reason);
    }

    private void open() {
        RemoteState opened = remote.open(local);
        Filter agreed = new OpenedFilter(on, local).agreed(opened.filter());
        if (!agreed.equals(local.filter())) {
            update(t -> t.withFilter(agreed));
        }
    }

    private RemoteState initializeAndSerialize() {
        Optional<RemoteState> known = local.hasCompleted(TransferStage.SERIALIZING) ? remote.find() : Optional.empty();
        if (known.isEmpty() && local.recordsTransferred() > 0) {
            throw remote.gone("");
        }
        if (on.isAsync()) {
            if (known.isEmpty()) {
                open();
            }
            enter(TransferStage.SERIALIZING);
            runTo(TransferStage.SERIALIZING);
            TransferStage next = !local.isPush() && on.isBrief() ? TransferStage.QUEUING : TransferStage.SERIALIZING;
            return heard(remote.proceed(next, Json.object().put("client_fsic", FsicJson.render(local.clientFsic()))));
        }
        // This server queues while it opens the transfer, so it needs this side's counters before that.
        enter(TransferStage.SERIALIZING);
        runTo(TransferStage.SERIALIZING);
        if (known.isPresent()) {
            return heard(known.get());
        }
        RemoteState opened = remote.open(local);
        new OpenedFilter(on, local).agreed(opened.filter());
        return heard(opened);
    }

    private RemoteState heard(RemoteState state) {
        Fsic serverFsic = on.controller().believed(local, on.session(), state.serverFsic());
        update(t -> t.withServerFsic(serverFsic));
        return state;
    }

    /** Runs the stages of this side up to the target, and tells of their progress. */
    final void runTo(TransferStage target) {
        on.http().cancellation().check();
        local = StageWatch.during(
                new LocalProgress(target), () -> on.controller().runTo(target, local, on.session(), on.format()));
    }

    /** Ends a stage of this side if it was cancelled, and tells the listeners how far it has got. */
    private final class LocalProgress implements StageWatch {
        private final @Nullable SyncSignal signal;
        private final @Nullable Long total;
        private long records;

        LocalProgress(TransferStage target) {
            this.signal = switch (target) {
                case QUEUING -> signals.queuing().inProgress();
                case DEQUEUING, DESERIALIZING -> signals.dequeuing().inProgress();
                case INITIALIZING, SERIALIZING, TRANSFERRING, CLEANUP -> null;
            };
            this.total = target == TransferStage.DEQUEUING ? local.recordsTotal() : null;
            if (signal != null) {
                meter.start(target, 0);
            }
        }

        @Override
        public void advanced(long more) {
            on.http().cancellation().check();
            records += more;
            if (signal != null && more > 0) {
                meter.progress(records, total);
                fire(signal);
            }
        }
    }

    final void update(UnaryOperator<TransferSession> change) {
        local = on.replica().sessions().update(local.id(), change);
    }

    /** Returns the number of records that travel; 0 before it is known. */
    final long total() {
        Long total = local.recordsTotal();
        return total == null ? 0 : total;
    }

    /** Notes how many records have crossed the wire so far, and the bytes. */
    final void transferred(long records) {
        countBytes();
        local = on.controller().transferred(local, records);
    }

    /** Notifies the listeners of progress. */
    final void progress() {
        hasProgressed = true;
        countBytes();
        fireMoved(transferSignals().inProgress());
    }

    final Traffic.Count traffic() {
        return on.http().traffic().now().since(before);
    }

    /** Counts the bytes in memory; they are stored with the next change. */
    private void countBytes() {
        Traffic.Count count = traffic();
        local = local.withBytes(count.sent(), count.received());
    }

    private void fire(SyncSignal signal) {
        signal.fire(new SyncEvent(local, meter.latest()));
    }

    private void fireMoved(SyncSignal signal) {
        meter.progress(local.recordsTransferred(), local.recordsTotal());
        fire(signal);
    }

    final void enter(TransferStage next) {
        leave();
        stage = next;
    }

    private void leave() {
        Instant now = now();
        Duration took = Duration.between(stageBegan, now);
        stages.merge(stage.wireName(), took.isNegative() ? Duration.ZERO : took, Duration::plus);
        stageBegan = now;
    }

    final SyncStatistics statistics() {
        Traffic.Count count = traffic();
        return new SyncStatistics(count.requests(), count.sent(), count.received(), stages);
    }

    private SyncException failed(RuntimeException cause) {
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        Map<String, String> ids = new TreeMap<>();
        if (cause instanceof MorangoException known) {
            ids.putAll(known.ids());
        }
        ids.put("session", on.session().id());
        ids.put("transfer", local.id());
        ids.put("stage", stage.wireName());
        String what =
                (local.isPush() ? "The push to " : "The pull from ") + on.http().address();
        SyncException made = isCancelled(cause)
                ? new CancelledException(
                        what + " was cancelled in stage " + stage.wireName()
                                + ". Nothing is lost: SyncClient.resume() or the next sync goes on.",
                        ids,
                        cause)
                : new SyncException(what + " failed in stage " + stage.wireName() + ": " + reason, ids, cause);
        try {
            update(t -> t.failed(reason, now()));
        } catch (RuntimeException e) {
            made.addSuppressed(e);
        }
        failure = made;
        return made;
    }

    /** Returns whether a failure is the effect of a cancellation. Some come as broken connections. */
    private boolean isCancelled(RuntimeException cause) {
        return cause instanceof CancelledException
                || (on.http().cancellation().isRequested() && cause instanceof ConnectionException);
    }

    private Instant now() {
        return on.settings().clock().instant();
    }
}
