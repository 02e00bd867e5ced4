package org.morango.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.text.LogText;

/**
 * The last sync of this database with each peer, and leases. A lease makes sure that only one of the threads, processes
 * and nodes on the database syncs with a peer at a time. The lease of a process that dies expires. The nodes' clocks
 * should differ by less than a lease. Peers are known by the names that the application gives them. Times are kept to
 * the millisecond. Every method is one transaction, or one before it that adds the peer. Thread-safe.
 */
public interface SyncLog {
    /** Most characters of a peer's name. */
    int MAX_PEER = 200;

    /** Most characters of an error; the rest is cut off. */
    int MAX_ERROR = 1_000;

    /**
     * The last sync with a peer. Immutable.
     *
     * @param peer the peer's name
     * @param runs number of leases taken so far
     * @param lastStarted when the last sync started, that is, when the last lease was taken; null if there was none, as
     *     with the following times
     * @param lastFinished when a sync last succeeded or failed, or a lease was last given back
     * @param lastSucceeded when a sync last succeeded
     * @param succeeded whether the last result was a success; false while there is none since the lease was taken
     * @param failures number of failures in a row
     * @param error why the last sync failed; null if it did not
     * @param renewalError why the last renewal of the certificate failed; null if it succeeded, or is not due
     * @param received number of records that the last successful sync has received
     * @param sent number of records that the last successful sync has sent
     * @param sessionId the last session, if it is open or was cut off; null for none
     * @param leaseOwner an id of the lease; null if nobody has it
     * @param leaseUntil when the lease expires; null if nobody has it
     */
    record Entry(
            String peer,
            long runs,
            @Nullable Instant lastStarted,
            @Nullable Instant lastFinished,
            @Nullable Instant lastSucceeded,
            boolean succeeded,
            int failures,
            @Nullable String error,
            @Nullable String renewalError,
            long received,
            long sent,
            @Nullable String sessionId,
            @Nullable String leaseOwner,
            @Nullable Instant leaseUntil) {

        /**
         * Returns the entry of a peer with which there was no sync yet.
         *
         * @throws MorangoException if the name is longer than {@value #MAX_PEER} characters
         */
        public static Entry none(String peer) {
            if (peer.length() > MAX_PEER) {
                throw new MorangoException(
                        "The name of a peer has at most " + MAX_PEER + " characters, not " + peer.length() + ".",
                        Map.of("peer", LogText.plain(peer)));
            }
            return new Entry(peer, 0, null, null, null, false, 0, null, null, 0, 0, null, null, null);
        }

        /** Returns whether the lease is held at that time. */
        public boolean isHeld(Instant now) {
            return leaseUntil != null && leaseUntil.isAfter(now);
        }

        /**
         * Returns whether another may not take the lease at that time. A lease that would last for more than twice the
         * duration shows that the clock was set back, so that nobody knows when it ends.
         */
        public boolean isHeld(Instant now, Duration duration) {
            return isHeld(now) && !now.plus(duration.multipliedBy(2)).isBefore(leaseUntil);
        }
    }

    /**
     * The right to sync with a peer. Immutable.
     *
     * @param peer the peer's name
     * @param owner an id of this lease
     * @param started when it was taken
     * @param cutOff the session that the former holder has left open; null for none
     * @param renewalError why the last renewal of the certificate failed; null if it did not
     */
    record Lease(
            String peer,
            String owner,
            Instant started,
            @Nullable String cutOff,
            @Nullable String renewalError) {}

    /** Returns the last sync with a peer; {@link Entry#none} if there was none yet. */
    Entry read(String peer);

    /**
     * Takes the lease of a peer.
     *
     * @param seen the entry as it was read; whoever takes the lease first changes it
     * @param duration how long the lease lasts unless it is renewed
     * @return empty, and nothing changed, if another holds the lease, or has taken it since the entry was read
     */
    Optional<Lease> begin(Entry seen, Duration duration, Instant now);

    /**
     * Extends a lease, also one that has expired and that nobody has taken since.
     *
     * @param duration how long it lasts from now on
     * @return false, and nothing changed, if it was given back or another has taken it. The notes of its former holder
     *     change nothing either.
     */
    boolean renew(Lease held, Duration duration, Instant now);

    /** Notes the session to resume if this holder is cut off. */
    void opened(Lease held, String sessionId);

    /** Notes the error of the last renewal of the certificate; null if it succeeded, or is not due. */
    void renewed(Lease held, @Nullable String error);

    /** Notes that a sync has succeeded. The lease stays, and so does the session. */
    void succeeded(Lease held, long received, long sent, Instant now);

    /** Notes that a sync has failed. The lease stays, and so does the session. */
    void failed(Lease held, String error, Instant now);

    /** Gives back a lease. The session stays noted, to be resumed, unless the last result was a success. */
    void end(Lease held, Instant now);

    /** Returns an error as the log keeps it: in one line, and not longer than {@value #MAX_ERROR} characters. */
    static String shown(String error) {
        return LogText.atMost(LogText.line(error), MAX_ERROR);
    }
}
