package org.morango.hibernate.internal.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.morango.replica.ReplicaException;
import org.morango.replica.SessionStore;

/** SQLite has one lock, for all that write. */
final class SqliteEngine implements Engine {

    /**
     * Takes the lock at once, waiting for it: a transaction that has read before is turned away without waiting if
     * somebody else writes. No row has this id; the statement alone takes the lock.
     */
    @Override
    public void beginWriting(StatelessSession session) {
        session.createMutationQuery("update MorangoLockRow set taken = taken where id = -1")
                .executeUpdate();
    }

    /** Not by a transaction that is held: it would keep out the very work it is for. */
    @Override
    public Optional<SessionStore.Ownership> own(Database database, String transferId) {
        return FileOwnership.take(database, lockFile(database), transferId);
    }

    @Override
    public void dropOwner(StatelessSession session, String transferId) {
        TransactionOwnership.drop(session, transferId);
    }

    @Override
    public int digitsOfSecond() {
        return 3;
    }

    private static Path lockFile(Database database) {
        String main = database.read(session -> session.doReturningWork(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet databases = statement.executeQuery("pragma database_list")) {
                // The main one comes first.
                return databases.next() ? databases.getString("file") : "";
            }
        }));
        if (main == null || main.isEmpty()) {
            throw new ReplicaException("SQLite has to keep its data in a file, not in memory.", Map.of(), null);
        }
        return Path.of(main + "-morango");
    }
}
