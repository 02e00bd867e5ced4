package org.morango.hibernate.internal.store;

import java.util.random.RandomGenerator;
import org.morango.replica.ReplicaException;

/** Prepares a database when it is first used: its instance, and the rows of its locks. */
public final class InstanceSetup {
    private InstanceSetup() {}

    /**
     * Creates the instance and the locks of the database, if it has none.
     *
     * @throws ReplicaException if it lacks tables or columns
     */
    public static void establish(Database database, RandomGenerator random) {
        SchemaCheck.run(database);
        try {
            establishOnce(database, random);
        } catch (ReplicaException e) {
            // Another process may have prepared it at the same moment.
            establishOnce(database, random);
        }
    }

    private static void establishOnce(Database database, RandomGenerator random) {
        database.transaction(session -> {
            InstanceCounter.create(session, random);
            PartitionLocks.create(session);
            return true;
        });
    }
}
