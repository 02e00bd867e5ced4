package org.morango.replica;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** Sync and transfer sessions. Every method is one transaction. */
public interface SessionStore {

    /** Stores a new session; false, and nothing changed, if one of that id exists. */
    boolean create(SyncSession session);

    Optional<SyncSession> syncSession(String id);

    void save(SyncSession session);

    /** Stores a new transfer; false, and nothing changed, if one of that id exists. */
    boolean create(TransferSession transfer);

    Optional<TransferSession> transfer(String id);

    /**
     * Changes a transfer under a lock, so that no other change is lost.
     *
     * @return the transfer as changed
     * @throws ReplicaException if it does not exist
     */
    TransferSession update(String transferId, UnaryOperator<TransferSession> change);

    /** The transfers of a sync session that are still active. */
    List<TransferSession> activeTransfers(String syncSessionId);
}
