package org.morango.example.school;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The command line in a process of its own, where exit codes, signals and log output matter. */
@Timeout(120)
class ProcessTest {
    @TempDir
    private static Path directory;

    @Test
    void nobodyAnswers() {
        Cli.result("init", "--db", "jdbc:h2:file:" + directory.resolve("caller"));
        assertFailed(
                run("join", "http://localhost:1/", "0".repeat(32), "--db", "jdbc:h2:file:./caller"),
                "Nothing answers at http://localhost:1/ (after 4 attempts).");
    }

    private static Process start(String... args) throws IOException {
        return ServerProcess.command(args).directory(directory.toFile()).start();
    }

    private static Cli run(String... args) {
        try {
            Process process = start(args);
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            String out = text(process.getInputStream());
            return new Cli(process.waitFor(), out, err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Cli runHere(String command, String database) {
        return Cli.run(command, "--db", database);
    }

    private static void assertFailed(Cli run, String message) {
        assertThat(run.err()).startsWith("school: ").contains(message).hasLineCount(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void databasesThatCannotBeOpened() throws IOException {
        assertFailed(run("dump", "--db", "jdbc:h2:file:./nosuch"), "run init first");
        // Standard error is the same here as in a process of its own.
        assertFailed(runHere("dump", "jdbc:nonsense:x"), "Database jdbc:nonsense:x cannot be opened");
        assertFailed(runHere("dump", "jdbc:sqlite:" + directory.resolve("nosuch.db")), "run init first");
        Path occupied = Files.createFile(directory.resolve("file"));
        assertFailed(runHere("init", "jdbc:h2:file:" + occupied.resolve("x")), "cannot be opened");
        assertFailed(
                runHere("count", "jdbc:postgresql://localhost:1/x?user=ada&password=secret"),
                "Database jdbc:postgresql://localhost:1/x?user=ada&password=*** cannot be opened: Connection");
        try (var files = Files.list(directory)) {
            assertThat(files).noneMatch(file -> file.toString().matches(".*(nosuch|trace).*"));
        }
    }

    @Test
    void servesUntilEnded() throws IOException, InterruptedException {
        // The default database is in the current directory.
        Cli init = run("init", "--root");
        assertThat(init.exitCode()).isZero();
        assertThat(init.err()).isEmpty();
        String root = init.json().get("root").stringValue();
        assertThat(directory.resolve("school.mv.db")).exists();
        Cli.result("init", "--db", "jdbc:h2:file:" + directory.resolve("other"));

        Process server = start("serve", "--port", "0");
        try (BufferedReader out = server.inputReader()) {
            String line = out.readLine();
            assertThat(line)
                    .contains("\"instance\":", "\"profile\":\"facilitydata\"", "\"address\":\"http://localhost:");
            String url = "http://localhost:" + ServerProcess.port(line) + "/";
            String other = "jdbc:h2:file:" + directory.resolve("other");
            Cli.result("join", url, root, "--db", other);
            // Another command on a database that is being served.
            Cli.result("seed", root, "2", "--db", "jdbc:h2:file:" + directory.resolve("school"));
            assertThat(Cli.result("pull", url, root, "--quiet", "--db", other)
                            .get("records")
                            .longValue())
                    .isEqualTo(3);
            // Not {@code Process.destroy}, which would close the streams.
            server.toHandle().destroy();
            assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(out.readLine()).isNull();
            assertThat(text(server.getErrorStream())).isEmpty();
        } finally {
            server.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:h2:file:", "jdbc:sqlite:"})
    void keepsInSyncUntilEnded(String database) throws IOException, InterruptedException {
        Path place = Files.createTempDirectory(directory, "live");
        String here = database + place.resolve("city");
        try (Installation facility = Installation.withRoot("jdbc:h2:file:" + place.resolve("facility"));
                Installation city = Installation.joined(here, facility)) {
            Process live = start("live", facility.serve(), facility.root(), "--db", here);
            try (BufferedReader out = live.inputReader()) {
                awaitState(live, out, "up_to_date");
                // Other processes on the two databases write.
                facility.result("seed", facility.root(), "3");
                awaitSame(facility, city, 4);
                city.result("seed", facility.root(), "2");
                awaitSame(facility, city, 6);

                facility.stopServing();
                awaitState(live, out, "offline");
                city.result("seed", facility.root(), "1");
                facility.serveAgain();
                awaitState(live, out, "up_to_date");
                awaitSame(facility, city, 7);

                live.toHandle().destroy();
                assertThat(live.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(out.lines().reduce("", (before, line) -> line)).contains("\"state\":\"closed\"");
                assertThat(text(live.getErrorStream())).isEmpty();
            } finally {
                live.destroyForcibly();
            }
        }
    }

    private static void awaitState(Process live, BufferedReader out, String state) throws IOException {
        String line = out.readLine();
        while (line != null && !line.contains("\"state\":\"" + state + "\"")) {
            line = out.readLine();
        }
        assertThat(line).as(() -> text(live.getErrorStream())).contains("\"since\":", "\"received\":", "\"sent\":");
    }

    private static void awaitSame(Installation one, Installation other, int rows) throws InterruptedException {
        String dump = one.dump();
        for (int i = 0; i < 200 && !(dump.equals(other.dump()) && dump.contains("{\"rows\":" + rows + "}")); i++) {
            Thread.sleep(50);
            dump = one.dump();
        }
        assertThat(other.dump()).isEqualTo(dump).contains("{\"rows\":" + rows + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:h2:file:", "jdbc:sqlite:"})
    void killedInTheMiddleOfAPushAndResumed(String database) throws IOException, InterruptedException {
        Path place = Files.createTempDirectory(directory, "cut");
        String here = database + place.resolve("city");
        try (Installation facility = Installation.withRoot("jdbc:h2:file:" + place.resolve("facility"));
                Installation city = Installation.joined(here, facility)) {
            city.result("seed", facility.root(), "800");
            Process push = start("push", facility.serve(), facility.root(), "--chunk-size", "5", "--db", here);
            // The bar appears when the first of 160 chunks has crossed the wire.
            assertThat(push.getErrorStream().read()).isNotNegative();
            push.destroyForcibly().waitFor();

            JsonNode resumed = city.result("resume", facility.serve());
            assertThat(resumed.propertyNames()).containsExactly("resumed", "transfers");
            assertThat(resumed.get("resumed").intValue()).isEqualTo(1);
            assertThat(resumed.get("transfers").get(0).get("records").longValue())
                    .isEqualTo(801);
            assertThat(city.dump()).isEqualTo(facility.dump());
            assertThat(city.push(facility)).isZero();
        }
    }

    @Test
    void wordsThatAreNoCommand() {
        assertFailed(run("fly"), "(try --help)");
        assertThat(run("--help").exitCode()).isZero();
    }
}
