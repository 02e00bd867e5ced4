package org.morango.hibernate.internal.store;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hibernate.exception.JDBCConnectionException;
import org.morango.replica.ReplicaException;
import org.morango.replica.UnavailableException;
import org.morango.replica.UnavailableException.Cause;

/** Distinguishes a database that is unavailable from one that does not accept something. */
final class Faults {
    /** Prefixes of SQLSTATE for lost connections, exhausted resources and servers that stop. */
    private static final String[] UNREACHABLE_STATES = {"08", "53", "57P", "58"};

    private Faults() {}

    /** Returns the exception to throw in place of an error of the database. */
    static ReplicaException exception(Engine engine, RuntimeException error) {
        String reason = Database.reason(error);
        return cause(engine, error)
                .<ReplicaException>map(cause -> new UnavailableException(
                        cause,
                        switch (cause) {
                            case FULL -> "The database or its disk is full; make room, then try again: " + reason;
                            case READ_ONLY ->
                                "The database is read-only, as far as this application may use it: " + reason;
                            case UNREACHABLE ->
                                "The database cannot be reached for now, or has no connection left: " + reason;
                        },
                        Map.of(),
                        error))
                .orElseGet(() -> new ReplicaException("The database failed: " + reason, Map.of(), error));
    }

    private static Optional<Cause> cause(Engine engine, Throwable error) {
        Optional<Cause> found = Optional.empty();
        for (Throwable each = error; each != null; each = each.getCause()) {
            Optional<Cause> here = each instanceof SQLException sql ? engine.fault(sql) : Optional.empty();
            if (here.isPresent()) {
                return here;
            }
            if (isFullDisk(each)) {
                return Optional.of(Cause.FULL);
            }
            if (isConnection(each)) {
                found = Optional.of(Cause.UNREACHABLE);
            }
        }
        return found;
    }

    private static boolean isConnection(Throwable error) {
        if (error instanceof SQLException sql) {
            String state = sql.getSQLState();
            for (String unreachable : UNREACHABLE_STATES) {
                if (state != null && state.startsWith(unreachable)) {
                    return true;
                }
            }
        }
        return error instanceof JDBCConnectionException
                || error instanceof SQLTransientConnectionException
                || error instanceof SQLNonTransientConnectionException
                || error instanceof SQLRecoverableException
                // Hibernate's own pool has no exception type for it.
                || String.valueOf(error.getMessage()).contains("connection pool has reached its maximum size");
    }

    private static boolean isFullDisk(Throwable error) {
        String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        return error instanceof IOException
                && (message.contains("no space left") || message.contains("not enough space"));
    }
}
