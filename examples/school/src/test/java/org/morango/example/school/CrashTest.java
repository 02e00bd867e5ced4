package org.morango.example.school;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.morango.hibernate.EmbeddedMariaDb;
import org.morango.hibernate.PostgresServer;

/**
 * Kills processes that push and pull at random moments, see {@link CrashRounds}: half of the kinds of kills, others with
 * each commit, all of them with {@code -Pnightly}, and more with {@code -Dcrash.kills=200}, {@code -Dcrash.rows=30000}, {@code -Dcrash.seed=…},
 * {@code -Dcrash.databases=h2,sqlite,postgresql,mariadb}.
 */
@Timeout(value = 10, unit = TimeUnit.HOURS)
class CrashTest {
    @TempDir
    private Path directory;

    static Stream<String> databases() {
        return Stream.of(System.getProperty("crash.databases", "h2").split(","));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void nothingIsLost(String database) throws Exception {
        switch (database) {
            // Not shared between processes as the school's databases are. The lock of a file in use has to end with its
            // process.
            case "h2" -> rounds(database, file("h2:file:", ";AUTO_SERVER=FALSE;FILE_LOCK=FS"));
            case "sqlite" -> rounds(database, file("sqlite:", ""));
            case "postgresql" -> {
                try (PostgresServer server = PostgresServer.start()) {
                    rounds(database, name -> server.createDatabase());
                }
            }
            case "mariadb" -> {
                try (EmbeddedMariaDb server = EmbeddedMariaDb.start(directory)) {
                    rounds(database, name -> server.createDatabase());
                }
            }
            default -> throw new IllegalArgumentException("crash.databases: " + database + " is not known here.");
        }
    }

    private CrashRounds.Databases file(String kind, String settings) {
        return name -> "jdbc:" + kind + directory.resolve(name + "-database") + settings;
    }

    private void rounds(String database, CrashRounds.Databases databases) throws Exception {
        try (CrashRounds rounds = new CrashRounds(database, databases, directory)) {
            rounds.run();
        }
    }
}
