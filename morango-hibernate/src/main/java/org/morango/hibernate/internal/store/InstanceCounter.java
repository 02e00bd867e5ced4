package org.morango.hibernate.internal.store;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.hibernate.StatelessSession;
import org.morango.record.Ids;
import org.morango.record.RecordVersion;
import org.morango.replica.Instance;

/** The instance of this database and its counter. */
public final class InstanceCounter {
    private static final int ROW = 1;

    private InstanceCounter() {}

    /** Gives the database an instance, the first time it is used. */
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

    /** Where the database was when it was last started. */
    static Optional<String> location(StatelessSession session) {
        return Optional.ofNullable(session.get(InstanceRow.class, ROW).location);
    }

    static void moveTo(StatelessSession session, String location) {
        InstanceRow row = session.get(InstanceRow.class, ROW);
        row.location = location;
        session.update(row);
    }

    /** The last value that was taken. */
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

    /** Makes the database another instance, whose first value this takes. */
    static RecordVersion renew(StatelessSession session, RandomGenerator random) {
        RecordVersion next = next(session);
        InstanceRow row = session.get(InstanceRow.class, ROW);
        row.instanceId = Ids.random(random);
        session.update(row);
        return new RecordVersion(row.instanceId, next.counter());
    }
}
