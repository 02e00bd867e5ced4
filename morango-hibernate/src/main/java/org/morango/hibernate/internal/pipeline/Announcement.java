package org.morango.hibernate.internal.pipeline;

import java.util.Map;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;

/** Says by the database max counters that all changes inside a filter are serialized, up to a counter. */
public final class Announcement {
    private Announcement() {}

    /** Returns whether everything that this instance has saved is announced for a filter. */
    public static boolean isMade(StatelessSession session, Filter filter) {
        RecordVersion last = InstanceCounter.current(session);
        return last.counter() > 0
                && MaxCounters.own(session, last.instance(), filter).values().stream()
                        .allMatch(counter -> counter == last.counter());
    }

    /** Announces the counters of the partitions inside the filter, when there are no changes. */
    public static void make(StatelessSession session, Filter filter) {
        make(session, filter, null);
    }

    /** @param version the version of the changes; null if there are none */
    static void make(StatelessSession session, Filter filter, @Nullable RecordVersion version) {
        // If nothing has changed and everything is announced, no counter is used.
        if (version == null && isMade(session, filter)) {
            return;
        }
        Map<String, Map<String, Long>> counters = new TreeMap<>();
        RecordVersion own = version == null ? InstanceCounter.next(session) : version;
        filter.partitions().forEach(p -> counters.put(p, Map.of(own.instance(), own.counter())));
        MaxCounters.raise(session, PartitionCounters.of(counters));
    }
}
