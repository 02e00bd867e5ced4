package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalLong;
import org.hibernate.StatelessSession;
import org.hibernate.boot.Metadata;
import org.morango.replica.UnavailableException.Cause;

/**
 * MariaDB. Its transactions read everything as it was at their first query; the stages have to see what was committed
 * since.
 */
final class MariaDbEngine implements Engine {
    /** For all of Unicode, even if the database's own character set has less. */
    private static final String COLLATION = "utf8mb4_nopad_bin";

    private static final int DISK_FULL = 1021;
    private static final int TABLE_FULL = 1114;
    private static final int STORAGE_ENGINE = 1030;
    private static final int SERVER_SHUTDOWN = 1053;
    private static final int OPTION_PREVENTS = 1290;
    private static final int READ_ONLY_TRANSACTION = 1792;
    private static final int READ_ONLY_MODE = 1836;

    @Override
    public boolean takesLocalTimes() {
        return true;
    }

    @Override
    public void fit(Metadata metadata) {
        ExactColumns.collate(metadata, COLLATION);
    }

    @Override
    public Optional<Cause> fault(SQLException error) {
        String message = String.valueOf(error.getMessage());
        return switch (error.getErrorCode()) {
            case DISK_FULL, TABLE_FULL -> Optional.of(Cause.FULL);
            case STORAGE_ENGINE -> message.contains("No space left") ? Optional.of(Cause.FULL) : Optional.empty();
            case SERVER_SHUTDOWN -> Optional.of(Cause.UNREACHABLE);
            case OPTION_PREVENTS -> message.contains("read-only") ? Optional.of(Cause.READ_ONLY) : Optional.empty();
            case READ_ONLY_TRANSACTION, READ_ONLY_MODE -> Optional.of(Cause.READ_ONLY);
            default -> Optional.empty();
        };
    }

    /**
     * Returns the server's number, except in a cluster, whose nodes may differ in it. The server's hash is not used
     * because it changes with the network card.
     */
    @Override
    public Optional<String> place(StatelessSession session) {
        return Location.ask(
                session,
                "select concat(case when exists (select 1 from information_schema.global_variables"
                        + " where variable_name = 'WSREP_ON' and variable_value = 'ON') then '' else @@server_id end,"
                        + " ':', database())",
                1);
    }

    @Override
    public void beginWriting(StatelessSession session) {
        session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                // This holds for the next transaction only. The connection then has its own level again.
                statement.execute("set transaction isolation level read committed");
            }
        });
    }

    /** Returns what comes after the numbers that the server has reserved. A numbered column follows its rows by itself. */
    @Override
    public OptionalLong nextNumber(Connection connection, KeyNumbers numbers) throws SQLException {
        return numbers.sequence() == null
                ? OptionalLong.empty()
                : KeyNumbers.number(connection, "select next_not_cached_value from " + numbers.sequence());
    }

    @Override
    public Optional<Triggers> triggers() {
        return Optional.of(new MariaDbTriggers());
    }
}
