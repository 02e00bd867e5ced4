package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.hibernate.StatelessSession;
import org.hibernate.boot.Metadata;
import org.morango.replica.UnavailableException.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** H2. It closes a database whose file it can no longer write, and opens it again at the next connection. */
final class H2Engine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(H2Engine.class);
    private static final Pattern TEARING = Pattern.compile("2\\.5\\.25[0-2]\\b.*");
    private static final int READ_ONLY = 90_097;
    private static final int IO = 90_028;
    private static final int IO_WITH_REASON = 90_031;
    private static final int CLOSED = 90_098;
    private static final int CLOSED_AT_SHUTDOWN = 90_121;
    private static final int BROKEN_CONNECTION = 90_067;

    /** H2's own isolation level. */
    private static final int SNAPSHOT = 6;

    private static final Map<Integer, String> NAMES = Map.of(
            Connection.TRANSACTION_READ_UNCOMMITTED,
            "read uncommitted",
            Connection.TRANSACTION_READ_COMMITTED,
            "read committed",
            Connection.TRANSACTION_REPEATABLE_READ,
            "repeatable read",
            SNAPSHOT,
            "snapshot",
            Connection.TRANSACTION_SERIALIZABLE,
            "serializable");

    /** Isolation level of the application's connections. */
    private volatile int isolation = Connection.TRANSACTION_READ_COMMITTED;

    @Override
    public boolean takesLocalTimes() {
        return true;
    }

    /** Replaces large objects, which are stored outside the row. Plain texts and bytes may be as long, and are inside. */
    @Override
    public void fit(Metadata metadata) {
        LongColumns.replace(metadata, "character varying", "binary varying");
    }

    @Override
    public void look(StatelessSession session) {
        session.doWork(connection -> {
            isolation = connection.getTransactionIsolation();
            DatabaseMetaData database = connection.getMetaData();
            warning(database.getDatabaseProductVersion(), database.getURL()).ifPresent(LOG::warn);
        });
    }

    /** Returns the file; for a server, the file on the server, because nodes may be on other machines. */
    @Override
    public Optional<String> place(StatelessSession session) {
        String url =
                session.doReturningWork(connection -> connection.getMetaData().getURL());
        boolean isRemote = url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:");
        return Location.ask(session, "select database_path()", 1)
                .map(path -> isRemote ? path : Location.ofFile(path + ".mv.db"));
    }

    /** Returns the warning for a version of H2, if the database is in a file. */
    static Optional<String> warning(String version, String url) {
        boolean isFile = !url.startsWith("jdbc:h2:mem:") && !url.contains("/mem:");
        return isFile && TEARING.matcher(version).lookingAt()
                ? Optional.of("H2 " + version
                        + " does not commit a large transaction as one: if the process is killed shortly"
                        + " after, a part of it is left in the file, and what peers were told is stored may be lost. Use H2"
                        + " 2.4.240.")
                : Optional.empty();
    }

    @Override
    public Optional<Cause> fault(SQLException error) {
        return switch (error.getErrorCode()) {
            case READ_ONLY -> Optional.of(Cause.READ_ONLY);
            case IO, IO_WITH_REASON ->
                Optional.of(
                        String.valueOf(error.getMessage()).contains("No space left") ? Cause.FULL : Cause.UNREACHABLE);
            case CLOSED, CLOSED_AT_SHUTDOWN, BROKEN_CONNECTION -> Optional.of(Cause.UNREACHABLE);
            default -> Optional.empty();
        };
    }

    @Override
    public void beginWriting(StatelessSession session) {
        setIsolation(session, Connection.TRANSACTION_READ_COMMITTED);
    }

    @Override
    public void endWriting(StatelessSession session) {
        setIsolation(session, isolation);
    }

    /** Sets the isolation level by SQL, because JDBC would commit. */
    private void setIsolation(StatelessSession session, int level) {
        if (isolation > Connection.TRANSACTION_READ_COMMITTED) {
            session.doWork(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set session characteristics as transaction isolation level " + NAMES.get(level));
                }
            });
        }
    }

    @Override
    public OptionalLong nextNumber(Connection connection, KeyNumbers numbers) throws SQLException {
        boolean isColumn = numbers.sequence() == null;
        String name = numbers.sequence() == null ? numbers.table() : numbers.sequence();
        try (PreparedStatement statement = connection.prepareStatement(
                isColumn
                        ? "select identity_base from information_schema.columns where table_schema = coalesce(?,"
                                + " current_schema) and table_name = ? and column_name = ?"
                        : "select base_value from information_schema.sequences where sequence_schema = coalesce(?,"
                                + " current_schema) and sequence_name = ?")) {
            statement.setString(1, SqlNames.schemaInCatalog(connection, name));
            statement.setString(2, SqlNames.inCatalog(connection, name));
            if (isColumn) {
                statement.setString(3, SqlNames.inCatalog(connection, numbers.column()));
            }
            try (ResultSet row = statement.executeQuery()) {
                // A column that is not numbered has no base.
                return row.next() && row.getString(1) != null ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    @Override
    public Optional<Triggers> triggers() {
        return Optional.of(new H2Triggers());
    }
}
