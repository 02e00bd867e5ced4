package org.morango.hibernate.internal.pipeline;

import java.sql.Connection;
import java.sql.Savepoint;
import java.util.List;
import java.util.function.BiConsumer;
import org.hibernate.StatelessSession;
import org.morango.MorangoException;
import org.morango.hibernate.internal.store.Database;

/** Writes a list at once; if the database refuses, halves it until only what it refuses is left out. */
final class SafeWrites {
    private final StatelessSession session;

    SafeWrites(StatelessSession session) {
        this.session = session;
    }

    /** Writes a part of a list. May run more than once for an item. */
    @FunctionalInterface
    interface Writer<T> {
        /** Writes by this session and no other; returns how much that was. */
        long write(StatelessSession session, List<T> items);
    }

    /**
     * Writes what can be written, and hands each of the rest to {@code refused} with the reason.
     *
     * @return the sum of what the writer has returned for the parts that stay written
     */
    <T> long write(List<T> items, Writer<T> writer, BiConsumer<T, String> refused) {
        if (items.isEmpty()) {
            return 0;
        }
        Savepoint before = session.doReturningWork(Connection::setSavepoint);
        long written;
        // Anything may come out of an application's own listeners and converters; none of it may stop the others.
        try {
            written = attempt(items, writer);
        } catch (RuntimeException e) {
            if (Database.isConflict(e)) {
                throw e;
            }
            session.doWork(connection -> connection.rollback(before));
            if (items.size() == 1) {
                refused.accept(items.get(0), reason(e));
                return 0;
            }
            int half = items.size() / 2;
            return write(items.subList(0, half), writer, refused)
                    + write(items.subList(half, items.size()), writer, refused);
        }
        session.doWork(connection -> connection.releaseSavepoint(before));
        return written;
    }

    /**
     * In a session of its own on the same connection: after a failure, Hibernate keeps statements that were batched
     * before it, and on PostgreSQL would silently roll back the whole transaction instead of committing it.
     */
    private <T> long attempt(List<T> items, Writer<T> writer) {
        Connection connection = session.doReturningWork(same -> same);
        try (StatelessSession own = session.getFactory()
                .withStatelessOptions()
                .connection(connection)
                .openStatelessSession()) {
            // Without a transaction of its own Hibernate would not batch; it is left open, as the outer one ends it.
            own.beginTransaction();
            return writer.write(own, items);
        }
    }

    private static String reason(RuntimeException error) {
        return error instanceof MorangoException
                ? error.getMessage()
                : "the database refuses it: " + Database.reason(error);
    }
}
