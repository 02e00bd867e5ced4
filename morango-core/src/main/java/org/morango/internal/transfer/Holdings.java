package org.morango.internal.transfer;

import java.time.Duration;
import java.time.Instant;
import org.morango.counter.Fsic;
import org.morango.counter.FsicV1;
import org.morango.counter.PartitionCounters;
import org.morango.internal.protocol.InstanceJson;
import org.morango.replica.Holding;
import org.morango.replica.Replica;
import org.morango.replica.ReplicaException;
import org.morango.session.Side;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes what the other side of a transfer has when the transfer ends. */
final class Holdings {
    private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);

    /** Peers may return after a long time, but what was known of them does not stay forever. */
    private static final Duration KEPT = Duration.ofDays(365);

    private final Replica replica;
    private final PeerSettings settings;

    Holdings(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
    }

    /**
     * Notes what the other side has stated and what it has received.
     *
     * @param transfer the transfer before it was closed
     */
    void note(TransferSession transfer, SyncSession session) {
        PartitionCounters held = held(transfer, session);
        if (held.isEmpty()) {
            return;
        }
        boolean isClient = session.isServer();
        String peer = isClient ? session.clientInstance() : session.serverInstance();
        Instant now = settings.clock().instant();
        Duration kept = settings.sessions().keptFor();
        try {
            replica.sessions()
                    .hold(
                            new Holding(
                                    session.profile(),
                                    isClient ? session.serverCertificateId() : session.clientCertificateId(),
                                    isClient ? session.clientCertificateId() : session.serverCertificateId(),
                                    InstanceJson.id(peer),
                                    InstanceJson.name(peer),
                                    session.peerAddress(),
                                    isClient,
                                    transfer.filter(),
                                    held,
                                    now),
                            now.minus(kept.compareTo(KEPT) > 0 ? kept : KEPT));
        } catch (ReplicaException e) {
            // Another process may have noted the same. At worst, a report counts too much until the next transfer.
            LOG.debug("What {} has could not be noted", session.peerAddress(), e);
        }
    }

    private static PartitionCounters held(TransferSession transfer, SyncSession session) {
        if (!transfer.hasCompleted(TransferStage.SERIALIZING)) {
            return PartitionCounters.EMPTY;
        }
        boolean isSender = session.isSender(transfer);
        Fsic own = session.side() == Side.CLIENT ? transfer.clientFsic() : transfer.serverFsic();
        Fsic other = session.side() == Side.CLIENT ? transfer.serverFsic() : transfer.clientFsic();
        // In version 1, a sender states the highest counters of all entries for each of them.
        boolean isExact = isSender
                || !(other instanceof FsicV1)
                || transfer.filter().partitions().size() == 1;
        PartitionCounters stated = isExact ? other.inside(transfer.filter()) : PartitionCounters.EMPTY;
        return isSender && hasArrived(transfer) ? stated.plus(own.inside(transfer.filter())) : stated;
    }

    /** Returns whether the other side has merged everything that this side has queued for it. */
    private static boolean hasArrived(TransferSession transfer) {
        Long total = transfer.recordsTotal();
        return total != null
                && (total == 0 || (transfer.isTransferred() && transfer.hasCompleted(TransferStage.DESERIALIZING)));
    }
}
