package org.morango.replica;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.session.Direction;
import org.morango.session.RequestWindow;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** Sync and transfer sessions. Every method is one transaction. */
public interface SessionStore {

    /** Stores a new session. Returns false, and changes nothing, if one of that id exists. */
    boolean create(SyncSession session);

    Optional<SyncSession> syncSession(String id);

    /** Stores a session as it is now. Deletes a closed one if nothing was transferred in it. */
    void save(SyncSession session);

    /** Notes when an open session was used. */
    void noteUse(String syncSessionId, Instant now);

    /**
     * Notes that a request of a session was made under that number, for all nodes on this database.
     *
     * @return false, and nothing changed, if one was made before, the number is too low for the window, or there is no
     *     such session; see {@link RequestWindow}
     */
    boolean useRequestNumber(String syncSessionId, long number);

    /** Returns the highest number that was used in a session; 0 for none. */
    long highestRequestNumber(String syncSessionId);

    /**
     * Returns the ids of closed sync sessions without active transfers that were last used before a time, or are not
     * among the last ones; the oldest first.
     *
     * @param kept how many of those last used are left out, unless they are too old
     */
    List<String> forgettable(Instant lastUsedBefore, int kept, int limit);

    /** Deletes sync sessions, their transfers, and the notes on what these have changed. */
    void forget(List<String> syncSessionIds);

    /**
     * Stores a new transfer. Returns false, and changes nothing, if one of that id exists.
     *
     * @throws MorangoException if its sync session has been closed
     */
    boolean create(TransferSession transfer);

    /** Returns the exception for a transfer that begins in a closed session. */
    static MorangoException closed(TransferSession transfer) {
        return new MorangoException(
                "Session " + transfer.syncSessionId() + " is closed; open a new one.",
                Map.of("session", transfer.syncSessionId(), "transfer", transfer.id()));
    }

    Optional<TransferSession> transfer(String id);

    /**
     * Changes a transfer under a lock, so that no other change is lost.
     *
     * @return the transfer as changed
     * @throws ReplicaException if it does not exist
     */
    TransferSession update(String transferId, UnaryOperator<TransferSession> change);

    /**
     * Stores a new transfer that the caller owns.
     *
     * @throws MorangoException if its sync session has been closed, or a transfer of its id exists
     */
    Ownership createOwned(TransferSession transfer);

    /**
     * Takes ownership of an active transfer, so that no two threads, processes or nodes run it at once. No connection
     * is held meanwhile: ownership lasts for some time, which is extended while the process runs. Another may take it
     * when that time is over, or at once when the process is known to have ended. If a process has lost a transfer, its
     * changes of the transfer throw {@link ReplicaException}.
     *
     * @param first a change that is made in the same transaction
     * @return empty, and nothing changed, if another owns it, or it does not exist or has ended
     */
    Optional<Ownership> own(String transferId, UnaryOperator<TransferSession> first);

    /** Returns whether a thread, process or node owns a transfer now. */
    boolean isOwned(String transferId);

    /** Ownership of a transfer until it is released, closed, or ended. */
    interface Ownership extends AutoCloseable {

        /** Returns the transfer as it was when ownership was taken. */
        TransferSession transfer();

        /**
         * Changes the transfer for the last time and releases it, in one transaction.
         *
         * @return the transfer as changed
         */
        TransferSession release(UnaryOperator<TransferSession> last);

        /** Releases the transfer, unless it is released already. */
        @Override
        void close();
    }

    /**
     * Returns the sync sessions that are not closed, whichever side opened them, in the order of their ids.
     *
     * @param after the id after which to begin; empty for the first
     */
    List<SyncSession> openSessions(String after, int limit);

    /**
     * Returns active sync sessions that have not been used since a time, themselves or by an active transfer, in the
     * order of their ids.
     *
     * @param after the id after which to begin; empty for the first
     */
    List<SyncSession> staleSessions(Instant lastUsedBefore, String after, int limit);

    /**
     * Returns active transfers whose records have all crossed the wire, in the order of their ids, including those
     * whose sync session has been closed.
     *
     * @param after the id after which to begin; empty for the first
     */
    List<TransferSession> transferred(String after, int limit);

    /**
     * Returns active sessions that this side has opened as a client under one of these certificates and that have an
     * active transfer, the last used first.
     */
    List<SyncSession> cutOff(Collection<String> clientCertificateIds);

    /** Returns the active transfers of a sync session. */
    List<TransferSession> activeTransfers(String syncSessionId);

    /** Returns what was last agreed with a peer on a direction and a filter. */
    Optional<Agreement> agreement(String peer, Direction direction, Filter filter);

    /**
     * Notes an agreement in place of the earlier one of the same peer, direction and filter, and forgets those that
     * were noted before a time.
     */
    void agree(Agreement agreement, Instant now, Instant forgottenBefore);

    /**
     * Notes what a peer has, in addition to what was noted before. Changes nothing if that is the same and was noted
     * within a day. A peer at the address of a server that has become another instance replaces the former one.
     *
     * @param forgottenBefore when something new is noted, what was learned before that time is forgotten
     */
    void hold(Holding holding, Instant forgottenBefore);

    /** Returns what is known of peers, the last learned first. */
    List<Holding> holdings(int limit);
}
