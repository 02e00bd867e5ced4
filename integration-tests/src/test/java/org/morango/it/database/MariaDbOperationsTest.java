package org.morango.it.database;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
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

    @Nested
    @EnabledIfSystemProperty(named = "tests.all", matches = "true", disabledReason = "Runs with -Pnightly.")
    class OwnKeyCrashPoints extends OwnKeyCrashPointsContract {
        @Override
        String url() {
            return MariaDbOperationsTest.this.url();
        }
    }

    @Nested
    @EnabledIfSystemProperty(named = "tests.all", matches = "true", disabledReason = "Runs with -Pnightly.")
    class MoveCrashPoints extends MoveCrashPointsContract {
        @Override
        String url() {
            return MariaDbOperationsTest.this.url();
        }
    }
}
