package org.morango.hibernate.internal.store;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.exception.JDBCConnectionException;
import org.hibernate.exception.LockAcquisitionException;
import org.morango.PeerSettings;
import org.morango.replica.ReplicaException;

/** Runs the library's own transactions, each with a stateless session: nothing is kept in memory between rows. */
public final class Database {
    private static final int MAX_REASON = 1_000;

    private static final int ATTEMPTS = 60;

    private final SessionFactoryImplementor factory;
    private final Engine engine;
    private final BackOff backOff;

    /** @param settings how it waits before it repeats a transaction */
    public Database(SessionFactoryImplementor factory, PeerSettings settings) {
        this.factory = factory;
        this.engine = Engine.of(factory.getJdbcServices().getDialect());
        this.backOff = new BackOff(settings.pause(), settings.random());
    }

    public SessionFactoryImplementor factory() {
        return factory;
    }

    /** Says in the log what the owner of the database had better change. */
    public void look() {
        read(session -> {
            engine.look(session);
            return true;
        });
    }

    Engine engine() {
        return engine;
    }

    /** Whether a database keeps the character NUL in texts. */
    public static boolean keepsNul(SessionFactoryImplementor factory) {
        return Engine.of(factory.getJdbcServices().getDialect()).keepsNul();
    }

    /** How many digits of a second a database keeps of a time. */
    public static int digitsOfSecond(SessionFactoryImplementor factory) {
        return Engine.of(factory.getJdbcServices().getDialect()).digitsOfSecond();
    }

    /** Runs a transaction: it happens whole, or not at all. It is run again where it meets with a conflict. */
    public <T> T transaction(Function<StatelessSession, T> work) {
        return repeated(() -> managed(session -> {
            engine.beginWriting(session);
            T result = work.apply(session);
            // Hibernate would roll it back without a word.
            if (session.getTransaction().getRollbackOnly()) {
                throw new ReplicaException("The database has given up the transaction.", Map.of(), null);
            }
            return result;
        }));
    }

    private <T> T managed(Function<StatelessSession, T> work) {
        return inSession(session -> {
            Transaction transaction = session.beginTransaction();
            T result;
            try {
                result = work.apply(session);
            } catch (Throwable e) {
                rollback(transaction, e);
                engine.endWriting(session);
                throw e;
            }
            transaction.commit();
            engine.endWriting(session);
            return result;
        });
    }

    /** After errors as well: not every pool does with connections that it gets back. The first error is the one that is told. */
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

    /** Runs queries that need not be of one moment, and so no transaction, which might have to wait for others. */
    public <T> T read(Function<StatelessSession, T> queries) {
        return repeated(() -> inSession(queries));
    }

    /**
     * Again and again while the database has waited for a lock as long as it is set to, or has found a deadlock: with
     * another sync, or with a transaction of the application on the same rows. Nothing has happened then. It holds no
     * connection while it pauses.
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

    /** A transaction that works through many rows by their keys. */
    public <T> T bulkTransaction(Function<StatelessSession, T> work) {
        return transaction(session -> {
            engine.beginBulk(session);
            return work.apply(session);
        });
    }

    /** Queries that work through many rows by their keys. */
    public <T> T bulkRead(Function<StatelessSession, T> queries) {
        return repeated(() -> managed(session -> {
            engine.beginBulk(session);
            return queries.apply(session);
        }));
    }

    public void inTransaction(Consumer<StatelessSession> work) {
        transaction(session -> {
            work.accept(session);
            return true;
        });
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

    /** Whether the database could not be reached. */
    public static boolean isDisconnection(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof JDBCConnectionException) {
                return true;
            }
        }
        return false;
    }

    /** Whether it was the database that did not accept something. */
    public static boolean isRefusal(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    /** Whether a database cannot take a value as it is: of a wrong length or encoding, or beyond a limit of its own. */
    public static boolean isUnfit(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failure && failure.getSQLState() != null) {
                String state = failure.getSQLState();
                return state.startsWith("22") || state.startsWith("54");
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
