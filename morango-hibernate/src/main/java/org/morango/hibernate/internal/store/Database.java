package org.morango.hibernate.internal.store;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PessimisticLockException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.StatelessSession;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.exception.LockAcquisitionException;
import org.morango.replica.ReplicaException;

/** Runs the library's own transactions, each with a stateless session: nothing is kept in memory between rows. */
public final class Database {
    private static final int MAX_REASON = 1_000;

    private final SessionFactoryImplementor factory;

    public Database(SessionFactoryImplementor factory) {
        this.factory = factory;
    }

    public SessionFactoryImplementor factory() {
        return factory;
    }

    /** Runs a transaction: it happens whole, or not at all. */
    public <T> T transaction(Function<StatelessSession, T> work) {
        try {
            // Without a batch size: single rows are written at once, so that queries see them; lists are batched
            // anyway.
            return factory.fromStatelessTransaction(session -> {
                T result = work.apply(session);
                // Hibernate would roll it back without a word.
                if (session.getTransaction().getRollbackOnly()) {
                    throw new ReplicaException("The database has given up the transaction.", Map.of(), null);
                }
                return result;
            });
        } catch (PersistenceException e) {
            throw failed(e);
        }
    }

    /** A transaction that works through many rows by their keys. */
    public <T> T bulkTransaction(Function<StatelessSession, T> work) {
        return transaction(session -> {
            if (factory.getJdbcServices().getDialect() instanceof PostgreSQLDialect) {
                // PostgreSQL keeps the plan of a repeated statement. Made while a table is empty, it is to read all of
                // it, which then happens for each page of rows that go into it.
                session.createNativeMutationQuery("set local enable_seqscan = off")
                        .executeUpdate();
            }
            return work.apply(session);
        });
    }

    public void inTransaction(Consumer<StatelessSession> work) {
        transaction(session -> {
            work.accept(session);
            return true;
        });
    }

    static ReplicaException failed(RuntimeException e) {
        return new ReplicaException("The database failed: " + reason(e), Map.of(), e);
    }

    /** Whether the database gave up as another transaction had locked something: to be tried again as a whole. */
    public static boolean isConflict(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof PessimisticLockException
                    || cause instanceof LockTimeoutException
                    || cause instanceof org.hibernate.PessimisticLockException
                    || cause instanceof LockAcquisitionException) {
                return true;
            }
        }
        return false;
    }

    /** What a database says is wrong, in one line. */
    public static String reason(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String line = message == null
                ? cause.getClass().getSimpleName()
                : message.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "…";
    }
}
