package org.morango.internal.transfer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.morango.common.MorangoException;
import org.morango.counter.Claim;
import org.morango.counter.Fsic;
import org.morango.counter.PartitionCounters;
import org.morango.internal.audit.Audit;
import org.morango.internal.observation.Observed;
import org.morango.observation.Activity;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;
import org.morango.replica.ContentDigest;
import org.morango.replica.DequeueResult;
import org.morango.replica.FsicFormat;
import org.morango.replica.ReceivedDataLostException;
import org.morango.replica.Replica;
import org.morango.replica.RestoredException;
import org.morango.replica.SessionStore;
import org.morango.session.Side;
import org.morango.session.StageContext;
import org.morango.session.StageOperation;
import org.morango.session.StageStatus;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;

/**
 * Runs the stages of a transfer on this side, the same for client and server, and records their progress in the
 * session. A completed stage is not run again.
 */
public final class TransferController {
    private final Replica replica;
    private final PeerSettings settings;
    private final TransferModels models;
    private final Holdings holdings;

    public TransferController(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
        this.models = new TransferModels(replica.certificates());
        this.holdings = new Holdings(replica, settings);
    }

    /** Runs the stages up to the target, as far as they are not done yet, of a transfer that the caller owns. */
    public TransferSession runTo(
            TransferStage target, TransferSession transfer, SyncSession session, FsicFormat format) {
        if (transfer.hasCompleted(target)) {
            return transfer;
        }
        TransferSession begun = checkOpen(update(transfer, t -> begun(t, target, session)));
        return run(target, begun, session, format, change -> update(transfer, change));
    }

    /** As {@link #runTo}, for a transfer that is owned only for these stages: from the first change until the last. */
    void runAlone(TransferStage target, String transferId, SyncSession session, FsicFormat format) {
        Optional<SessionStore.Ownership> taken = replica.sessions().own(transferId, t -> begun(t, target, session));
        if (taken.isPresent()) {
            SessionStore.Ownership owned = taken.get();
            try (owned) {
                run(target, owned.transfer(), session, format, owned::release);
            }
        }
    }

    /** Makes the last change of a run of stages. */
    private interface LastChange extends Function<UnaryOperator<TransferSession>, TransferSession> {}

    private TransferSession run(
            TransferStage target, TransferSession begun, SyncSession session, FsicFormat format, LastChange last) {
        TransferSession current = begun;
        while (!current.hasCompleted(target)) {
            TransferStage stage = current.stage();
            UnaryOperator<TransferSession> outcome = attempt(stage, current, session, format);
            // The end of a stage is stored together with the beginning of the next, because each change is a commit.
            UnaryOperator<TransferSession> due =
                    t -> begun(outcome.apply(t).at(stage, StageStatus.COMPLETED, now()), target, session);
            boolean isLast = due.apply(current).hasCompleted(target);
            current = checkOpen(isLast ? last.apply(due) : update(current, due));
        }
        return current;
    }

    /**
     * Returns the transfer at the beginning of this side's next stage with work to do; at the target if there is none.
     */
    private TransferSession begun(TransferSession transfer, TransferStage target, SyncSession session) {
        TransferSession current = transfer;
        for (TransferStage stage : TransferStage.values()) {
            if (stage.compareTo(target) <= 0 && !current.hasCompleted(stage)) {
                if (!isIdle(stage, session.isReceiver(transfer))) {
                    return current.at(stage, StageStatus.STARTED, now());
                }
                current = current.at(stage, StageStatus.COMPLETED, now());
            }
        }
        return current;
    }

    /** Refuses a transfer that was closed meanwhile: nothing would drop its queue or buffer any more. */
    private TransferSession checkOpen(TransferSession transfer) {
        if (!transfer.active()) {
            replica.discard(transfer.id());
            throw new MorangoException("The transfer is closed.", Map.of("transfer", transfer.id()));
        }
        return transfer;
    }

    private TransferSession update(TransferSession transfer, UnaryOperator<TransferSession> change) {
        return replica.sessions().update(transfer.id(), change);
    }

    /** Returns whether this side has nothing to do at a stage. */
    private boolean isIdle(TransferStage stage, boolean receiver) {
        return settings.operations(stage).isEmpty()
                && switch (stage) {
                    case SERIALIZING -> false;
                    case QUEUING -> receiver;
                    case DEQUEUING, DESERIALIZING -> !receiver;
                    case INITIALIZING, TRANSFERRING, CLEANUP -> true;
                };
    }

    private UnaryOperator<TransferSession> attempt(
            TransferStage stage, TransferSession transfer, SyncSession session, FsicFormat format) {
        try {
            StageContext context = new StageContext(stage, session, transfer);
            return Observed.watch(settings, new Activity.Stage(context), () -> perform(context, format));
        } catch (ReceivedDataLostException e) {
            abandon(transfer, e);
            throw e;
        } catch (RuntimeException e) {
            try {
                update(transfer, t -> t.failed(String.valueOf(e.getMessage()), now()));
            } catch (RuntimeException notNoted) {
                e.addSuppressed(notNoted);
            }
            throw e;
        }
    }

    /**
     * Returns a transfer with the failure of a stage that could not even begin, unless it has noted its own failure.
     */
    TransferSession failedBefore(TransferStage stage, TransferSession transfer, RuntimeException cause) {
        return !transfer.active() || transfer.hasCompleted(stage) || transfer.status() == StageStatus.ERRORED
                ? transfer
                : transfer.at(stage, StageStatus.STARTED, now()).failed(String.valueOf(cause.getMessage()), now());
    }

    /**
     * Checks what the other side claims to hold of this instance. If it is more than there is, this database was
     * restored, or the claim is false. A believed claim makes this database another instance. A server has stated
     * nothing of itself by now, and continues as the new instance.
     *
     * @return the other side's FSIC, without a claim that is not believed
     * @throws RestoredException if this is the client, which has stated its FSIC as the former instance
     */
    public Fsic believed(TransferSession transfer, SyncSession session, Fsic said) {
        String own = replica.instance().id();
        long held = said.inside(transfer.filter()).asMap().values().stream()
                .mapToLong(counters -> counters.getOrDefault(own, 0L))
                .max()
                .orElse(0);
        if (held == 0) {
            return said;
        }
        return switch (replica.renewIfRestored(held)) {
            case POSSIBLE -> said;
            case BELIEVED -> {
                if (!session.isServer()) {
                    throw new RestoredException(own, transfer.id());
                }
                yield said;
            }
            case DOUBTED -> {
                new Audit(settings).doubted(session, transfer, held);
                yield said.without(own);
            }
        };
    }

    /** Runs a stage, and returns the change that the transfer has to store. */
    private UnaryOperator<TransferSession> perform(StageContext context, FsicFormat format) {
        TransferSession transfer = context.transfer();
        SyncSession session = context.session();
        boolean sender = context.isSender();
        String profile = session.profile();
        Filter filter = transfer.filter();
        switch (context.stage()) {
            case SERIALIZING -> {
                // The server's FSIC is checked when it arrives.
                Fsic client = session.isServer() ? believed(transfer, session, transfer.clientFsic()) : Fsic.NONE;
                operate(context, () -> {
                    if (sender) {
                        replica.serialize(profile, filter);
                    }
                });
                Fsic own = new OwnCounters(replica).of(session, filter, transfer.direction(), format);
                return session.isServer()
                        ? t -> t.withServerFsic(own).withClientFsic(client)
                        : t -> t.withClientFsic(own);
            }
            case QUEUING -> {
                AtomicLong queued = new AtomicLong();
                operate(context, () -> {
                    if (sender) {
                        queued.set(replica.queue(
                                transfer.id(), profile, missing(transfer), models.of(session, transfer.direction())));
                    }
                });
                return sender ? t -> t.withTotal(queued.get()) : UnaryOperator.identity();
            }
            case DEQUEUING ->
                operate(context, () -> {
                    if (!sender) {
                        dequeue(transfer, session);
                    }
                });
            case DESERIALIZING ->
                operate(context, () -> {
                    if (!sender) {
                        replica.serialize(profile, filter);
                        replica.deserialize(profile, filter);
                    }
                });
            case INITIALIZING, TRANSFERRING, CLEANUP -> {
                // Nothing to do here: the callers run these stages when they are due.
            }
        }
        return UnaryOperator.identity();
    }

    /** Runs a stage inside the application's operations, the first outermost. */
    private void operate(StageContext context, Runnable stage) {
        List<StageOperation> operations = settings.operations(context.stage());
        Runnable whole = stage;
        for (int i = operations.size() - 1; i >= 0; i--) {
            StageOperation operation = operations.get(i);
            Runnable inner = whole;
            whole = () -> operation.perform(context, inner);
        }
        whole.run();
    }

    private void dequeue(TransferSession transfer, SyncSession session) {
        Claim held = new Claim(
                OwnCounters.peer(session),
                transfer.filter(),
                counters(transfer, transfer.direction().sender()));
        // If the application has operations at the next stage, nothing of that stage may run early.
        DequeueResult result = settings.operations(TransferStage.DESERIALIZING).isEmpty()
                ? replica.integrate(transfer.id(), session.profile(), held)
                : replica.dequeue(transfer.id(), held);
        if (result.refused() > 0) {
            new Audit(settings).refused(session, transfer, result.refused());
        }
        if (result.forks() > 0) {
            new Audit(settings).forked(session, transfer, result.forks());
        }
    }

    /** Returns what the receiver of a transfer lacks, by the FSICs that both sides have stated. */
    public static PartitionCounters missing(TransferSession transfer) {
        return counters(transfer, transfer.direction().sender())
                .diff(counters(transfer, transfer.direction().receiver()));
    }

    private static PartitionCounters counters(TransferSession transfer, Side side) {
        Fsic fsic = side == Side.CLIENT ? transfer.clientFsic() : transfer.serverFsic();
        return fsic.inside(transfer.filter());
    }

    /**
     * Receives a chunk, after checking every record of it.
     *
     * @return the transfer with its new count
     */
    public TransferSession receive(TransferSession transfer, SyncSession session, List<SyncRecord> chunk) {
        try {
            new RecordCheck(replica, session.profile(), transfer.filter(), models.of(session, transfer.direction()))
                    .check(chunk);
            long received = replica.buffer(transfer.id(), chunk);
            return checkOpen(replica.sessions().update(transfer.id(), t -> advanced(t, received)));
        } catch (RuntimeException e) {
            try {
                failed(transfer.id(), e);
            } catch (RuntimeException notNoted) {
                e.addSuppressed(notNoted);
            }
            throw e;
        }
    }

    /**
     * Notes a failure. A late request, such as a chunk that arrives twice, does no harm to a transfer that has moved
     * on.
     */
    private void failed(String transferId, RuntimeException cause) {
        TransferSession left = replica.sessions()
                .update(
                        transferId,
                        t -> !t.active() || t.stage().compareTo(TransferStage.TRANSFERRING) > 0
                                ? t
                                : t.at(TransferStage.TRANSFERRING, StageStatus.STARTED, now())
                                        .failed(String.valueOf(cause.getMessage()), now()));
        if (!left.active()) {
            replica.discard(transferId);
        }
    }

    /** Returns whether this side has received all of a transfer and has not written it to the application yet. */
    public boolean isReceived(TransferSession transfer, SyncSession session) {
        return session.isReceiver(transfer)
                && transfer.active()
                && transfer.isTransferred()
                && transfer.recordsTransferred() > 0
                && transfer.hasCompleted(TransferStage.TRANSFERRING)
                && !transfer.hasCompleted(TransferStage.DESERIALIZING);
    }

    /** Merges the received records. The caller owns the transfer. */
    public TransferSession finish(TransferSession transfer, SyncSession session) {
        // The counters were exchanged long ago, so the format does not matter any more.
        return runTo(TransferStage.DESERIALIZING, transfer, session, FsicFormat.V2);
    }

    /** Ends a transfer that nobody continues, and drops its data. */
    public TransferSession abandon(TransferSession transfer) {
        replica.discard(transfer.id());
        TransferSession closed = update(transfer, t -> ended(t));
        // Drops records that arrived in between.
        replica.discard(transfer.id());
        return closed;
    }

    private TransferSession ended(TransferSession transfer) {
        TransferSession closed = transfer.closed(now());
        return transfer.hasCompleted(TransferStage.DESERIALIZING)
                ? closed
                : closed.failed("It was abandoned in stage " + transfer.stage().wireName() + ".", now());
    }

    private void abandon(TransferSession transfer, ReceivedDataLostException reason) {
        abandon(transfer);
        update(transfer, t -> t.failed(String.valueOf(reason.getMessage()), now()));
    }

    /**
     * Ends a transfer that is being received if records that it counts are missing.
     *
     * @throws ReceivedDataLostException if so
     */
    public void checkReceived(TransferSession transfer) {
        long there = replica.buffer(transfer.id(), List.of());
        if (there < transfer.recordsTransferred()) {
            ReceivedDataLostException lost =
                    ReceivedDataLostException.missing(transfer.id(), transfer.recordsTransferred(), there);
            abandon(transfer, lost);
            throw lost;
        }
    }

    /** Ends a transfer at any stage. */
    public TransferSession close(TransferSession transfer, SyncSession session) {
        StageContext context = new StageContext(TransferStage.CLEANUP, session, transfer);
        return Observed.watch(settings, new Activity.Stage(context), () -> close(context));
    }

    private TransferSession close(StageContext context) {
        TransferSession transfer = context.transfer();
        operate(context, () -> replica.discard(transfer.id()));
        TransferSession closed = update(
                transfer,
                t -> t.withBytes(transfer.bytesSent(), transfer.bytesReceived()).closed(now()));
        if (closed.recordsTransferred() > 0) {
            // A chunk that has arrived twice may have come in between.
            replica.discard(transfer.id());
        }
        holdings.note(transfer, context.session());
        return closed;
    }

    /** Returns the contents of records that a transfer may move; see {@link Replica#contents}. */
    public List<ContentDigest> contents(
            TransferSession transfer, SyncSession session, String after, String through, int limit) {
        return replica.contents(
                session.profile(), transfer.filter(), models.of(session, transfer.direction()), after, through, limit);
    }

    /** Returns a part of the queue of this side; see {@link Replica#queued}. */
    public List<SyncRecord> chunk(TransferSession transfer, long offset, int limit) {
        return replica.queued(transfer.id(), offset, limit, settings.limits().chunkCharacters());
    }

    /** Stores how many records have crossed the wire, and the bytes that the given transfer has. */
    public TransferSession transferred(TransferSession transfer, long records) {
        return update(transfer, t -> advanced(t.withBytes(transfer.bytesSent(), transfer.bytesReceived()), records));
    }

    private TransferSession advanced(TransferSession transfer, long records) {
        if (transfer.recordsTotal() == null || transfer.stage().compareTo(TransferStage.TRANSFERRING) > 0) {
            throw new MorangoException(
                    "Transfer session " + transfer.id() + " does not take records in stage "
                            + transfer.stage().wireName() + ".",
                    Map.of("transfer", transfer.id()));
        }
        TransferSession counted = transfer.transferred(records, now());
        return counted.at(
                TransferStage.TRANSFERRING,
                counted.isTransferred() ? StageStatus.COMPLETED : StageStatus.PENDING,
                now());
    }

    private Instant now() {
        return settings.clock().instant();
    }
}
