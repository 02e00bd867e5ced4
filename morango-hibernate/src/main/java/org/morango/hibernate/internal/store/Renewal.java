package org.morango.hibernate.internal.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a database that was restored from an older copy another instance. The counters that it has handed out since are
 * those of other changes elsewhere, so that what was saved under them gets a version of the new instance, and what this
 * database holds of the old one is taken to end where they begin.
 */
public final class Renewal {
    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final String instance;
    private final long since;

    private Renewal(StatelessSession session, String instance, long since) {
        this.session = session;
        this.instance = instance;
        this.since = since;
    }

    /**
     * @param since the last counter that was surely handed out before
     * @param held the counter up to which a peer holds this instance; {@link Long#MAX_VALUE} if the owner says that it was
     *     restored
     * @return false if that is not more than was handed out
     */
    public static boolean run(StatelessSession session, RandomGenerator random, long since, long held) {
        RecordVersion last = InstanceCounter.current(session);
        if (held <= last.counter()) {
            return false;
        }
        RecordVersion renewed = InstanceCounter.renew(session, random);
        new Renewal(session, last.instance(), Math.min(since, last.counter())).stamp(renewed);
        if (held == Long.MAX_VALUE) {
            LOG.warn(
                    "This database was restored from an older copy, as its owner says. It is instance {} from now on, no"
                            + " longer {}.",
                    renewed.instance(),
                    last.instance());
        } else {
            LOG.warn(
                    "This database was restored from an older copy: a peer knows of {} changes made here, the database of"
                            + " {}. It is instance {} from now on, no longer {}.",
                    held,
                    last.counter(),
                    renewed.instance(),
                    last.instance());
        }
        return true;
    }

    /** What an instance was called, and is called now. */
    public record Names(String former, String renewed) {}

    /**
     * Of a database that is in another place than at its last start, and has handed out no counter since.
     *
     * @return null if it has been renewed for that already, or was never started before
     */
    static @Nullable Names moved(StatelessSession session, RandomGenerator random, String location) {
        Optional<String> before = InstanceCounter.location(session);
        if (before.equals(Optional.of(location))) {
            return null;
        }
        InstanceCounter.moveTo(session, location);
        if (before.isEmpty()) {
            return null;
        }
        String former = InstanceCounter.current(session).instance();
        return new Names(former, InstanceCounter.renew(session, random).instance());
    }

    /**
     * Of a database that has met another one of the same instance.
     *
     * @return null if it is not that instance any more
     */
    public static @Nullable Names copied(StatelessSession session, RandomGenerator random, String shared) {
        if (!InstanceCounter.current(session).instance().equals(shared)) {
            return null;
        }
        RecordVersion renewed = InstanceCounter.renew(session, random);
        new Renewal(session, shared, 0).stamp(renewed);
        return new Names(shared, renewed.instance());
    }

    private void stamp(RecordVersion renewed) {
        List<StoreRow> page = page();
        while (!page.isEmpty()) {
            for (StoreRow row : page) {
                Map<String, Long> counters =
                        new HashMap<>(RecordHistory.decode(row.history).counters());
                counters.put(instance, since);
                if (since == 0) {
                    counters.remove(instance);
                }
                row.history = RecordHistory.of(counters).encode();
                StoreRecords.stamp(row, renewed);
            }
            Rows.update(session, page);
            page = page();
        }
        session.createMutationQuery("update MorangoMaxCounterRow m set m.counter = :since"
                        + " where m.instance = :instance and m.counter > :since")
                .setParameter("since", since)
                .setParameter("instance", instance)
                .executeUpdate();
    }

    private List<StoreRow> page() {
        return session.createSelectionQuery(
                        "from MorangoStoreRow s where s.lastSavedInstance = :instance and s.lastSavedCounter > :since"
                                + " order by s.lastSavedInstance, s.lastSavedCounter, s.id",
                        StoreRow.class)
                .setParameter("instance", instance)
                .setParameter("since", since)
                .setMaxResults(PAGE)
                .getResultList();
    }
}
