package org.morango.internal.transfer;

import org.morango.counter.Fsic;
import org.morango.counter.FsicJson;
import org.morango.internal.protocol.InstanceJson;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Replica;
import org.morango.session.Direction;
import org.morango.session.SyncSession;

/** The FSIC that this side states in a session. */
public final class OwnCounters {
    private final Replica replica;

    public OwnCounters(Replica replica) {
        this.replica = replica;
    }

    /** Returns what this side holds of a filter, as the sender or the receiver of that direction. */
    public Fsic of(SyncSession session, Filter filter, Direction direction, FsicFormat format) {
        FsicRole role = session.side() == direction.sender() ? FsicRole.SENDER : FsicRole.RECEIVER;
        return replica.fsic(filter, role, format, peer(session))
                .atMost(FsicJson.MAX_COUNTERS, () -> replica.instance().id());
    }

    /**
     * Returns the identity of the other side. Several peers may share a certificate, and any peer may pretend to be an
     * instance.
     */
    public static String peer(SyncSession session) {
        return session.isServer()
                ? Ids.hash(session.clientCertificateId(), InstanceJson.id(session.clientInstance()))
                : Ids.hash(session.serverCertificateId(), InstanceJson.id(session.serverInstance()));
    }
}
