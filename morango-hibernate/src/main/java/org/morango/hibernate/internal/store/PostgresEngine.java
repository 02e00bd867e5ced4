package org.morango.hibernate.internal.store;

import java.sql.SQLException;
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
}
