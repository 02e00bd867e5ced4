package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalLong;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.replica.UnavailableException.Cause;

/**
 * PostgreSQL. It chooses plans by statistics that are older than the changes of a pass, and keeps the plans of repeated
 * statements. A plan made while a table was empty reads all of it for each page of rows that go into it. A plan made
 * when few rows seemed to match reads and sorts all remaining rows for each page. Every query of a pass is a range
 * of an index, in the order of that index, so the other plans are switched off.
 */
final class PostgresEngine implements Engine {
    @Override
    public boolean takesLocalTimes() {
        return true;
    }

    /** Whether the driver is the usual one, and the class loader of the library sees it. */
    private static final boolean HAS_DRIVER = hasDriver();

    /** Isolation level of the application's connections. It is read once, because that takes a statement. */
    private volatile int isolation = Connection.TRANSACTION_READ_COMMITTED;

    private static boolean hasDriver() {
        try {
            Class.forName("org.postgresql.copy.CopyIn", false, PostgresEngine.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public void look(StatelessSession session) {
        isolation = session.doReturningWork(Connection::getTransactionIsolation);
    }

    /**
     * Returns the place. A restored dump is another database; a standby that takes over, or a cluster that is moved, is
     * the same.
     */
    @Override
    public Optional<String> place(StatelessSession session) {
        return Location.ask(
                session,
                "select c.system_identifier || ':' || d.oid from pg_control_system() c, pg_database d"
                        + " where d.datname = current_database()",
                1);
    }

    @Override
    public void beginWriting(StatelessSession session) {
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            session.doWork(connection -> {
                try (Statement statement = connection.createStatement()) {
                    // This holds for this transaction only.
                    statement.execute("set transaction isolation level read committed");
                }
            });
        }
    }

    @Override
    public Optional<Cause> fault(SQLException error) {
        return Optional.ofNullable(
                switch (String.valueOf(error.getSQLState())) {
                    case "53100" -> Cause.FULL;
                    case "25006" -> Cause.READ_ONLY;
                    default -> null;
                });
    }

    @Override
    public void beginBulk(StatelessSession session) {
        session.createNativeQuery(
                        "select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),"
                                + " set_config('enable_sort', 'off', true)",
                        Object[].class)
                .getSingleResult();
    }

    @Override
    public OptionalLong nextNumber(Connection connection, KeyNumbers numbers) throws SQLException {
        String sequence = numbers.sequence() == null ? ownSequence(connection, numbers) : numbers.sequence();
        return sequence == null
                ? OptionalLong.empty()
                : KeyNumbers.number(
                        connection,
                        "select case when is_called then last_value + " + numbers.increment()
                                + " else last_value end from " + sequence);
    }

    /** Returns the sequence that numbers a column, as written in SQL; null if there is none. */
    private static @Nullable String ownSequence(Connection connection, KeyNumbers numbers) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_get_serial_sequence(?, ?)")) {
            statement.setString(1, numbers.table());
            statement.setString(2, SqlNames.inCatalog(connection, numbers.column()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    @Override
    public boolean keepsNul() {
        return false;
    }

    @Override
    public RowInsert inserts() {
        RowInsert batches = Engine.super.inserts();
        return HAS_DRIVER ? new PostgresCopy(batches) : batches;
    }

    @Override
    public Optional<Triggers> triggers() {
        return Optional.of(new PostgresTriggers());
    }
}
