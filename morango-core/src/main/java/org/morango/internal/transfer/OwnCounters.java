package org.morango.internal.transfer;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
        return bounded(replica.fsic(filter, role(session, direction), format, peer(session)));
    }

    /** Returns the digests of what this side holds of filters, by the direction in which they are synced. */
    public Map<Direction, String> digests(SyncSession session, Map<Direction, Filter> filters, FsicFormat format) {
        Map<Filter, Map<FsicRole, Fsic>> held = new HashMap<>();
        Map<Fsic, String> known = new HashMap<>();
        Map<Direction, String> digests = new EnumMap<>(Direction.class);
        filters.forEach((direction, filter) -> {
            Fsic own = Objects.requireNonNull(held.computeIfAbsent(filter, f -> replica.fsics(f, format, peer(session)))
                    .get(role(session, direction)));
            digests.put(direction, known.computeIfAbsent(own, fsic -> FsicJson.digest(bounded(fsic))));
        });
        return digests;
    }

    private static FsicRole role(SyncSession session, Direction direction) {
        return session.side() == direction.sender() ? FsicRole.SENDER : FsicRole.RECEIVER;
    }

    private Fsic bounded(Fsic fsic) {
        return fsic.atMost(FsicJson.MAX_COUNTERS, () -> replica.instance().id());
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
