package org.morango.hibernate.internal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.ReplicaException;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of a database. If it differs from that of the last start, the database was moved or copied. It then becomes
 * another instance, because the database that it was copied from continues to use the counters. Only a hash of the
 * place is stored.
 */
public final class Location {
    private static final Logger LOG = LoggerFactory.getLogger(Location.class);

    private Location() {}

    /**
     * Compares the place with that of the last start, and stores it. Call it at the start of the application, before it
     * saves anything: up to then a copy and its source are the same.
     */
    public static void check(Database database, PartitionLocks locks, PeerSettings settings) {
        Optional<String> here = of(database, settings);
        if (here.isEmpty() || here.equals(database.read(InstanceCounter::location))) {
            return;
        }
        Renewal.Names names =
                locks.exclusive(Filter.EVERYTHING, session -> Renewal.moved(session, settings.random(), here.get()));
        if (names != null) {
            LOG.warn(
                    "This database is in another place than at its last start, so that it may be a copy. It is instance {} from"
                            + " now on, no longer {}; nothing is lost, and syncs go on. If its place changes with each start,"
                            + " set PeerSettings.installation, so that it keeps its instance.",
                    names.renewed(),
                    names.former());
        }
    }

    /** Returns a hash of the place, or of the application's name for this installation; empty if neither is known. */
    private static Optional<String> of(Database database, PeerSettings settings) {
        return settings.installation()
                .map(name -> Ids.hash("installation", name))
                .or(() -> place(database).map(place -> Ids.hash("place", place)));
    }

    private static Optional<String> place(Database database) {
        try {
            // Uses a transaction, because a proxy may send queries outside of one to another server.
            return database.bulkRead(database.engine()::place);
        } catch (ReplicaException e) {
            LOG.debug("The database does not tell where it is: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns a column of the first row of a query; empty if it is null, or if there is no row. */
    static Optional<String> ask(StatelessSession session, String query, int column) {
        return session.doReturningWork(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(query)) {
                return rows.next() ? Optional.ofNullable(rows.getString(column)) : Optional.<String>empty();
            }
        });
    }

    /** Returns the place of a file that this process has opened itself. */
    static String ofFile(String file) {
        String path;
        try {
            path = Path.of(file).toRealPath().toString();
        } catch (IOException | RuntimeException e) {
            path = file;
        }
        return path + "\n" + MachineId.here().orElse("");
    }
}
