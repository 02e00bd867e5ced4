package org.morango.hibernate.internal.store;

import java.util.random.RandomGenerator;
import org.hibernate.StatelessSession;
import org.morango.record.Ids;
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

    static Instance instance(StatelessSession session) {
        InstanceRow row = session.get(InstanceRow.class, ROW);
        return new Instance(row.instanceId, row.databaseId);
    }

    /** The last value that was taken. */
    public static long current(StatelessSession session) {
        return session.get(InstanceRow.class, ROW).counter;
    }

    /** Takes the next value. The row stays locked until the transaction ends, so that no value is handed out twice. */
    public static long next(StatelessSession session) {
        session.createMutationQuery("update MorangoInstanceRow set counter = counter + 1 where id = 1")
                .executeUpdate();
        return session.createSelectionQuery("select counter from MorangoInstanceRow where id = 1", Long.class)
                .getSingleResult();
    }
}
