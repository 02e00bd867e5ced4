package org.morango.hibernate.internal.pipeline;

import java.sql.Connection;
import java.sql.Savepoint;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.morango.MorangoException;
import org.morango.hibernate.internal.store.Database;

/** Writes a list at once; if the database refuses, halves it until only what it refuses is left out. */
final class SafeWrites {
    private final StatelessSession session;

    SafeWrites(StatelessSession session) {
        this.session = session;
    }

    /**
     * Writes what can be written, and hands each of the rest to {@code refused} with the reason.
     *
     * @param writer writes a part and returns how much that was; may run more than once for an item
     * @return the sum of what the writer has returned for the parts that stay written
     */
    <T> long write(List<T> items, ToLongFunction<List<T>> writer, BiConsumer<T, String> refused) {
        if (items.isEmpty()) {
            return 0;
        }
        Savepoint before = session.doReturningWork(Connection::setSavepoint);
        long written;
        // Anything may come out of an application's own listeners and converters; none of it may stop the others.
        try {
            written = writer.applyAsLong(items);
        } catch (RuntimeException e) {
            // What was batched before the failure would otherwise go with the next statement.
            ((SharedSessionContractImplementor) session).getJdbcCoordinator().abortBatch();
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

    private static String reason(RuntimeException error) {
        return error instanceof MorangoException ? error.getMessage() : "the database refuses it: " + Database.reason(error);
    }
}
