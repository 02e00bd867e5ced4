package org.morango.hibernate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.InstanceCounter;

/** When contents were last compared with other peers, and how far. */
final class ContentChecks {
    private final Database database;
    private volatile @Nullable Instant looked;

    ContentChecks(Database database) {
        this.database = database;
    }

    /** Begins a comparison if none was made for the interval; see {@link org.morango.replica.Replica}. */
    Optional<String> take(Instant now, Duration interval) {
        Instant before = looked;
        // Another process may have done it. In that case this one looks again after the interval.
        if (before != null && Duration.between(before, now).abs().compareTo(interval) < 0) {
            return Optional.empty();
        }
        looked = now;
        return database.transaction(session -> InstanceCounter.takeContentCheck(session, now, interval));
    }

    void done(String through) {
        database.inTransaction(session -> InstanceCounter.contentsChecked(session, through));
    }
}
