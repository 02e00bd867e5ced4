package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Databases that the school's jar has filled, inspected by processes without any application classes: one on H2 while
 * it is served, and one on SQLite, where the school stores times as text.
 */
class SchoolTest {
    private static final Path SCHOOL = Path.of("../examples/school/target/school.jar");
    private static final int SECONDS = 120;

    @TempDir
    private Path directory;

    private static ProcessBuilder java(Stream<String> arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(Stream.concat(
                        Stream.of(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                // As in the jars' manifests: SQLite's driver contains native code.
                                "--enable-native-access=ALL-UNNAMED"),
                        arguments)
                .toList());
    }

    private JsonNode run(Stream<String> arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        Process process = java(arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(err).hasContent("");
            assertThat(process.exitValue()).isZero();
            return JsonMapper.shared().readTree(Files.readString(out));
        } finally {
            process.destroyForcibly();
        }
    }

    private JsonNode school(String... arguments) throws IOException, InterruptedException {
        return run(Stream.concat(Stream.of("-jar", SCHOOL.toString()), Stream.of(arguments)));
    }

    private JsonNode morango(String... arguments) throws IOException, InterruptedException {
        List<String> classPath = new ArrayList<>(
                Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator)));
        assertThat(classPath.removeIf(entry -> entry.endsWith("test-classes"))).isTrue();
        String joined = classPath.stream().collect(Collectors.joining(File.pathSeparator));
        return run(Stream.concat(Stream.of("-cp", joined, MorangoCli.class.getName(), "--json"), Stream.of(arguments)));
    }

    /** The school's classes are not on the class path here either. */
    private static JsonNode inThisProcess(String... arguments) {
        Run run =
                Run.of(Stream.concat(Stream.of("--json"), Stream.of(arguments)).toArray(String[]::new));
        assertThat(run.exitCode()).isZero();
        return run.json();
    }

    @Test
    void schoolIsLookedIntoWithoutItsClasses() throws IOException, InterruptedException, SQLException {
        assumeTrue(Files.exists(SCHOOL), "SKIPPED: the school's jar is not there; mvn verify makes it");
        String h2 = "jdbc:h2:file:" + directory.resolve("school");
        String sqlite = "jdbc:sqlite:" + directory.resolve("tablet.db");
        String root = school("init", "--root", "--db", h2).get("root").stringValue();
        school("seed", root, "3", "--db", h2);
        school("init", "--db", sqlite);
        Process server = java(Stream.of("-jar", SCHOOL.toString(), "serve", "--port", "0", "--db", h2))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String address = "http://localhost:"
                    + JsonMapper.shared()
                            .readTree(server.inputReader().readLine())
                            .get("listening")
                            .intValue()
                    + "/";
            school("join", address, root, "--db", sqlite);
            school("sync", address, root, "--quiet", "--db", sqlite);

            assertThat(inThisProcess("status", "--db", h2).get("records").longValue())
                    .isEqualTo(4);
            assertThat(morango("verify", "--db", h2).get("problems").longValue())
                    .isZero();
        } finally {
            server.destroyForcibly().waitFor();
        }
        assertTabletIsLookedInto(sqlite);
    }

    private void assertTabletIsLookedInto(String sqlite) throws IOException, InterruptedException, SQLException {
        assertThat(inThisProcess("verify", "--db", sqlite).get("rows").longValue())
                .isEqualTo(4);
        for (JsonNode peer : inThisProcess("peers", "--db", sqlite).get("peers")) {
            if (!peer.get("here").booleanValue()) {
                assertThat(Instant.parse(peer.get("last_sync").stringValue()))
                        .isBetween(Instant.now().minusSeconds(3600), Instant.now());
            }
        }
        // Makes the session look unfinished.
        new Tables(sqlite).run("update morango_sync_session set active = 1");
        assertThat(cleanedUp(sqlite, 1)).isZero();
        assertThat(cleanedUp(sqlite, 0)).isEqualTo(1);
        assertThat(new Tables(sqlite).value("select last_activity from morango_sync_session"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    }

    private long cleanedUp(String url, int hours) throws IOException, InterruptedException {
        return inThisProcess("sessions", "cleanup", "--unused-for", String.valueOf(hours), "--db", url)
                .get("sessions")
                .longValue();
    }
}
