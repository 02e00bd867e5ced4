package org.morango.hibernate.internal.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.morango.replica.ReplicaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfers that this process runs. Each is owned under a lease, which is stored in the transfer's row and renewed
 * until it is released. A lease does not hold a connection: see decision 0025.
 */
final class Leases {
    static final Duration LENGTH = Duration.ofSeconds(60);
    private static final Duration RENEWED_AFTER = LENGTH.dividedBy(3);

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    /**
     * Owners of all databases in this process. A lease of this process that is not among them could not be released.
     */
    private static final Set<String> LIVE = ConcurrentHashMap.newKeySet();

    private final Database database;
    private final Clock clock;
    /** The owner under which this process runs each transfer. */
    private final Map<String, String> held = new TreeMap<>();

    private @Nullable Thread renewal;

    Leases(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Returns whether the owner in this row may still be running. */
    boolean isOwned(TransferSessionRow row) {
        return row.owner != null
                && row.ownedUntil != null
                && row.ownedUntil.isAfter(clock.instant())
                && !isGone(row.owner, row.ownerProcess);
    }

    private static boolean isGone(String owner, @Nullable String process) {
        if (process == null) {
            return false;
        }
        return process.equals(ProcessMark.own().toString())
                ? !LIVE.contains(owner)
                : ProcessMark.parse(process).map(ProcessMark::hasEnded).orElse(false);
    }

    /** Sets this process as the owner of a row that will be written. */
    void take(TransferSessionRow row, String owner) {
        row.owner = owner;
        row.ownerProcess = ProcessMark.own().toString();
        row.ownedUntil = end();
    }

    /** Removes the owner of a row that will be written. */
    static void free(TransferSessionRow row) {
        row.owner = null;
        row.ownerProcess = null;
        row.ownedUntil = null;
    }

    /**
     * Copies the owner of a row into another that will replace it, and renews the lease if it belongs to this process.
     *
     * @throws ReplicaException if this process has lost the transfer to another
     */
    void keep(TransferSessionRow stored, TransferSessionRow changed) {
        String own = owner(stored.id);
        if (own != null && !own.equals(stored.owner)) {
            throw lost(stored.id);
        }
        changed.owner = stored.owner;
        changed.ownerProcess = stored.ownerProcess;
        changed.ownedUntil = own == null ? stored.ownedUntil : end();
    }

    static ReplicaException lost(String transferId) {
        return new ReplicaException(
                "Transfer " + transferId + " is run by another process now: this one was not heard of for longer than "
                        + LENGTH.toSeconds() + " s.",
                Map.of("transfer", transferId),
                null);
    }

    /** Returns the end of a lease, in milliseconds, which all databases keep. */
    Instant end() {
        return clock.instant().plus(LENGTH).truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns the owner of a transfer that this process runs; null if it does not run it. */
    synchronized @Nullable String owner(String transferId) {
        return held.get(transferId);
    }

    /**
     * Announces an owner. Called before the row is written, so that the rest of this process does not regard the owner
     * as gone.
     */
    void announce(String owner) {
        LIVE.add(owner);
    }

    /** Withdraws an announced owner that has not got the transfer. */
    void withdraw(String owner) {
        LIVE.remove(owner);
    }

    /** Renews the lease from now on. */
    synchronized void hold(String transferId, String owner) {
        String replaced = held.put(transferId, owner);
        if (replaced != null) {
            LIVE.remove(replaced);
        }
        if (renewal == null) {
            Thread thread = new Thread(this::renewWhileHeld, "morango-leases");
            // It may be made by a thread of a web application's, whose loader it should not keep.
            thread.setContextClassLoader(Leases.class.getClassLoader());
            thread.setDaemon(true);
            renewal = thread;
            thread.start();
        }
    }

    synchronized void release(String transferId) {
        String owner = held.remove(transferId);
        if (owner != null) {
            LIVE.remove(owner);
        }
    }

    private void renewWhileHeld() {
        for (Map<String, String> due = due(); !due.isEmpty(); due = due()) {
            try {
                renew(due);
            } catch (RuntimeException e) {
                // The next renewal may be in time. If not, the transfer's next step finds that another process owns it.
                LOG.debug("Leases were not renewed", e);
            }
        }
    }

    /** Waits for the next renewal, and returns the leases to be renewed; none if this thread is not needed any more. */
    private synchronized Map<String, String> due() {
        try {
            long end = System.nanoTime() + RENEWED_AFTER.toNanos();
            for (long left = RENEWED_AFTER.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            renewal = null;
            return Map.of();
        }
        if (held.isEmpty()) {
            renewal = null;
        }
        return new TreeMap<>(held);
    }

    private void renew(Map<String, String> due) {
        database.inTransaction(session -> due.forEach((transfer, owner) -> session.createMutationQuery(
                        "update MorangoTransferSessionRow t set t.ownedUntil = :until"
                                + " where t.id = :id and t.owner = :owner")
                .setParameter("until", end())
                .setParameter("id", transfer)
                .setParameter("owner", owner)
                .executeUpdate()));
    }
}
