package org.morango.hibernate;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresReplicaTest extends ReplicaContract {
    private static EmbeddedPostgres server;
    private static int databases;

    @BeforeAll
    static void start() {
        try {
            server = EmbeddedPostgres.start();
        } catch (IOException | RuntimeException e) {
            String message = "SKIPPED: PostgreSQL does not start here, nothing is tested on it: " + e;
            System.err.println(message);
            abort(message);
        }
    }

    @Override
    TestDatabase database() {
        return PostgresReplicaTest::createDatabase;
    }

    private static String createDatabase() {
        String name = "peer" + ++databases;
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server.getJdbcUrl("postgres", name);
    }

    @AfterAll
    static void stop() throws IOException {
        closePeers();
        if (server != null) {
            server.close();
        }
    }
}
