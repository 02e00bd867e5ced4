package org.morango.hibernate;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL server that comes with the tests and needs no installation. */
public final class PostgresServer implements AutoCloseable {
    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts a server. Where that is impossible, the tests are skipped and say so. */
    public static PostgresServer start() {
        assumeFalse(Boolean.getBoolean("tests.fast"), "Not with -Pfast.");
        try {
            return new PostgresServer(EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .start());
        } catch (IOException | RuntimeException e) {
            String message = "SKIPPED: PostgreSQL does not start here, nothing is tested on it: " + e;
            System.err.println(message);
            abort(message);
            throw new IllegalStateException(e);
        }
    }

    /** Returns the URL of a new database. */
    public String createDatabase() {
        String name = "peer" + databases.incrementAndGet();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server.getJdbcUrl("postgres", name);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
