package org.morango.hibernate.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.hibernate.query.MutationQuery;
import org.jspecify.annotations.Nullable;
import org.morango.record.Ids;
import org.morango.replica.ReplicaException;
import org.morango.replica.SyncLog;

/**
 * The log of syncs in the database. Every change is one conditional update, which also works where several nodes of a
 * database accept writes and know nothing of each other's locks.
 */
public final class HibernateSyncLog implements SyncLog {
    private final Database database;
    private final RandomGenerator random;

    public HibernateSyncLog(Database database, RandomGenerator random) {
        this.database = database;
        this.random = random;
    }

    @Override
    public Entry read(String peer) {
        Entry none = Entry.none(peer);
        SyncLogRow row = database.read(session -> session.get(SyncLogRow.class, peer));
        return row == null ? none : row.entry();
    }

    @Override
    public Optional<Lease> begin(Entry seen, Duration duration, Instant now) {
        if (seen.isHeld(now, duration)) {
            return Optional.empty();
        }
        if (seen.runs() == 0) {
            add(seen.peer());
        }
        String owner = Ids.random(random);
        Instant started = kept(now);
        boolean isTaken = update(
                "set l.runs = l.runs + 1, l.leaseOwner = :owner, l.leaseUntil = :until, l.lastStarted = :now,"
                        + " l.succeeded = false where l.peer = :peer and l.runs = :runs"
                        + " and (l.leaseUntil is null or l.leaseUntil <= :now or l.leaseUntil > :latest)",
                query -> query.setParameter("owner", owner)
                        .setParameter("until", kept(now.plus(duration)))
                        .setParameter("now", started)
                        .setParameter("latest", kept(now.plus(duration.multipliedBy(2))))
                        .setParameter("peer", seen.peer())
                        .setParameter("runs", seen.runs()));
        return isTaken
                ? Optional.of(new Lease(seen.peer(), owner, started, seen.sessionId(), seen.renewalError()))
                : Optional.empty();
    }

    /** Adds the row of a peer unless it exists. */
    private void add(String peer) {
        if (exists(peer)) {
            return;
        }
        SyncLogRow row = new SyncLogRow();
        row.peer = peer;
        try {
            database.inTransaction(session -> session.insert(row));
        } catch (ReplicaException e) {
            // Either another node was faster, or the database has a problem.
            if (!exists(peer)) {
                throw e;
            }
        }
    }

    private boolean exists(String peer) {
        return database.read(session -> session.get(SyncLogRow.class, peer)) != null;
    }

    @Override
    public boolean renew(Lease held, Duration duration, Instant now) {
        return note(held, "l.leaseUntil = :until", query -> query.setParameter("until", kept(now.plus(duration))));
    }

    @Override
    public void opened(Lease held, String sessionId) {
        note(held, "l.sessionId = :session", query -> query.setParameter("session", sessionId));
    }

    @Override
    public void renewed(Lease held, @Nullable String error) {
        note(
                held,
                "l.renewalError = :error",
                query -> query.setParameter("error", error == null ? null : SyncLog.shown(error), String.class));
    }

    @Override
    public void succeeded(Lease held, long received, long sent, Instant now) {
        note(
                held,
                "l.lastFinished = :now, l.lastSucceeded = :now, l.succeeded = true, l.failures = 0, l.error = null,"
                        + " l.received = :received, l.sent = :sent",
                query -> query.setParameter("now", kept(now))
                        .setParameter("received", received)
                        .setParameter("sent", sent));
    }

    @Override
    public void failed(Lease held, String error, Instant now) {
        note(
                held,
                "l.lastFinished = :now, l.succeeded = false, l.failures = l.failures + 1, l.error = :error",
                query -> query.setParameter("now", kept(now)).setParameter("error", SyncLog.shown(error)));
    }

    @Override
    public void end(Lease held, Instant now) {
        note(
                held,
                "l.leaseOwner = null, l.leaseUntil = null, l.lastFinished = :now,"
                        + " l.sessionId = case when l.succeeded = true then null else l.sessionId end",
                query -> query.setParameter("now", kept(now)));
    }

    /** Changes the row unless another has taken the lease. */
    private boolean note(Lease held, String changes, UnaryOperator<MutationQuery> parameters) {
        return update(
                "set " + changes + " where l.peer = :peer and l.leaseOwner = :owner",
                query -> parameters
                        .apply(query)
                        .setParameter("peer", held.peer())
                        .setParameter("owner", held.owner()));
    }

    private boolean update(String rest, UnaryOperator<MutationQuery> parameters) {
        return database.transaction(session -> parameters
                        .apply(session.createMutationQuery("update MorangoSyncLogRow l " + rest))
                        .executeUpdate()
                == 1);
    }

    /** Returns a time in milliseconds, the precision that all databases have. */
    private static Instant kept(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
