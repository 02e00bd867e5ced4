package org.morango.example.school;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.morango.hibernate.PostgresServer;
import tools.jackson.databind.JsonNode;

/**
 * Processes that sync are killed at random moments, and started again. {@code -Dcrash.rounds=…} times on each database,
 * {@code -Dcrash.seed=…} for other moments.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 2);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final int LOGS = 200;
    private static final int CHUNK = 5;
    /** From the start of the program to where nobody is killed any more, as all is done. */
    private static final int LONGEST_MILLIS = 5_000;
    /** From the first records that cross the wire. */
    private static final int TRANSFER_MILLIS = 1_500;

    private static final List<String> LEFT_BEHIND = List.of(
            "MorangoBufferRow",
            "MorangoQueueRow",
            "MorangoTransferSessionRow where owner is not null",
            "MorangoTransferSessionRow where active = true",
            "MorangoSyncSessionRow where active = true");

    private static PostgresServer postgres;

    @TempDir
    private static Path directory;

    private final Random random;
    private Installation there;
    private Installation here;
    private int resumed;
    private int killedClients;
    private int killedServers;

    CrashTest(TestInfo test) {
        random = new Random(SEED + test.getDisplayName().hashCode());
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void onH2() throws Exception {
        rounds("H2", "jdbc:h2:file:" + directory.resolve("server"), "jdbc:h2:file:" + directory.resolve("client"));
    }

    @Test
    void onPostgres() throws Exception {
        postgres = PostgresServer.start();
        rounds("PostgreSQL", postgres.createDatabase(), postgres.createDatabase());
    }

    private void rounds(String name, String serverUrl, String clientUrl) throws Exception {
        System.out.println("Crashes on " + name + ", seed " + SEED);
        // What has been set up is closed: nobody but the processes has the databases open when they are killed.
        try (Installation server = Installation.withRoot(serverUrl);
                Installation client = Installation.joined(clientUrl, server)) {
            there = Installation.sameDatabase(server);
            here = Installation.sameDatabase(client);
        }
        int port = freePort();
        for (int round = 1; round <= ROUNDS; round++) {
            there.result("seed", there.root(), String.valueOf(LOGS));
            here.result("seed", there.root(), String.valueOf(LOGS));
            crash(port);
            JsonNode count = here.result("count");
            assertThat(count.get("logs").longValue()).as("round " + round).isEqualTo(2L * LOGS * round);
            assertThat(count.get("errors").longValue()).as("round " + round).isZero();
            assertThat(here.dump()).as("round " + round).isEqualTo(there.dump());
        }
        assertThat(left(there)).isEqualTo(left(here)).containsOnly(0L);
        System.out.println(ROUNDS + " rounds on " + name + ": " + killedClients + " clients and " + killedServers
                + " servers killed, " + resumed + " transfers resumed");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Syncs, is interrupted, and syncs to the end. */
    private void crash(int port) throws Exception {
        String url = "http://localhost:" + port + "/";
        ServerProcess server = ServerProcess.start(there.url(), port);
        Process client = sync(here, url);
        try {
            int delay = random.nextInt(LONGEST_MILLIS);
            if (random.nextInt(4) > 0) {
                // The bar appears with the first records; nothing comes if it fails before.
                client.getErrorStream().read();
                delay = random.nextInt(TRANSFER_MILLIS);
            }
            boolean ended = client.waitFor(delay, TimeUnit.MILLISECONDS);
            boolean killsServer = random.nextBoolean();
            if (killsServer) {
                server.kill();
                killedServers++;
                server = ServerProcess.start(there.url(), port);
            }
            // A client whose server has gone tries for a while to reach it again.
            if (!ended && !(killsServer && random.nextBoolean())) {
                // Not the process's own method, which would close its streams.
                client.toHandle().destroyForcibly();
                killedClients++;
            }
            // Read to its end, so that the client can write it.
            client.getErrorStream().readAllBytes();
            assertThat(client.waitFor(3, TimeUnit.MINUTES)).isTrue();
            resumed += here.result("resume", url, "--chunk-size", String.valueOf(CHUNK))
                    .get("resumed")
                    .intValue();
            here.result("sync", url, there.root(), "--quiet");
        } finally {
            client.destroyForcibly().waitFor();
            server.kill();
        }
    }

    private static Process sync(Installation here, String url) throws IOException {
        return ServerProcess.command(
                        "sync", url, here.root(), "--chunk-size", String.valueOf(CHUNK), "--db", here.url())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** What is still held for transfers once all that was never finished is given up. */
    private static List<Long> left(Installation installation) {
        installation.result("cleanup", "--expiration", "0");
        try (installation) {
            return LEFT_BEHIND.stream().map(what -> count(installation, what)).toList();
        }
    }

    private static long count(Installation installation, String what) {
        return installation
                .peer()
                .database()
                .fromTransaction(session -> session.createSelectionQuery("select count(*) from " + what, Long.class)
                        .getSingleResult());
    }
}
