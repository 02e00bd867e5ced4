package org.morango.spring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.StatelessSession;
import org.hibernate.query.MutationQuery;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.Database;
import org.morango.replica.ReplicaException;
import org.morango.spring.event.SyncOutcome;
import org.morango.spring.internal.ScheduledSyncRow;

/**
 * Database table with the last sync with each peer, and with leases. A lease makes sure that only one node on the
 * database syncs with a peer at a time. The lease of a node that dies expires. The nodes' clocks should differ by less
 * than a lease.
 */
final class SyncLog {
    private final Database database;
    private final Clock clock;
    private final Duration lease;

    SyncLog(Database database, Clock clock, Duration lease) {
        this.database = database;
        this.clock = clock;
        this.lease = lease;
    }

    /**
     * The right to sync with a peer.
     *
     * @param cutOff the session of the last sync, if that was cut off
     * @param renewalError why the last renewal of the certificate failed; null if it did not
     */
    record Lease(
            String peer,
            String owner,
            Instant started,
            @Nullable String cutOff,
            @Nullable String renewalError) {}

    /** Returns the time in milliseconds, the precision that all databases have. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns the row of a peer; a new one if there was no sync with it yet. */
    ScheduledSyncRow read(String peer) {
        ScheduledSyncRow row = database.read(session -> session.get(ScheduledSyncRow.class, peer));
        if (row != null) {
            return row;
        }
        ScheduledSyncRow added = new ScheduledSyncRow();
        added.name = peer;
        return added;
    }

    /** Returns whether a node is syncing with the peer now. */
    boolean isRunning(ScheduledSyncRow row) {
        return row.leaseUntil != null && row.leaseUntil.isAfter(now());
    }

    /** Begins a sync; empty if another one has begun since the row was read. */
    Optional<Lease> begin(ScheduledSyncRow seen) {
        Instant now = now();
        if (isRunning(seen)) {
            return Optional.empty();
        }
        if (seen.runs == 0 && !exists(seen.name)) {
            insert(seen);
        }
        String owner = UUID.randomUUID().toString().replace("-", "");
        int begun = update(
                "runs = runs + 1, leaseOwner = :owner, leaseUntil = :until, lastStarted = :now,"
                        + " succeeded = false where name = :name and runs = :runs",
                query -> query.setParameter("owner", owner)
                        .setParameter("until", now.plus(lease))
                        .setParameter("now", now)
                        .setParameter("name", seen.name)
                        .setParameter("runs", seen.runs));
        return begun == 1
                ? Optional.of(new Lease(seen.name, owner, now, seen.sessionId, seen.renewalError))
                : Optional.empty();
    }

    private boolean exists(String peer) {
        return database.read(session -> session.get(ScheduledSyncRow.class, peer) != null);
    }

    private void insert(ScheduledSyncRow row) {
        try {
            database.inTransaction(session -> session.insert(row));
        } catch (ReplicaException e) {
            // Either another node was faster, or the database has a problem.
            if (!exists(row.name)) {
                throw e;
            }
        }
    }

    /** Gives back the lease of something other than a sync. */
    void ended(Lease held) {
        update(
                "leaseOwner = null, leaseUntil = null, lastFinished = :now where name = :name and leaseOwner = :owner",
                query -> query.setParameter("now", now())
                        .setParameter("name", held.peer())
                        .setParameter("owner", held.owner()));
    }

    /** Renews the lease of a sync that takes long. */
    void renew(Lease held) {
        update(
                "leaseUntil = :until where name = :name and leaseOwner = :owner",
                query -> query.setParameter("until", now().plus(lease))
                        .setParameter("name", held.peer())
                        .setParameter("owner", held.owner()));
    }

    /** Notes the session to resume if this sync is cut off. */
    void opened(Lease held, String sessionId) {
        update(
                "sessionId = :session where name = :name and leaseOwner = :owner",
                query -> query.setParameter("session", sessionId)
                        .setParameter("name", held.peer())
                        .setParameter("owner", held.owner()));
    }

    /** Notes the error of the last renewal of the certificate; null if it succeeded, or is not due. */
    void renewed(Lease held, @Nullable String error) {
        update(
                "renewalError = :error where name = :name and leaseOwner = :owner",
                query -> query.setParameter("error", error == null ? null : shortened(error), String.class)
                        .setParameter("name", held.peer())
                        .setParameter("owner", held.owner()));
    }

    void succeeded(Lease held, SyncOutcome outcome) {
        update(
                "leaseOwner = null, leaseUntil = null, lastFinished = :now, lastSucceeded = :now, succeeded = true, sessionId = null,"
                        + " failures = 0, error = null, received = :received, sent = :sent"
                        + " where name = :name and leaseOwner = :owner",
                query -> query.setParameter("now", now())
                        .setParameter("received", outcome.received())
                        .setParameter("sent", outcome.sent())
                        .setParameter("name", held.peer())
                        .setParameter("owner", held.owner()));
    }

    void failed(Lease held, RuntimeException error) {
        update(
                "leaseOwner = null, leaseUntil = null, lastFinished = :now, failures = failures + 1, error = :error"
                        + " where name = :name and leaseOwner = :owner",
                query -> query.setParameter("now", now())
                        .setParameter("error", shortened(error.getMessage()))
                        .setParameter("name", held.peer())
                        .setParameter("owner", held.owner()));
    }

    private static String shortened(@Nullable String message) {
        String text = String.valueOf(message);
        return text.length() <= ScheduledSyncRow.MAX_ERROR ? text : text.substring(0, ScheduledSyncRow.MAX_ERROR);
    }

    /** Sets the parameters of a statement. */
    private interface Parameters {
        MutationQuery set(MutationQuery query);
    }

    private int update(String rest, Parameters parameters) {
        return database.transaction((StatelessSession session) -> parameters
                .set(session.createMutationQuery("update MorangoScheduledSyncRow set " + rest))
                .executeUpdate());
    }
}
