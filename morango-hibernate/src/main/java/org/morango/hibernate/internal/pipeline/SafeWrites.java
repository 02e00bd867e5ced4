package org.morango.hibernate.internal.pipeline;

import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.Savepoint;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.hibernate.StatelessSession;

/** Writes a list at once; if the database refuses, halves it until only what it refuses is left out. */
final class SafeWrites {
    private final StatelessSession session;

    SafeWrites(StatelessSession session) {
        this.session = session;
    }

    /** Writes what can be written, and hands each of the rest to {@code refused} with the database's reason. */
    <T> void write(List<T> items, Consumer<List<T>> writer, BiConsumer<T, String> refused) {
        if (items.isEmpty()) {
            return;
        }
        Savepoint before = session.doReturningWork(Connection::setSavepoint);
        try {
            writer.accept(items);
            session.doWork(connection -> connection.releaseSavepoint(before));
        } catch (PersistenceException e) {
            session.doWork(connection -> connection.rollback(before));
            if (items.size() == 1) {
                refused.accept(items.get(0), reason(e));
            } else {
                int half = items.size() / 2;
                write(items.subList(0, half), writer, refused);
                write(items.subList(half, items.size()), writer, refused);
            }
        }
    }

    private static String reason(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return "the database refuses it: " + cause.getMessage();
    }
}
