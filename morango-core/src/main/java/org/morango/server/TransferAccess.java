package org.morango.server;

import java.util.Optional;
import org.morango.record.Ids;
import org.morango.replica.Replica;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** Finds the transfers that a caller may use: active transfers of active sessions that this side serves. */
final class TransferAccess {
    private final Replica replica;

    TransferAccess(Replica replica) {
        this.replica = replica;
    }

    /** A transfer with its session. */
    record Open(TransferSession transfer, SyncSession session) {}

    Optional<Open> find(String id) {
        if (!Ids.isId(id)) {
            return Optional.empty();
        }
        return replica.sessions()
                .transfer(id)
                .filter(TransferSession::active)
                .flatMap(transfer -> replica.sessions()
                        .syncSession(transfer.syncSessionId())
                        .filter(session -> session.isServer() && session.active())
                        .map(session -> new Open(transfer, session)));
    }
}
