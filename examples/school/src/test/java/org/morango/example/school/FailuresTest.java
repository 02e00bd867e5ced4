package org.morango.example.school;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that fail print one line that says why, exit with code 1, and change nothing on either side. */
class FailuresTest {
    @TempDir
    private static Path directory;

    private static Installation facility;
    private static Installation city;
    private static String facilityBefore;
    private static String cityBefore;

    @BeforeAll
    static void start() {
        facility = Installation.withRoot("jdbc:h2:file:" + directory.resolve("facility"));
        city = Installation.joined("jdbc:h2:file:" + directory.resolve("city"), facility);
        facility.result("seed", facility.root(), "3");
        facility.serve();
        city.pull(facility);
        // Changes on both sides. A failing command must not begin to exchange them.
        facility.result("edit", facility.root(), "username", "ada");
        city.result("delete", city.ids("contentsummarylog").get(0));
        facilityBefore = facility.state();
        cityBefore = city.state();
    }

    @AfterAll
    static void stop() {
        city.close();
        facility.close();
    }

    private static void assertRefused(String line, String... command) {
        Cli run = city.run(command);
        assertThat(run.err().replaceFirst("certificate [0-9a-f]{32} of", "certificate ID of"))
                .isEqualTo("school: " + line + System.lineSeparator());
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(facility.state()).isEqualTo(facilityBefore);
        assertThat(city.state()).isEqualTo(cityBefore);
    }

    private static String address() {
        return facility.serve();
    }

    @Test
    void wrongPassword() {
        assertRefused(
                address() + " does not accept this password for user admin.",
                "join",
                address(),
                facility.root(),
                "--password",
                "guess");
    }

    @Test
    void unknownRoot() {
        String unknown = "0".repeat(32);
        assertRefused(
                address() + " holds no certificate under root " + unknown
                        + ". Check the root's id; a server needs a certificate under a root to serve its data.",
                "join",
                address(),
                unknown);
        assertRefused(
                "This database holds no certificate under " + unknown + " that is still valid; join first.",
                "sync",
                address(),
                unknown);
    }

    @Test
    void unknownScope() {
        assertRefused(
                "Scope definition nosuch is unknown here; define it first.",
                "join",
                address(),
                facility.root(),
                "--scope",
                "nosuch");
    }

    @Test
    void filterOutsideTheScope() {
        String outside = "0".repeat(32);
        String permits = " certificate ID of scope full-facility with {dataset_id=" + facility.root()
                + "} does not permit %s the filter \"" + outside + "\"; it permits \"" + facility.root()
                + "\". Ask for a part of that, or for a certificate with a wider scope.";
        assertRefused(
                "This side's" + permits.formatted("pushing"), "push", address(), facility.root(), "--filter", outside);
        assertRefused(
                "This side's" + permits.formatted("pulling"), "pull", address(), facility.root(), "--filter", outside);
    }

    @Test
    void portInUse() {
        String port = address().replaceAll(".*:(\\d+)/", "$1");
        assertRefused(
                "Port " + port + " is in use; choose another, or stop the program that holds it.",
                "serve",
                "--port",
                port);
    }

    @Test
    void missingOption() {
        assertRefused("Missing required option: '--port=P' (try --help)", "serve");
        assertRefused("Missing required parameter: 'ROOT' (try --help)", "pull", address());
    }

    @Test
    void wrongValues() {
        assertRefused("No row has the id nosuch.", "edit", "nosuch", "title", "x");
        assertRefused(
                "Value maybe does not fit field is_staff of model user.", "edit", facility.root(), "is_staff", "maybe");
        assertRefused("ROOT has to be 32 lower-case hexadecimal digits, not x.", "seed", "x", "1");
    }
}
