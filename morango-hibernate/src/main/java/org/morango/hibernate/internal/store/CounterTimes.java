package org.morango.hibernate.internal.store;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/** When changes were made, by the counter under which they were serialized. Only the last counters are kept. */
public final class CounterTimes {
    private static final int KEPT = 1_000;

    /** No times. */
    public static final CounterTimes NONE = new CounterTimes(new TreeMap<>());

    private final NavigableMap<Long, Instant> times;

    private CounterTimes(NavigableMap<Long, Instant> times) {
        this.times = times;
    }

    /** Notes when the oldest change was made that is serialized under a counter. */
    public static void add(StatelessSession session, long counter, Instant changedAt) {
        // A restored database may take a counter again.
        session.createMutationQuery(
                        "delete from MorangoCounterTimeRow t where t.counter <= :last or t.counter >= :counter")
                .setParameter("last", counter - KEPT)
                .setParameter("counter", counter)
                .executeUpdate();
        CounterTimeRow row = new CounterTimeRow();
        row.counter = counter;
        row.changedAt = changedAt;
        session.insert(row);
    }

    /** Reads the times of all counters that are kept. */
    public static CounterTimes read(StatelessSession session) {
        NavigableMap<Long, Instant> times = new TreeMap<>();
        session.createSelectionQuery("select t from MorangoCounterTimeRow t", CounterTimeRow.class)
                .getResultList()
                .forEach(row -> times.put(row.counter, row.changedAt));
        return new CounterTimes(times);
    }

    /**
     * Returns when the oldest change was made that was saved under this counter or later; null if that is not known.
     * Merges take counters as well, whose times are not noted: the next earlier time stands for them.
     */
    public @Nullable Instant since(long counter) {
        Long first = times.floorKey(counter);
        return times.tailMap(first == null ? counter : first, true).values().stream()
                .min(Instant::compareTo)
                .orElse(null);
    }
}
