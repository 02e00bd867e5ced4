package org.morango.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.morango.replica.SessionStore;
import org.morango.session.TransferSession;

/**
 * The transfers of a session that was cut off. They are owned together, so that no other thread resumes the session
 * meanwhile.
 */
record CutOffTransfers(List<SessionStore.Ownership> held) implements AutoCloseable {

    /**
     * Takes ownership of all active transfers of a session. Empty, with none owned, if one of them has ended meanwhile
     * or is run by another thread or process.
     */
    static Optional<CutOffTransfers> of(SessionStore store, String sessionId) {
        CutOffTransfers all = new CutOffTransfers(new ArrayList<>());
        for (TransferSession transfer : store.activeTransfers(sessionId)) {
            Optional<SessionStore.Ownership> taken = store.own(transfer.id(), t -> t);
            if (taken.isEmpty()) {
                all.close();
                return Optional.empty();
            }
            all.held.add(taken.get());
        }
        return Optional.of(all);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Releases the transfers that have not been run. */
    @Override
    public void close() {
        held.forEach(SessionStore.Ownership::close);
    }
}
