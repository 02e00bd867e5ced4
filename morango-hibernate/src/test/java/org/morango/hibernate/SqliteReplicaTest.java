package org.morango.hibernate;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

class SqliteReplicaTest extends ReplicaContract {
    @TempDir
    private static Path directory;

    /** With the settings that docs/databases.md asks for; the data need not survive the machine. */
    @Override
    TestDatabase database() {
        return () -> "jdbc:sqlite:" + directory.resolve(UUID.randomUUID() + ".db")
                + "?journal_mode=WAL&busy_timeout=30000&foreign_keys=true&synchronous=OFF";
    }

    /** Before the directory goes. */
    @AfterAll
    static void close() {
        closePeers();
    }
}
