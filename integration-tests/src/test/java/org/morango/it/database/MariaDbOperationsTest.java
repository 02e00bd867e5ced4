package org.morango.it.database;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.morango.hibernate.EmbeddedMariaDb;

class MariaDbOperationsTest extends OperationsContract {
    @TempDir
    private static Path directory;

    private static EmbeddedMariaDb server;
    private static String url;

    @BeforeAll
    static void start() {
        server = EmbeddedMariaDb.start(directory);
        url = server.createDatabase();
    }

    @Override
    String url() {
        return url;
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }
}
