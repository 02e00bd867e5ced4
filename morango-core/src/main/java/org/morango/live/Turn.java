package org.morango.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.client.SyncResult;
import org.morango.replica.SyncLog;
import org.morango.settings.PeerSettings;

/**
 * The right to sync with a peer, of which one process on the database has it at a time, and the log of what it does.
 * Used by the syncing thread.
 */
final class Turn {
    /** A renewal of the lease may fail twice before another process takes over. */
    private static final int RENEWALS = 3;

    /** While changes are exchanged all the time, the log is written this often. */
    private static final Duration NOTED = Duration.ofSeconds(30);

    /** Another process may have synced since the log was read. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final String peer;
    private final SyncLog log;
    private final Duration duration;
    private final Clock clock;
    private SyncLog.@Nullable Lease held;
    private Deadline renewal;
    private Deadline nextNote;
    private Deadline nextLook;
    private boolean hasFailed;
    private long received;
    private long sent;

    Turn(String peer, SyncLog log, PeerSettings settings) {
        this.peer = peer;
        this.log = log;
        this.duration = settings.live().lease();
        this.clock = settings.clock();
        this.renewal = Deadline.in(Duration.ZERO, clock);
        this.nextNote = Deadline.in(Duration.ZERO, clock);
        this.nextLook = Deadline.in(Duration.ZERO, clock);
    }

    /** Returns whether a sync has succeeded before, of whichever process. */
    boolean hasSyncedBefore() {
        return log.read(peer).lastSucceeded() != null;
    }

    /** Returns whether the last sync, of whichever process, began that long ago or failed. */
    boolean isDue(Duration interval) {
        if (!nextLook.isOver()) {
            return false;
        }
        SyncLog.Entry last = log.read(peer);
        Instant now = clock.instant();
        Instant begun = last.lastStarted();
        // A time in the future shows that the clock was set back.
        if (begun == null || !last.succeeded() || begun.isAfter(now)) {
            return true;
        }
        Duration left = Duration.between(now, begun.plus(interval));
        if (left.isNegative() || left.isZero()) {
            return true;
        }
        nextLook = Deadline.in(left.compareTo(LOOK) < 0 ? left : LOOK, clock);
        return false;
    }

    /** Takes the turn, or keeps it. Returns whether this process has it. */
    boolean take() {
        if (held != null && !renewal.isOver()) {
            return true;
        }
        if (held != null && !log.renew(held, duration, clock.instant())) {
            held = null;
        }
        if (held == null) {
            held = log.begin(log.read(peer), duration, clock.instant()).orElse(null);
        }
        renewal = Deadline.in(duration.dividedBy(RENEWALS), clock);
        return held != null;
    }

    Optional<SyncLog.Lease> lease() {
        return Optional.ofNullable(held);
    }

    void opened(String sessionId) {
        lease().ifPresent(lease -> log.opened(lease, sessionId));
    }

    void succeeded(SyncResult result) {
        received += result.received();
        sent += result.sent();
        if (hasFailed || nextNote.isOver()) {
            note();
        }
    }

    /** Writes into the log what was exchanged since it was last written. */
    void note() {
        lease().ifPresent(lease -> log.succeeded(lease, received, sent, clock.instant()));
        nextNote = Deadline.in(NOTED, clock);
        hasFailed = false;
        received = 0;
        sent = 0;
    }

    void failed(RuntimeException failure) {
        if (!hasFailed) {
            hasFailed = true;
            try {
                lease().ifPresent(lease -> log.failed(lease, String.valueOf(failure.getMessage()), clock.instant()));
            } catch (RuntimeException e) {
                // The database may be the cause of the failure.
                failure.addSuppressed(e);
            }
        }
    }

    /** Gives the turn back. */
    void release() {
        if (held != null) {
            if (received + sent > 0) {
                note();
            }
            SyncLog.Lease lease = held;
            held = null;
            log.end(lease, clock.instant());
        }
    }
}
