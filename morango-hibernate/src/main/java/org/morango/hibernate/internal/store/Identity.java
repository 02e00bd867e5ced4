package org.morango.hibernate.internal.store;

import java.util.random.RandomGenerator;
import org.morango.replica.Instance;
import org.morango.replica.ReplicaException;

/** Prepares a database when it is first used: its instance, and the rows of its locks. */
public final class Identity {
    private Identity() {}

    /** The database's instance, made now if it has none. */
    public static Instance establish(Database database, RandomGenerator random) {
        try {
            return establishOnce(database, random);
        } catch (ReplicaException e) {
            // Another process may have prepared it at the same moment.
            return establishOnce(database, random);
        }
    }

    private static Instance establishOnce(Database database, RandomGenerator random) {
        return database.transaction(session -> {
            InstanceCounter.create(session, random);
            PartitionLocks.create(session);
            return InstanceCounter.instance(session);
        });
    }
}
