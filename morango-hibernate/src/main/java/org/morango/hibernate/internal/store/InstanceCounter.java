package org.morango.hibernate.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.hibernate.StatelessSession;
import org.morango.record.Ids;
import org.morango.record.RecordVersion;
import org.morango.replica.Instance;
import org.morango.replica.Replica;

/** The instance of this database and its counter. */
public final class InstanceCounter {
    private static final int ROW = 1;
    private static final Duration DAY = Duration.ofDays(1);

    /** Stands for no instance. */
    static final RecordVersion NOBODY = new RecordVersion("", 0);

    private InstanceCounter() {}

    /** Creates the instance of a database that is used for the first time. */
    static void create(StatelessSession session, RandomGenerator random) {
        if (session.get(InstanceRow.class, ROW) == null) {
            InstanceRow row = new InstanceRow();
            row.id = ROW;
            row.instanceId = Ids.random(random);
            row.databaseId = Ids.random(random);
            session.insert(row);
        }
    }

    public static Instance instance(StatelessSession session) {
        InstanceRow row = session.get(InstanceRow.class, ROW);
        return new Instance(row.instanceId, row.databaseId);
    }

    /** Returns the place of the database at its last start. */
    static Optional<String> location(StatelessSession session) {
        return Optional.ofNullable(session.get(InstanceRow.class, ROW).location);
    }

    static void moveTo(StatelessSession session, String location) {
        InstanceRow row = session.get(InstanceRow.class, ROW);
        row.location = location;
        session.update(row);
    }

    /**
     * Notes that the database becomes another instance because of a peer's claim. Returns false if that has happened
     * too often within a day.
     */
    static boolean mayRenew(StatelessSession session, Instant now) {
        InstanceRow row = session.get(InstanceRow.class, ROW);
        // A clock that was wrong does not prevent renewals for longer than a day.
        boolean isNewDay =
                row.renewed == null || Duration.between(row.renewed, now).abs().compareTo(DAY) >= 0;
        if (!isNewDay && row.renewals >= Replica.MOST_RENEWALS) {
            return false;
        }
        row.renewals = isNewDay ? 1 : row.renewals + 1;
        row.renewed = isNewDay ? now : row.renewed;
        session.update(row);
        return true;
    }

    /**
     * Returns the id from which on contents are to be compared now, and notes the comparison as done. Empty if it is
     * not due.
     */
    public static Optional<String> takeContentCheck(StatelessSession session, Instant now, Duration interval) {
        InstanceRow row = session.get(InstanceRow.class, ROW);
        boolean isDue =
                row.checked != null && Duration.between(row.checked, now).abs().compareTo(interval) >= 0;
        if (isDue || row.checked == null) {
            session.createMutationQuery("update MorangoInstanceRow i set i.checked = :now where i.id = " + ROW)
                    .setParameter("now", now)
                    .executeUpdate();
        }
        return isDue ? Optional.of(row.checkedThrough) : Optional.empty();
    }

    public static void contentsChecked(StatelessSession session, String through) {
        session.createMutationQuery("update MorangoInstanceRow i set i.checkedThrough = :through where i.id = " + ROW)
                .setParameter("through", through)
                .executeUpdate();
    }

    /** Returns the last value that was taken. */
    public static RecordVersion current(StatelessSession session) {
        return version(session.get(InstanceRow.class, ROW));
    }

    /** Takes the next value. The row stays locked until the transaction ends, so that no value is handed out twice. */
    public static RecordVersion next(StatelessSession session) {
        session.createMutationQuery("update MorangoInstanceRow set counter = counter + 1 where id = 1")
                .executeUpdate();
        return current(session);
    }

    private static RecordVersion version(InstanceRow row) {
        return new RecordVersion(row.instanceId, row.counter);
    }

    /** Makes the database another instance, and takes its first value. */
    static RecordVersion renew(StatelessSession session, RandomGenerator random) {
        RecordVersion next = next(session);
        InstanceRow row = session.get(InstanceRow.class, ROW);
        row.instanceId = Ids.random(random);
        session.update(row);
        return new RecordVersion(row.instanceId, next.counter());
    }
}
