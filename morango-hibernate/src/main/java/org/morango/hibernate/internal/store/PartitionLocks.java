package org.morango.hibernate.internal.store;

import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.morango.record.Filter;

/**
 * Locks on parts of the partitions. They are held in the database, so that all processes on it exclude each other, and
 * are released when the transaction ends. A partition's lock is one of a fixed number of rows, by its first 32
 * characters. Row 0 stands for all.
 */
public final class PartitionLocks {
    private static final int STRIPES = 64;
    private static final int PRIMARY_LENGTH = 32;

    private final Database database;

    public PartitionLocks(Database database) {
        this.database = database;
    }

    static void create(StatelessSession session) {
        if (session.get(LockRow.class, 0) == null) {
            for (int i = 0; i <= STRIPES; i++) {
                LockRow row = new LockRow();
                row.id = i;
                session.insert(row);
            }
        }
    }

    /** Runs a transaction while no other serializes, queues, dequeues or deserializes these partitions. */
    public <T> T exclusive(Filter filter, Function<StatelessSession, T> work) {
        return exclusive(session -> filter, (session, same) -> work.apply(session));
    }

    /**
     * Does the same.
     *
     * @param filter says which partitions the transaction needs; called before they are locked
     */
    public <T> T exclusive(Function<StatelessSession, Filter> filter, BiFunction<StatelessSession, Filter, T> work) {
        return database.bulkTransaction(session -> {
            Filter needed = filter.apply(session);
            acquire(session, needed, true);
            return work.apply(session, needed);
        });
    }

    /** Runs a transaction while no other serializes, dequeues or deserializes these partitions. */
    public <T> T shared(Filter filter, Function<StatelessSession, T> work) {
        return database.bulkTransaction(session -> {
            acquire(session, filter, false);
            return work.apply(session);
        });
    }

    private static void acquire(StatelessSession session, Filter filter, boolean exclusive) {
        TreeSet<Integer> stripes = new TreeSet<>();
        boolean all = false;
        for (String prefix : filter.partitions()) {
            if (prefix.length() < PRIMARY_LENGTH) {
                all = true;
            } else {
                stripes.add(
                        1 + Math.floorMod(prefix.substring(0, PRIMARY_LENGTH).hashCode(), STRIPES));
            }
        }
        take(session, 0, all && exclusive);
        if (!all) {
            stripes.forEach(stripe -> take(session, stripe, exclusive));
        }
    }

    private static void take(StatelessSession session, int row, boolean exclusive) {
        if (exclusive) {
            session.createMutationQuery("update MorangoLockRow set taken = taken + 1 where id = :id")
                    .setParameter("id", row)
                    .executeUpdate();
        } else {
            session.get(LockRow.class, row, LockMode.PESSIMISTIC_READ);
        }
    }
}
