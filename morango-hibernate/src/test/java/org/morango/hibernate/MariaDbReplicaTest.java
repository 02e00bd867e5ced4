package org.morango.hibernate;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class MariaDbReplicaTest extends ReplicaContract {
    @TempDir
    private static Path directory;

    private static EmbeddedMariaDb server;

    @BeforeAll
    static void start() {
        server = EmbeddedMariaDb.start(directory);
    }

    @Override
    TestDatabase database() {
        return server::createDatabase;
    }

    @AfterAll
    static void stop() {
        closePeers();
        if (server != null) {
            server.close();
        }
    }
}
