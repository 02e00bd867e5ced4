package org.morango.hibernate.internal.pipeline;

import java.sql.Connection;
import java.sql.Savepoint;
import java.util.List;
import java.util.function.BiConsumer;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.Database;

/**
 * Writes a list at once. If that is refused, leaves out the items that are found to be the cause. If none are found,
 * halves the list until only the refused items are left out.
 */
final class SafeWrites {
    private final StatelessSession session;
    private final ChangeLog changes;

    SafeWrites(StatelessSession session, ChangeLog changes) {
        this.session = session;
        this.changes = changes;
    }

    /** Writer of a part of a list. May run more than once for an item. */
    @FunctionalInterface
    interface Writer<T> {
        /** Writes by this session only; returns the number of written rows. */
        long write(StatelessSession session, List<T> items);
    }

    /** Diagnosis of a list that was refused as a whole. */
    @FunctionalInterface
    interface Diagnosis<T> {
        /**
         * Diagnoses a list.
         *
         * @param mayPlan whether the rest may be written in another way, with other items
         */
        Findings<T> of(List<T> items, RuntimeException error, boolean mayPlan);

        /** Returns a diagnosis that finds nothing. */
        static <T> Diagnosis<T> none() {
            return (items, error, mayPlan) -> new Findings<>(List.of(), items, null);
        }
    }

    /**
     * Findings about a list.
     *
     * @param rest the items that are to be written without the refused ones
     * @param planned the writer of the rest; null for the same as before
     */
    record Findings<T>(
            List<Refused<T>> refused,
            List<T> rest,
            @Nullable Writer<T> planned) {}

    /** An item that cannot be written. */
    record Refused<T>(T item, Reason reason) {}

    /**
     * Writes what can be written, and hands each of the rest to {@code refused} with the reason.
     *
     * @return the sum of what the writer has returned for the parts that stay written
     */
    <T> long write(List<T> items, Writer<T> writer, Diagnosis<T> diagnosis, BiConsumer<T, Reason> refused) {
        return new Run<>(writer, diagnosis, refused).write(items, writer, Mode.FIRST);
    }

    private enum Mode {
        FIRST,
        /** A list that is written as a diagnosis has planned it. */
        PLANNED,
        /** A part of a list that was diagnosed as a whole. */
        PART
    }

    /** The writing of one list. */
    private final class Run<T> {
        private final Writer<T> usual;
        private final Diagnosis<T> diagnosis;
        private final BiConsumer<T, Reason> refused;

        Run(Writer<T> usual, Diagnosis<T> diagnosis, BiConsumer<T, Reason> refused) {
            this.usual = usual;
            this.diagnosis = diagnosis;
            this.refused = refused;
        }

        long write(List<T> items, Writer<T> writer, Mode mode) {
            if (items.isEmpty()) {
                return 0;
            }
            Savepoint before = session.doReturningWork(Connection::setSavepoint);
            int mark = changes.mark();
            long written;
            // The application's listeners and converters may throw anything. That must not stop other records.
            try {
                written = attempt(items, writer);
            } catch (RuntimeException e) {
                if (Database.isConflict(e)) {
                    throw e;
                }
                session.doWork(connection -> connection.rollback(before));
                changes.rollBackTo(mark);
                return writeParts(items, mode, e);
            }
            session.doWork(connection -> connection.releaseSavepoint(before));
            return written;
        }

        private long writeParts(List<T> items, Mode mode, RuntimeException error) {
            if (mode != Mode.PART || items.size() == 1) {
                Findings<T> findings = diagnosis.of(items, error, mode == Mode.FIRST);
                findings.refused().forEach(r -> refused.accept(r.item(), r.reason()));
                if (findings.planned() != null) {
                    return write(findings.rest(), findings.planned(), Mode.PLANNED);
                }
                if (!findings.refused().isEmpty()) {
                    return write(findings.rest(), usual, Mode.FIRST);
                }
            }
            if (items.size() == 1) {
                refused.accept(items.get(0), Reason.of(reason(error)));
                return 0;
            }
            // Halves are not diagnosed again: their errors would have been found in the whole.
            int half = items.size() / 2;
            return write(items.subList(0, half), usual, Mode.PART)
                    + write(items.subList(half, items.size()), usual, Mode.PART);
        }
    }

    /**
     * Writes in a separate session on the same connection. After a failure, Hibernate keeps statements that were
     * batched before it, and on PostgreSQL would silently roll back the whole transaction instead of committing it.
     */
    private <T> long attempt(List<T> items, Writer<T> writer) {
        return BorrowedConnection.callStateless(session, own -> writer.write(own, items));
    }

    private static String reason(RuntimeException error) {
        String violations = BeanValidation.violations(error);
        if (violations != null) {
            return violations;
        }
        return error instanceof MorangoException
                ? String.valueOf(error.getMessage())
                : "the database refuses it: " + Database.reason(error);
    }
}
