package org.morango.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.morango.record.Ids;
import org.morango.replica.SyncLog;

/** The log of syncs in a map, under one lock. */
final class InMemorySyncLog implements SyncLog {
    private final Map<String, Entry> entries = new HashMap<>();
    private final RandomGenerator random;

    InMemorySyncLog(RandomGenerator random) {
        this.random = random;
    }

    synchronized Map<String, Entry> copy() {
        return Map.copyOf(entries);
    }

    synchronized void restore(Map<String, Entry> copy) {
        entries.clear();
        entries.putAll(copy);
    }

    @Override
    public synchronized Entry read(String peer) {
        return entries.getOrDefault(peer, Entry.none(peer));
    }

    @Override
    public synchronized Optional<Lease> begin(Entry seen, Duration duration, Instant now) {
        Entry stored = read(seen.peer());
        if (stored.runs() != seen.runs() || stored.isHeld(now, duration)) {
            return Optional.empty();
        }
        String owner = Ids.random(random);
        Changed changed = new Changed(stored);
        changed.runs++;
        changed.lastStarted = kept(now);
        changed.succeeded = false;
        changed.leaseOwner = owner;
        changed.leaseUntil = kept(now.plus(duration));
        entries.put(seen.peer(), changed.entry());
        return Optional.of(new Lease(seen.peer(), owner, kept(now), stored.sessionId(), stored.renewalError()));
    }

    @Override
    public boolean renew(Lease held, Duration duration, Instant now) {
        return note(held, entry -> {
            entry.leaseUntil = kept(now.plus(duration));
        });
    }

    @Override
    public void opened(Lease held, String sessionId) {
        note(held, entry -> {
            entry.sessionId = sessionId;
        });
    }

    @Override
    public void renewed(Lease held, @Nullable String error) {
        note(held, entry -> {
            entry.renewalError = error == null ? null : SyncLog.shown(error);
        });
    }

    @Override
    public void succeeded(Lease held, long received, long sent, Instant now) {
        note(held, entry -> {
            entry.lastFinished = kept(now);
            entry.lastSucceeded = kept(now);
            entry.succeeded = true;
            entry.failures = 0;
            entry.error = null;
            entry.received = received;
            entry.sent = sent;
        });
    }

    @Override
    public void failed(Lease held, String error, Instant now) {
        note(held, entry -> {
            entry.lastFinished = kept(now);
            entry.succeeded = false;
            entry.failures++;
            entry.error = SyncLog.shown(error);
        });
    }

    @Override
    public void end(Lease held, Instant now) {
        note(held, entry -> {
            entry.lastFinished = kept(now);
            entry.leaseOwner = null;
            entry.leaseUntil = null;
            entry.sessionId = entry.succeeded ? null : entry.sessionId;
        });
    }

    private synchronized boolean note(Lease held, Consumer<Changed> change) {
        Entry stored = read(held.peer());
        if (!held.owner().equals(stored.leaseOwner())) {
            return false;
        }
        Changed changed = new Changed(stored);
        change.accept(changed);
        entries.put(held.peer(), changed.entry());
        return true;
    }

    private static Instant kept(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    /** An entry while it is changed. */
    private static final class Changed {
        private final String peer;
        private long runs;
        private @Nullable Instant lastStarted;
        private @Nullable Instant lastFinished;
        private @Nullable Instant lastSucceeded;
        private boolean succeeded;
        private int failures;
        private @Nullable String error;
        private @Nullable String renewalError;
        private long received;
        private long sent;
        private @Nullable String sessionId;
        private @Nullable String leaseOwner;
        private @Nullable Instant leaseUntil;

        Changed(Entry entry) {
            peer = entry.peer();
            runs = entry.runs();
            lastStarted = entry.lastStarted();
            lastFinished = entry.lastFinished();
            lastSucceeded = entry.lastSucceeded();
            succeeded = entry.succeeded();
            failures = entry.failures();
            error = entry.error();
            renewalError = entry.renewalError();
            received = entry.received();
            sent = entry.sent();
            sessionId = entry.sessionId();
            leaseOwner = entry.leaseOwner();
            leaseUntil = entry.leaseUntil();
        }

        Entry entry() {
            return new Entry(
                    peer,
                    runs,
                    lastStarted,
                    lastFinished,
                    lastSucceeded,
                    succeeded,
                    failures,
                    error,
                    renewalError,
                    received,
                    sent,
                    sessionId,
                    leaseOwner,
                    leaseUntil);
        }
    }
}
