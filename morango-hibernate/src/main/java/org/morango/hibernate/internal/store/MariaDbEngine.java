package org.morango.hibernate.internal.store;

import java.sql.Statement;
import org.hibernate.StatelessSession;

/** MariaDB reads all of a transaction as it was at its first query; the stages have to see what was committed since. */
final class MariaDbEngine implements Engine {

    @Override
    public void beginWriting(StatelessSession session) {
        session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                // For the next transaction alone: the connection's own level is back after it.
                statement.execute("set transaction isolation level read committed");
            }
        });
    }
}
