package org.morango.example.school;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/** Output of the commands. */
class CommandsTest {
    private static final String[] TRANSFER = {
        "direction", "records", "seconds", "bytes_sent", "bytes_received", "phases", "requests"
    };

    @TempDir
    private Path directory;

    private String h2(String name) {
        return "jdbc:h2:file:" + directory.resolve(name);
    }

    @Test
    void demoConverges() {
        Cli demo = Cli.run("demo");
        assertThat(demo.exitCode()).isZero();
        assertThat(demo.json().get("converged").booleanValue()).isTrue();
        assertThat(demo.lines()).hasSizeGreaterThan(8);
        assertThat(demo.err()).isEmpty();
    }

    @Test
    void lastLinesAreTheResults() {
        String url = h2("a");
        JsonNode init = Cli.result("init", "--root", "--db", url);
        assertThat(init.propertyNames()).containsExactly("root", "instance");
        assertThat(init).allSatisfy(id -> assertThat(id.stringValue()).matches("[0-9a-f]{32}"));
        String root = init.get("root").stringValue();
        assertThat(Cli.run("seed", root, "3", "--db", url).out()).isEqualTo("{\"seeded\":3}\n");

        JsonNode again = Cli.result("init", "--db", url);
        assertThat(again.get("instance")).isEqualTo(init.get("instance"));
        assertThat(again.get("root").isNull()).isTrue();

        // Nothing is serialized before the first sync.
        assertThat(Cli.run("count", "--db", url).out())
                .isEqualTo("{\"store\":0,\"logs\":3,\"rmc\":0,\"users\":1,\"errors\":0,\"conflicts\":0}\n");

        List<String> dump = Cli.run("dump", "--db", url).lines();
        assertThat(dump).hasSize(5).last().isEqualTo("{\"rows\":4}");
        assertThat(dump.subList(0, 4)).isSorted();
        assertThat(dump.get(0)).startsWith("{\"model\":\"contentsummarylog\",\"id\":\"");
        assertThat(dump.get(3)).startsWith("{\"model\":\"user\",\"id\":\"" + root + "\"");
        // Django rejects a learner without a password.
        assertThat(dump.get(3)).contains("\"password\":\"pbkdf2_sha256$");
    }

    @Test
    void transfersReportTheirCost() {
        try (Installation facility = Installation.withRoot(h2("a"));
                Installation city = Installation.joined(h2("b"), facility)) {
            facility.result("seed", facility.root(), "10");

            Cli pull = city.run("pull", facility.serve(), facility.root(), "--chunk-size", "4");
            assertThat(pull.lines()).hasSize(1);
            assertThat(pull.json().propertyNames()).containsExactly(TRANSFER);
            assertThat(pull.json().get("direction").stringValue()).isEqualTo("pull");
            assertThat(pull.json().get("records").longValue()).isEqualTo(11);
            assertThat(pull.json().get("bytes_received").longValue()).isPositive();
            assertThat(pull.json().get("requests").longValue()).isGreaterThan(3);
            assertThat(pull.err()).contains("pull", "11");

            city.result("edit", facility.root(), "username", "ada");
            Cli sync = city.run("sync", facility.serve(), facility.root(), "--quiet", "--filter", city.root());
            assertThat(sync.err()).isEmpty();
            assertThat(sync.json().propertyNames()).containsExactly("pull", "push");
            assertThat(sync.json().get("pull").propertyNames()).containsExactly(TRANSFER);
            assertThat(sync.json().get("push").propertyNames()).containsExactly(TRANSFER);
            assertThat(sync.json().get("pull").get("records").longValue()).isZero();
            assertThat(sync.json().get("push").get("records").longValue()).isEqualTo(1);

            // The edited record has a second entry in its history.
            assertThat(city.run("count").out())
                    .isEqualTo(facility.run("count").out())
                    .isEqualTo("{\"store\":11,\"logs\":10,\"rmc\":12,\"users\":1,\"errors\":0,\"conflicts\":0}\n");
        }
    }

    @Test
    void tabletOfOneLearnerGetsNothingElse() {
        try (Installation facility = Installation.withRoot(h2("a"))) {
            facility.result("seed", facility.root(), "2");
            String home = h2("b");
            Cli.result("init", "--db", home);
            JsonNode joined = Cli.result(
                    "join",
                    facility.serve(),
                    facility.root(),
                    "--scope",
                    "single-user",
                    "--learner",
                    "0".repeat(32),
                    "--db",
                    home);
            assertThat(joined.propertyNames()).containsExactly("certificate");
            assertThat(Cli.result("pull", facility.serve(), facility.root(), "--db", home)
                            .get("records")
                            .longValue())
                    .isZero();
        }
    }

    @Test
    void tabletJoinsByAnInvitation() throws IOException {
        try (Installation facility = Installation.withRoot(h2("a"))) {
            facility.result("seed", facility.root(), "2");
            JsonNode invited = facility.result("invite", facility.root(), "--address", facility.serve());
            assertThat(invited.propertyNames()).containsExactly("invitation", "expires", "text");
            String text = invited.get("text").stringValue();
            String home = h2("b");
            Cli.result("init", "--db", home);
            Cli refused = Cli.run("join", text, "--db", home);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("--file").doesNotContain(text.split("#")[1]);
            Cli joined = Cli.reading(text, "join", "--name", "tablet", "--db", home);
            assertThat(joined.err()).isEmpty();
            assertThat(joined.json().propertyNames()).containsExactly("certificate");
            // The same invitation, from a file: it has its certificate already.
            Path file = Files.writeString(directory.resolve("invitation"), text + "\n");
            assertThat(Cli.run("join", "--file", file.toString(), "--db", home).json())
                    .isEqualTo(joined.json());
            assertThat(Cli.result("pull", facility.serve(), facility.root(), "--db", home)
                            .get("records")
                            .longValue())
                    .isEqualTo(3);
            String other = h2("c");
            Cli.result("init", "--db", other);
            assertThat(Cli.reading(text, "join", "--db", other).err())
                    .contains("used already")
                    .doesNotContain(text.split("#")[1]);
        }
    }

    @Test
    void certificateIsPushedToAPeerThatTakesOnes() {
        try (Installation facility = Installation.withRoot(h2("a"))) {
            Cli.result("init", "--db", h2("b"));
            facility.result("seed", facility.root(), "2");
            try (SchoolPeer tablet = SchoolPeer.open(h2("b"), CommandsTest::takingCertificates);
                    MorangoServer server = tablet.morango().serve(0)) {
                String url = "http://localhost:" + server.port() + "/";
                assertThat(facility.result("push-certificate", url, facility.root())
                                .propertyNames())
                        .containsExactly("certificate");
                assertThat(facility.result("push", url, facility.root(), "--without", "ASYNC_OPERATIONS,FSIC_V2_FORMAT")
                                .get("records")
                                .longValue())
                        .isEqualTo(3);
            }
            assertThat(Cli.run("dump", "--db", h2("b")).out()).isEqualTo(facility.dump());
        }
    }

    @Test
    void plainMorangoTakesPartWhereBothSidesAllowIt() {
        try (Installation facility = Installation.withRoot(h2("a"));
                Installation city = Installation.joined(h2("b"), facility);
                SchoolPeer allowing =
                        SchoolPeer.open(h2("a"), settings -> settings.trust(trust -> trust.allowPlainMorango(true)));
                MorangoServer server = allowing.morango().serve(0)) {
            city.result("seed", facility.root(), "2");
            String url = "http://localhost:" + server.port() + "/";
            String[] push = {"push", url, facility.root(), "--without", "BOUND_SESSIONS", "--db", h2("b")};
            assertThat(Cli.run(push).err()).contains("does not bind sessions").contains("allowPlainMorango");
            String[] allowed = Stream.concat(Stream.of(push), Stream.of("--allow-plain-morango"))
                    .toArray(String[]::new);
            assertThat(Cli.result(allowed).get("records").longValue()).isEqualTo(3);
            allowed[1] = facility.serve();
            assertThat(Cli.run(allowed).err()).contains("opens only sessions that are bound");
        }
    }

    private static PeerSettings.Builder takingCertificates(PeerSettings.Builder settings) {
        return settings.capabilities(EnumSet.allOf(Capability.class)).trust(trust -> trust.acceptedRoots(root -> true));
    }

    @Test
    void cleanUpCountsWhatItGaveUp() {
        Cli.result("init", "--db", h2("a"));
        assertThat(Cli.run("cleanup", "--expiration", "0", "--pull", "--db", h2("a"))
                        .out())
                .isEqualTo("{\"sync_sessions\":0,\"transfer_sessions\":0}\n");
        assertThat(Cli.run("cleanup", "--push", "--pull", "--db", h2("a")).err())
                .contains("not both");
    }
}
