package org.morango.hibernate;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

class SqliteReplicaTest extends ReplicaContract {
    @TempDir
    private static Path directory;

    /** Returns a database with the settings of docs/databases.md. The data need not survive a crash of the machine. */
    @Override
    TestDatabase database() {
        return () -> "jdbc:sqlite:" + directory.resolve(UUID.randomUUID() + ".db")
                + "?journal_mode=WAL&busy_timeout=30000&foreign_keys=true&synchronous=OFF";
    }

    /** Closes the databases before the directory is deleted. */
    @AfterAll
    static void close() {
        closePeers();
    }
}
