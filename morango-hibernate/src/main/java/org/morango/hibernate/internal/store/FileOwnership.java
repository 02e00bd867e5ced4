package org.morango.hibernate.internal.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.morango.record.Ids;
import org.morango.replica.SessionStore;

/**
 * Owns a transfer by a lock on one byte of an empty file, for a database whose processes all share the machine that its
 * files are on: the system lets go of it if this process dies.
 */
final class FileOwnership implements SessionStore.Ownership {
    private static final int POSITION_DIGITS = 15;

    /** The files that hold locks. Opened once in a process: closing a file lets go of all the process's locks on it. */
    private static final Map<Path, LockFile> OPEN = new HashMap<>();

    private final Database database;
    private final Path file;
    private final String transferId;
    private final FileLock lock;

    private FileOwnership(Database database, Path file, String transferId, FileLock lock) {
        this.database = database;
        this.file = file;
        this.transferId = transferId;
        this.lock = lock;
    }

    private static final class LockFile {
        final FileChannel channel;
        int held;

        LockFile(FileChannel channel) {
            this.channel = channel;
        }
    }

    static Optional<SessionStore.Ownership> take(Database database, Path file, String transferId) {
        long position = Long.parseLong(Ids.hash(transferId).substring(0, POSITION_DIGITS), 16);
        Optional<FileOwnership> ownership =
                lock(file, position).map(lock -> new FileOwnership(database, file, transferId, lock));
        try {
            if (ownership.isPresent()
                    && database.read(s -> s.get(TransferOwnerRow.class, transferId)) == null) {
                ownership.get().release();
                return Optional.empty();
            }
        } catch (RuntimeException e) {
            ownership.get().release();
            throw e;
        }
        return ownership.map(owned -> owned);
    }

    private static Optional<FileLock> lock(Path file, long position) {
        synchronized (OPEN) {
            try {
                LockFile locks = OPEN.get(file);
                if (locks == null) {
                    locks = new LockFile(
                            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
                    OPEN.put(file, locks);
                }
                FileLock lock = tryLock(locks.channel, position);
                if (lock != null) {
                    locks.held++;
                }
                closeIfUnused(file, locks);
                return Optional.ofNullable(lock);
            } catch (IOException e) {
                throw Database.failed(new UncheckedIOException(e));
            }
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel, long position)
            throws IOException {
        try {
            return channel.tryLock(position, 1, false);
        } catch (OverlappingFileLockException e) {
            // Held by this process.
            return null;
        }
    }

    private static void closeIfUnused(Path file, LockFile locks) throws IOException {
        if (locks.held == 0) {
            OPEN.remove(file);
            locks.channel.close();
        }
    }

    private void release() {
        synchronized (OPEN) {
            LockFile locks = OPEN.get(file);
            // Closed once before, it may be another's by now.
            if (locks != null && lock.isValid()) {
                try {
                    lock.release();
                    locks.held--;
                    closeIfUnused(file, locks);
                } catch (IOException e) {
                    throw Database.failed(new UncheckedIOException(e));
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            database.inTransaction(session -> RowOwnership.dropIfEnded(session, transferId));
        } finally {
            release();
        }
    }
}
