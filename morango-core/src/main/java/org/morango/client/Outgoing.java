package org.morango.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.internal.transfer.PeerBacklog;
import org.morango.record.Filter;
import org.morango.replica.Replica;
import org.morango.session.Direction;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;

/** Knows, without asking, whether there is something to push. One instance per session. */
final class Outgoing {
    private final ClientSession on;
    private @Nullable PeerBacklog last;

    Outgoing(ClientSession on) {
        this.on = on;
    }

    private synchronized PeerBacklog backlog(Filter filter) {
        PeerBacklog known = last;
        if (known == null || !known.filter().equals(filter)) {
            known = new PeerBacklog(on.replica(), on.session(), filter, Direction.PUSH);
            last = known;
        }
        return known;
    }

    /** Notes what the server holds after a transfer. */
    void note(TransferSession merged) {
        PeerBacklog known;
        synchronized (this) {
            known = last;
        }
        if (known != null && known.filter().equals(merged.filter())) {
            known.add(merged.serverFsic());
            if (merged.isPush()) {
                known.add(merged.clientFsic());
            }
        }
    }

    boolean isAhead(Filter filter) {
        Replica replica = on.replica();
        String profile = on.session().profile();
        if (replica.hasChanges(profile)) {
            if (!on.settings().operations(TransferStage.SERIALIZING).isEmpty()) {
                // The application takes part in serializing, which belongs to a transfer.
                return true;
            }
            replica.serialize(profile, filter);
        }
        return !new PeerBacklog.Look(replica, List.of(backlog(filter))).behind().isEmpty();
    }
}
