package org.morango.hibernate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.InstanceCounter;

/** When contents were last compared with other peers, as far as this process knows. */
final class ContentChecks {
    private volatile @Nullable Instant looked;

    /** Begins a comparison if one is due, and returns the id from which on; see {@code Replica.takeContentCheck}. */
    Optional<String> take(Database database, Instant now, Duration interval) {
        Instant last = looked;
        // Another process may have done it. In that case this one looks again after the interval.
        if (last != null && Duration.between(last, now).abs().compareTo(interval) < 0) {
            return Optional.empty();
        }
        looked = now;
        return database.transaction(session -> InstanceCounter.takeContentCheck(session, now, interval));
    }
}
