package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed while it commits a large transaction. Afterwards either all of it is there or nothing, and all if
 * the commit was reported as done. The URLs have the settings that the documents recommend. {@code -Dcommit.kills=…}
 * sets the number of runs on each database, {@code -Dcommit.seed=…} chooses other moments.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class KilledWhileCommittingTest {
    private static final int KILLS = Integer.getInteger("commit.kills", RandomRuns.count(1, 3));
    private static final long SEED = Long.getLong("commit.seed", RandomRuns.seed());
    /** Longest time from the beginning of the commit to the kill: the commit is done by then. */
    private static final int LONGEST_MILLIS = 400;

    @TempDir
    private Path directory;

    @Test
    void h2() throws Exception {
        kill("H2", "jdbc:h2:file:" + directory.resolve("h2") + ";WRITE_DELAY=0");
    }

    @Test
    void sqlite() throws Exception {
        kill(
                "SQLite",
                "jdbc:sqlite:" + directory.resolve("sqlite")
                        + "?journal_mode=WAL&busy_timeout=30000&foreign_keys=true");
    }

    @Test
    void postgres() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            String url = server.createDatabase();
            kill("PostgreSQL", url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true");
        }
    }

    @Test
    void mariaDb() throws Exception {
        try (EmbeddedMariaDb server = EmbeddedMariaDb.start(directory)) {
            kill("MariaDB", server.createDatabase());
        }
    }

    private static void kill(String name, String url) throws Exception {
        System.out.println("Commits on " + name + ", seed " + SEED);
        Random random = new Random(SEED + name.hashCode());
        List<LargeTransaction.State> states = new ArrayList<>();
        for (int round = 0; round < KILLS; round++) {
            LargeTransaction.prepare(url);
            boolean done = commitAndDie(url, random.nextInt(LONGEST_MILLIS));
            LargeTransaction.State state = LargeTransaction.state(url);
            states.add(state);
            assertThat(state)
                    .as("round " + round)
                    .isIn(
                            LargeTransaction.State.ALL,
                            done ? LargeTransaction.State.ALL : LargeTransaction.State.NOTHING);
        }
        System.out.println(KILLS + " kills on " + name + ": all was there "
                + states.stream().filter(LargeTransaction.State.ALL::equals).count() + " times, nothing "
                + states.stream().filter(LargeTransaction.State.NOTHING::equals).count() + " times");
    }

    /** Returns whether the commit was reported as done. */
    private static boolean commitAndDie(String url, int after) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        String.join(File.pathSeparator, System.getProperty("java.class.path")),
                        LargeTransaction.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("begins");
            process.waitFor(after, TimeUnit.MILLISECONDS);
            // The process's own method would close its streams.
            process.toHandle().destroyForcibly();
            process.onExit().join();
            return "done".equals(said.readLine());
        } finally {
            process.destroyForcibly();
        }
    }
}
