package org.morango.hibernate.internal.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.replica.RestoreClaim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a database that was restored from an older copy another instance. Other peers know different changes under the
 * counters that it has used since. Records that were saved under these counters therefore get a version of the new
 * instance, and the database max counters of the old instance are lowered to the last counter before them.
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
     * Renews a database of which a peer claims to hold more than there is.
     *
     * @param since the last counter that was certainly used before the restore
     * @param held the counter up to which the peer claims to hold this instance
     */
    public static RestoreClaim claimed(
            StatelessSession session, RandomGenerator random, long since, long held, Instant now) {
        RecordVersion last = InstanceCounter.current(session);
        if (held <= last.counter()) {
            return RestoreClaim.POSSIBLE;
        }
        if (!InstanceCounter.mayRenew(session, now)) {
            return RestoreClaim.DOUBTED;
        }
        LOG.warn(
                "This database was restored from an older copy: a peer knows of {} changes made here, the database of {}. It is"
                        + " instance {} from now on, no longer {}.",
                held,
                last.counter(),
                restored(session, random, since),
                last.instance());
        return RestoreClaim.BELIEVED;
    }

    /** Renews a database whose owner says that it was restored. */
    public static void said(StatelessSession session, RandomGenerator random, long since) {
        String former = InstanceCounter.current(session).instance();
        LOG.warn(
                "This database was restored from an older copy, as its owner says. It is instance {} from now on, no longer {}.",
                restored(session, random, since),
                former);
    }

    /** Renews the database, and returns the new instance. */
    private static String restored(StatelessSession session, RandomGenerator random, long since) {
        RecordVersion last = InstanceCounter.current(session);
        RecordVersion renewed = InstanceCounter.renew(session, random);
        long kept = Math.min(since, last.counter());
        new Renewal(session, last.instance(), kept).stamp(renewed);
        announce(session, last.instance(), kept);
        return renewed.instance();
    }

    /**
     * Announces what a former instance has saved, in all partitions: a pass announces only those that were asked for,
     * and no other pass does it for this instance any more.
     */
    private static void announce(StatelessSession session, String former, long counter) {
        if (counter > 0) {
            MaxCounters.raise(session, PartitionCounters.of(Map.of("", Map.of(former, counter))));
        }
    }

    /** Renews the database after it has left partitions. What the former instance has saved elsewhere is announced. */
    public static void left(StatelessSession session, RandomGenerator random) {
        String former = InstanceCounter.current(session).instance();
        LOG.info(
                "This database has left partitions with what it had of them. It is instance {} from now on, no longer {}.",
                InstanceCounter.renew(session, random).instance(),
                former);
    }

    /** Former and new id of an instance. */
    public record Names(String former, String renewed) {}

    /**
     * Renews a database that is in another place than at its last start, and has used no counter since.
     *
     * @return null if it has already been renewed for that, or was never started before
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
        RecordVersion last = InstanceCounter.current(session);
        announce(session, last.instance(), last.counter());
        return new Names(last.instance(), InstanceCounter.renew(session, random).instance());
    }

    /**
     * Renews a database that has met another one of the same instance.
     *
     * @return false if it has met too many of them within a day and was not renewed
     */
    public static boolean copied(StatelessSession session, RandomGenerator random, String shared, Instant now) {
        if (!InstanceCounter.current(session).instance().equals(shared)) {
            return true;
        }
        if (!InstanceCounter.mayRenew(session, now)) {
            return false;
        }
        LOG.warn(
                "Another database is the same instance as this one, {}: one of the two is a copy of the other. This one is"
                        + " instance {} from now on, and all that it has saved is sent once more. Nothing is lost; where both"
                        + " have changed a record, the rules for conflicts decide. Before a copy is used, call"
                        + " Peer.restored() on it, or give each its own PeerSettings.installation.",
                shared,
                restored(session, random, 0));
        return true;
    }

    /**
     * Gives the records of a filter that this instance has saved last a version of a new instance. Their histories keep
     * the former versions.
     *
     * @return the number of these records
     */
    public static long heal(StatelessSession session, RandomGenerator random, Filter filter) {
        String former = InstanceCounter.current(session).instance();
        RecordVersion renewed = InstanceCounter.renew(session, random);
        long healed = new Renewal(session, former, 0).stamp(renewed, filter, history -> history);
        LOG.warn(
                "This database is instance {} from now on, no longer {}, because a peer has claimed counters of it that never existed."
                        + " {} records are sent once more.",
                renewed.instance(),
                former,
                healed);
        return healed;
    }

    private void stamp(RecordVersion renewed) {
        RecordVersion kept = new RecordVersion(instance, since);
        stamp(renewed, Filter.EVERYTHING, history -> history.atMost(kept));
        session.createMutationQuery("update MorangoMaxCounterRow m set m.counter = :since"
                        + " where m.instance = :instance and m.counter > :since")
                .setParameter("since", since)
                .setParameter("instance", instance)
                .executeUpdate();
    }

    private long stamp(RecordVersion renewed, Filter filter, UnaryOperator<RecordHistory> histories) {
        long stamped = 0;
        PartitionPredicate inside = PartitionPredicate.of("s.partition", filter);
        List<StoreRow> page = page(inside);
        while (!page.isEmpty()) {
            for (StoreRow row : page) {
                row.version(renewed, histories.apply(row.history()).with(renewed));
            }
            Rows.update(session, page);
            stamped += page.size();
            page = page(inside);
        }
        return stamped;
    }

    private List<StoreRow> page(PartitionPredicate inside) {
        return inside.bind(session.createSelectionQuery(
                        "select s from MorangoStoreRow s where s.lastSavedInstance = :instance and s.lastSavedCounter > :since and "
                                + inside.text() + " order by s.lastSavedInstance, s.lastSavedCounter, s.id",
                        StoreRow.class))
                .setParameter("instance", instance)
                .setParameter("since", since)
                .setMaxResults(PAGE)
                .getResultList();
    }
}
