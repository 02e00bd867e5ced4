package org.morango.hibernate.internal.store;

import java.nio.file.Path;
import java.util.Optional;
import org.morango.replica.SessionStore;

/** Owns a transfer by a lock in the file system, for a database whose processes all run where its files are. */
final class FileOwnership implements SessionStore.Ownership {
    private final Database database;
    private final String transferId;
    private final FileLocks.Held lock;

    private FileOwnership(Database database, String transferId, FileLocks.Held lock) {
        this.database = database;
        this.transferId = transferId;
        this.lock = lock;
    }

    static Optional<SessionStore.Ownership> take(Database database, Path file, String transferId) {
        FileLocks.Held lock = FileLocks.take(file, transferId).orElse(null);
        if (lock == null) {
            return Optional.empty();
        }
        boolean isOpen = false;
        try {
            isOpen = database.read(session -> session.get(TransferOwnerRow.class, transferId)) != null;
        } finally {
            if (!isOpen) {
                lock.close();
            }
        }
        return isOpen ? Optional.of(new FileOwnership(database, transferId, lock)) : Optional.empty();
    }

    @Override
    public void close() {
        try (lock) {
            database.inTransaction(session -> TransactionOwnership.dropIfEnded(session, transferId));
        }
    }
}
