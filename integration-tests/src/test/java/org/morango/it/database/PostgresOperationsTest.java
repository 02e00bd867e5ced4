package org.morango.it.database;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.morango.hibernate.PostgresServer;

class PostgresOperationsTest extends OperationsContract {
    private static PostgresServer server;
    private static String url;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
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
    class OwnKeyCrashPoints extends OwnKeyCrashPointsContract {
        @Override
        String url() {
            return PostgresOperationsTest.this.url();
        }
    }

    @Nested
    class MoveCrashPoints extends MoveCrashPointsContract {
        @Override
        String url() {
            return PostgresOperationsTest.this.url();
        }
    }
}
