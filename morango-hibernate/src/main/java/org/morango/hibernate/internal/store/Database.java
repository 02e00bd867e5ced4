package org.morango.hibernate.internal.store;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.exception.JDBCConnectionException;
import org.hibernate.exception.LockAcquisitionException;
import org.jspecify.annotations.Nullable;
import org.morango.replica.ReplicaException;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the library's own transactions. Each has a stateless session, so that no rows stay in memory. */
public final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int MAX_REASON = 1_000;

    private static final int ATTEMPTS = 60;

    /** States of errors by which a database gives up a transaction for the sake of others: it may be run again. */
    private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

    private final SessionFactoryImplementor factory;
    private final Engine engine;

    /** The triggers that must not see what the library writes; null if there are none. */
    private final @Nullable Triggers triggers;

    private final BackOff backOff;

    /** @param settings say how to wait before a transaction is repeated */
    public Database(SessionFactoryImplementor factory, PeerSettings settings) {
        this.factory = factory;
        this.engine = Engine.of(factory.getJdbcServices().getDialect());
        this.triggers = SyncedClasses.areTriggered(factory) ? Triggers.of(factory) : null;
        this.backOff = new BackOff(settings.pause(), settings.random());
    }

    public SessionFactoryImplementor factory() {
        return factory;
    }

    /** Logs what the owner of the database should change. */
    public void look() {
        read(session -> {
            engine.look(session);
            return true;
        });
    }

    Engine engine() {
        return engine;
    }

    static Engine engine(StatelessSession session) {
        return Engine.of(((SharedSessionContractImplementor) session)
                .getFactory()
                .getJdbcServices()
                .getDialect());
    }

    /** Returns whether a database keeps the character NUL in texts. */
    public static boolean keepsNul(SessionFactoryImplementor factory) {
        return Engine.of(factory.getJdbcServices().getDialect()).keepsNul();
    }

    /** Returns whether a sync can draw keys from a table while it writes. */
    public static boolean drawsKeysFromTables(SessionFactoryImplementor factory) {
        return Engine.of(factory.getJdbcServices().getDialect()).drawsKeysFromTables();
    }

    /** Prepares a query of rows that a transaction of the application will then change. */
    public static void beforeChange(StatelessSession own) {
        engine(own).beforeChange(own);
    }

    /** Returns the number of digits of a second that a database keeps of a time. */
    public static int digitsOfSecond(SessionFactoryImplementor factory) {
        return Engine.of(factory.getJdbcServices().getDialect()).digitsOfSecond();
    }

    /** Runs a transaction, completely or not at all. Runs it again after a conflict. */
    public <T> T transaction(Function<StatelessSession, T> work) {
        return repeated(() -> inSession(session -> {
            try {
                return managed(session, () -> write(session, work));
            } finally {
                endWriting(session);
            }
        }));
    }

    private <T> T write(StatelessSession session, Function<StatelessSession, T> work) {
        engine.beginWriting(session);
        if (triggers != null) {
            triggers.hide(session);
        }
        T result = work.apply(session);
        // Hibernate would roll it back silently.
        if (session.getTransaction().getRollbackOnly()) {
            throw new ReplicaException("The transaction can only be rolled back.", Map.of(), null);
        }
        if (triggers != null) {
            triggers.beforeCommit(session);
        }
        return result;
    }

    /** Leaves the connection as it was. If that fails, nobody else may have it: changes on it would not be noted. */
    private void endWriting(StatelessSession session) {
        try {
            engine.endWriting(session);
            if (triggers != null) {
                triggers.show(session);
            }
        } catch (RuntimeException e) {
            SafeTransactions.discard(((SharedSessionContractImplementor) session).getJdbcCoordinator(), e);
            LOG.debug("A connection was closed, because it could not be left as it was.", e);
        }
    }

    private static <T> T managed(StatelessSession session, Supplier<T> work) {
        Transaction transaction = session.beginTransaction();
        T result;
        try {
            result = work.get();
        } catch (Throwable e) {
            rollback(transaction, e);
            throw e;
        }
        transaction.commit();
        return result;
    }

    /**
     * Rolls back, also after errors, because not every pool rolls back returned connections. The first error is the one
     * that is thrown.
     */
    private static void rollback(Transaction transaction, Throwable first) {
        try {
            transaction.rollback();
        } catch (RuntimeException e) {
            first.addSuppressed(e);
        }
    }

    private <T> T inSession(Function<StatelessSession, T> work) {
        return OwnSessions.apart(factory, () -> {
            try (StatelessSession session = OwnSessions.open(factory)) {
                return work.apply(session);
            }
        });
    }

    /** Runs queries that need not see the same moment, without a transaction, which might have to wait for others. */
    public <T> T read(Function<StatelessSession, T> queries) {
        return repeated(() -> inSession(queries));
    }

    /**
     * Repeats work while the database times out waiting for a lock or finds a deadlock, with another sync or with a
     * transaction of the application on the same rows. A failed attempt has no effect. Holds no connection while it
     * pauses.
     */
    private <T> T repeated(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (PersistenceException e) {
                if (!isConflict(e)) {
                    throw Faults.exception(engine, e);
                }
                if (attempt == ATTEMPTS) {
                    throw new ReplicaException(
                            "What this needs in the database has been locked for too long; try again later: "
                                    + reason(e),
                            Map.of(),
                            e);
                }
                backOff.after(attempt);
            }
        }
    }

    /** Runs a transaction that works through many rows by their keys. */
    public <T> T bulkTransaction(Function<StatelessSession, T> work) {
        return transaction(session -> {
            engine.beginBulk(session);
            return work.apply(session);
        });
    }

    /** Runs queries that work through many rows by their keys. */
    public <T> T bulkRead(Function<StatelessSession, T> queries) {
        return repeated(() -> inSession(session -> managed(session, () -> {
            engine.beginBulk(session);
            return queries.apply(session);
        })));
    }

    public void inTransaction(Consumer<StatelessSession> work) {
        transaction(session -> {
            work.accept(session);
            return true;
        });
    }

    /**
     * Runs transactions until one returns that nothing is left. This limits the size of each: databases keep its changes
     * until it ends, H2 in memory.
     */
    public void inPasses(Predicate<StatelessSession> pass) {
        boolean isDone = false;
        while (!isDone) {
            isDone = transaction(pass::test);
        }
    }

    /**
     * Returns whether the database failed because another transaction held a lock, so that the whole transaction should
     * be tried again.
     */
    public static boolean isConflict(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof PessimisticLockException
                    || cause instanceof LockTimeoutException
                    || cause instanceof org.hibernate.PessimisticLockException
                    || cause instanceof LockAcquisitionException
                    // Hibernate does not look into what a commit throws.
                    || cause instanceof SQLException sql && ROLLED_BACK.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the database could not be reached. */
    public static boolean isDisconnection(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof JDBCConnectionException) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the database did not accept something. */
    public static boolean isRefusal(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether the database cannot accept a value: its length or encoding is wrong, or it exceeds a limit of the
     * database.
     */
    public static boolean isUnfit(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failure && failure.getSQLState() != null) {
                String state = failure.getSQLState();
                return state.startsWith("22") || state.startsWith("54");
            }
        }
        return false;
    }

    /** Returns the database's error message in one line. */
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
