package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.hibernate.StatelessSession;
import org.hibernate.boot.Metadata;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.dialect.MariaDBDialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.morango.replica.UnavailableException;

/** Differences between databases that Hibernate does not hide. */
interface Engine {
    /** Returns whether the driver accepts local dates and times as they are. */
    default boolean takesLocalTimes() {
        return false;
    }

    /** Fits the columns of the library's tables, and those of the application that hold ids, to the database. */
    default void fit(Metadata metadata) {}

    /** Inspects the database once, at the start: reads its settings, and logs what its owner should change. */
    default void look(StatelessSession session) {}

    /**
     * Returns the place of the database. It differs for every copy of the database, and stays the same while the
     * database is not moved, whichever node asks. It never depends on the name of a host. Empty if the place is not
     * known, or if the database ends with the process.
     */
    default Optional<String> place(StatelessSession session) {
        return Optional.empty();
    }

    /**
     * Prepares a transaction that will write. Called before its first statement. Each of its statements has to see
     * everything committed up to then, whatever isolation the application's own transactions have. Otherwise it would
     * fail repeatedly whenever one of these has changed a row meanwhile.
     */
    default void beginWriting(StatelessSession session) {}

    /**
     * Prepares a query of rows that the same transaction of the application will then change. It does so where a
     * transaction that has read cannot wait for others to write.
     */
    default void beforeChange(StatelessSession session) {}

    /** Leaves the connection as it was before {@link #beginWriting}. Called after the transaction. */
    default void endWriting(StatelessSession session) {}

    /** Prepares a transaction that works through many rows by their keys. */
    default void beginBulk(StatelessSession session) {}

    /** Returns why the database is unavailable, if this error says so in a way specific to the database. */
    default Optional<UnavailableException.Cause> fault(SQLException error) {
        return Optional.empty();
    }

    /** Returns whether a transaction that writes may draw keys from a table, which another transaction does for it. */
    default boolean drawsKeysFromTables() {
        return true;
    }

    /** Returns whether texts may hold the character NUL. */
    default boolean keepsNul() {
        return true;
    }

    /** Returns the next number of a sequence or numbered column; empty if this database does not tell. */
    default OptionalLong nextNumber(Connection connection, KeyNumbers numbers) throws SQLException {
        return OptionalLong.empty();
    }

    /** Returns how many rows are inserted at once. */
    default RowInsert inserts() {
        return new BatchInsert();
    }

    /** Returns the triggers that note changes; empty if the library knows none for this database. */
    default Optional<Triggers> triggers() {
        return Optional.empty();
    }

    /** Returns the number of digits of a second that the driver and the database keep of a time. */
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

    /**
     * Compares the name, because the dialect's class comes with a separate artifact that other databases do not need.
     */
    private static boolean isSqlite(Dialect dialect) {
        for (Class<?> type = dialect.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getSimpleName().equals("SQLiteDialect")) {
                return true;
            }
        }
        return false;
    }
}
