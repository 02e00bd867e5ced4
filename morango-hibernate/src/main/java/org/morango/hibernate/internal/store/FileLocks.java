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

/** Named locks among processes: each locks one byte of an empty file, and goes with its process. */
final class FileLocks {
    private static final int POSITION_DIGITS = 15;

    /** Files with locks. Open once in a process: closing a file lets go of all the locks that the process has on it. */
    private static final Map<Path, FileLocks> OPEN = new HashMap<>();

    private final FileChannel channel;
    private int held;

    private FileLocks(FileChannel channel) {
        this.channel = channel;
    }

    /** A lock that is held until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Takes a lock, if nobody in this process or another has it. */
    static Optional<Held> take(Path file, String name) {
        long position = Long.parseLong(Ids.hash(name).substring(0, POSITION_DIGITS), 16);
        synchronized (OPEN) {
            try {
                FileLocks locks = OPEN.get(file);
                if (locks == null) {
                    locks = new FileLocks(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
                    OPEN.put(file, locks);
                }
                return locks.take(file, position);
            } catch (IOException e) {
                throw Database.failed(new UncheckedIOException(e));
            }
        }
    }

    private Optional<Held> take(Path file, long position) throws IOException {
        try {
            FileLock lock = channel.tryLock(position, 1, false);
            if (lock != null) {
                held++;
                return Optional.of(() -> release(file, lock));
            }
        } catch (OverlappingFileLockException e) {
            // Held in this process.
        } finally {
            closeIfUnused(file);
        }
        return Optional.empty();
    }

    private void release(Path file, FileLock lock) {
        synchronized (OPEN) {
            try {
                if (lock.isValid()) {
                    lock.release();
                    held--;
                    closeIfUnused(file);
                }
            } catch (IOException e) {
                throw Database.failed(new UncheckedIOException(e));
            }
        }
    }

    private void closeIfUnused(Path file) throws IOException {
        if (held == 0) {
            OPEN.remove(file);
            channel.close();
        }
    }
}
