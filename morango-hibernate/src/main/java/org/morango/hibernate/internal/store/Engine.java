package org.morango.hibernate.internal.store;

import java.sql.SQLException;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.dialect.MariaDBDialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.morango.replica.UnavailableException;

/** What has to be done differently on some databases, beyond what Hibernate evens out. */
interface Engine {
    /** Whether the driver takes local dates and times as they are. */
    default boolean takesLocalTimes() {
        return false;
    }

    /** Looks at the database once, at the start: at how it is set, and at what its owner had better change, for the log. */
    default void look(StatelessSession session) {}

    /**
     * Where the database is, as far as that tells it from every copy of it and stays the same as long as it is not moved,
     * whichever node asks; never by the name of a host. Empty if that is not known, or ends with the process.
     */
    default Optional<String> place(StatelessSession session) {
        return Optional.empty();
    }

    /**
     * Prepares a transaction that is going to write. Called before its first statement. Each of its statements has to see
     * what was committed up to then, whatever the application's own transactions see: else it would fail whenever one of
     * these has changed a row meanwhile, again and again.
     */
    default void beginWriting(StatelessSession session) {}

    /** Leaves the connection as it was before {@link #beginWriting}. Called after the transaction. */
    default void endWriting(StatelessSession session) {}

    /** Prepares a transaction that works through many rows by their keys. */
    default void beginBulk(StatelessSession session) {}

    /** What keeps the database from being used for now, if this error says so in the database's own way. */
    default Optional<UnavailableException.Cause> fault(SQLException error) {
        return Optional.empty();
    }

    /** Whether texts may hold the character NUL. */
    default boolean keepsNul() {
        return true;
    }

    /** How many digits of a second the driver and the database keep of a time. */
    default int digitsOfSecond() {
        return 6;
    }

    static Engine of(Dialect dialect) {
        if (dialect instanceof MariaDBDialect) {
            return new MariaDbEngine();
        }
        if (dialect instanceof PostgreSQLDialect) {
            return new PostgresEngine();
        }
        if (dialect instanceof H2Dialect) {
            return new H2Engine();
        }
        return isSqlite(dialect) ? new SqliteEngine() : new Engine() {};
    }

    /** By its name, as its class comes with an artifact of its own, which nobody else needs. */
    private static boolean isSqlite(Dialect dialect) {
        for (Class<?> type = dialect.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getSimpleName().equals("SQLiteDialect")) {
                return true;
            }
        }
        return false;
    }
}
