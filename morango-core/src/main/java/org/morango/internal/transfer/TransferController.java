package org.morango.internal.transfer;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.morango.MorangoException;
import org.morango.counter.Fsic;
import org.morango.counter.FsicJson;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Replica;
import org.morango.session.StageStatus;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;

/**
 * Runs the stages of a transfer on this side, the same for client and server, and records in the session how far they
 * are. A stage that is done is not run again.
 */
public final class TransferController {
    private final Replica replica;
    private final Clock clock;

    public TransferController(Replica replica, Clock clock) {
        this.replica = replica;
        this.clock = clock;
    }

    /** Runs the stages up to that one, as far as they are not done yet. */
    public TransferSession runTo(
            TransferStage target, TransferSession transfer, SyncSession session, FsicFormat format) {
        TransferSession current = transfer;
        for (TransferStage stage : TransferStage.values()) {
            if (stage.compareTo(target) <= 0 && !current.hasCompleted(stage)) {
                current = run(stage, current, session, format);
            }
        }
        return current;
    }

    private TransferSession run(TransferStage stage, TransferSession transfer, SyncSession session, FsicFormat format) {
        String id = transfer.id();
        replica.sessions().update(id, t -> t.at(stage, StageStatus.STARTED, now()));
        try {
            TransferSession done = perform(stage, transfer, session, format);
            return replica.sessions()
                    .update(
                            id,
                            t -> t.withTotal(done.recordsTotal())
                                    .withClientFsic(done.clientFsic())
                                    .withServerFsic(done.serverFsic())
                                    .at(stage, StageStatus.COMPLETED, now()));
        } catch (RuntimeException e) {
            replica.sessions().update(id, t -> t.failed(String.valueOf(e.getMessage()), now()));
            throw e;
        }
    }

    private TransferSession perform(
            TransferStage stage, TransferSession transfer, SyncSession session, FsicFormat format) {
        boolean sender = transfer.push() != session.server();
        String profile = session.profile();
        Filter filter = transfer.filter();
        switch (stage) {
            case SERIALIZING -> {
                if (sender) {
                    replica.serialize(profile, filter);
                }
                Fsic own = replica.fsic(filter, sender ? FsicRole.SENDER : FsicRole.RECEIVER, format);
                String text = FsicJson.render(own);
                return session.server() ? transfer.withServerFsic(text) : transfer.withClientFsic(text);
            }
            case QUEUING -> {
                if (sender) {
                    return transfer.withTotal(replica.queue(transfer.id(), profile, missing(transfer)));
                }
            }
            case DEQUEUING -> {
                // As nothing was sent, what the sender holds is already here.
                if (!sender) {
                    replica.dequeue(transfer.id(), counters(transfer, transfer.push()));
                }
            }
            case DESERIALIZING -> {
                if (!sender) {
                    replica.serialize(profile, filter);
                    replica.deserialize(profile, filter);
                }
            }
            case INITIALIZING, TRANSFERRING, CLEANUP -> {}
        }
        return transfer;
    }

    private static PartitionCounters missing(TransferSession transfer) {
        return counters(transfer, transfer.push()).diff(counters(transfer, !transfer.push()));
    }

    private static PartitionCounters counters(TransferSession transfer, boolean client) {
        String text = client ? transfer.clientFsic() : transfer.serverFsic();
        return FsicJson.parse(text).expand(transfer.filter());
    }

    /**
     * Takes in a chunk that was received, after checking every record of it.
     *
     * @return the transfer with its new count
     */
    public TransferSession receive(TransferSession transfer, SyncSession session, List<SyncRecord> chunk) {
        try {
            new RecordCheck(replica, session.profile(), transfer.filter()).check(chunk);
            long received = replica.buffer(transfer.id(), chunk);
            return replica.sessions().update(transfer.id(), t -> advanced(t, received));
        } catch (RuntimeException e) {
            replica.sessions()
                    .update(
                            transfer.id(),
                            t -> t.at(TransferStage.TRANSFERRING, StageStatus.STARTED, now())
                                    .failed(String.valueOf(e.getMessage()), now()));
            throw e;
        }
    }

    /** Ends a transfer, however far it came. */
    public TransferSession close(TransferSession transfer) {
        replica.discard(transfer.id());
        return replica.sessions().update(transfer.id(), t -> t.closed(now()));
    }

    /** A part of what this side sends. */
    public List<SyncRecord> chunk(TransferSession transfer, long offset, int limit) {
        return replica.queued(transfer.id(), offset, limit);
    }

    /** Notes how many records have crossed the wire. */
    public TransferSession transferred(TransferSession transfer, long records) {
        return replica.sessions().update(transfer.id(), t -> advanced(t, records));
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
        return clock.instant();
    }
}
