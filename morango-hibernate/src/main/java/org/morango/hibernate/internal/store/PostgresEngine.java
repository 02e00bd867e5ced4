package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.morango.replica.UnavailableException.Cause;

/**
 * PostgreSQL chooses plans by statistics that are older than what a pass has just done, and keeps those of repeated
 * statements: made while a table is empty, to read all of it for each page of rows that go into it; made when few rows
 * seemed to be marked, to read and sort all that are left for each page. Every query of a pass is a range of an index, in
 * the order of that index, so the other ways are closed.
 */
final class PostgresEngine implements Engine {
    @Override
    public boolean takesLocalTimes() {
        return true;
    }

    /** What the application's connections come with; looked up once, as that is a statement. */
    private volatile int isolation = Connection.TRANSACTION_READ_COMMITTED;

    @Override
    public void look(StatelessSession session) {
        isolation = session.doReturningWork(Connection::getTransactionIsolation);
    }

    /** A dump that is restored is another database; a standby that takes over, or a cluster that is moved, is the same. */
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
                    // For this transaction alone.
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
    public boolean keepsNul() {
        return false;
    }
}
