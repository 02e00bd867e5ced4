package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.invitation.InvitationText;
import org.morango.server.MorangoServer;
import tools.jackson.databind.JsonNode;

class InvitationCommandsTest {
    @TempDir
    private static Path directory;

    private static String url;
    private static Sample sample;

    @BeforeAll
    static void fill() {
        url = "jdbc:h2:file:" + directory.resolve("school");
        sample = Sample.fill(url);
    }

    @AfterAll
    static void close() {
        sample.close();
    }

    private Run run(String... args) {
        return Run.of(Stream.concat(Stream.of(args), Stream.of("--db", url)).toArray(String[]::new));
    }

    private JsonNode json(String... args) {
        Run run = run(Stream.concat(Stream.of(args), Stream.of("--json")).toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.json();
    }

    private Run withInput(String input, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(args);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void invitationIsCreatedListedAndUsed() throws IOException {
        try (MorangoServer server = sample.morango().serve(0)) {
            String address = Sample.address(server);
            JsonNode made = json(
                    "invite",
                    sample.root,
                    "--address",
                    address,
                    "--label",
                    "Ann",
                    "--expires",
                    "7d",
                    "--param",
                    "school_id=" + sample.root,
                    "--scope",
                    "whole-school");
            String text = made.get("text").stringValue();
            assertThat(InvitationText.parse(text).address()).isEqualTo(address);
            assertThat(Instant.parse(made.get("expires").stringValue()))
                    .isBetween(
                            Instant.now().plus(Duration.ofDays(6)),
                            Instant.now().plus(Duration.ofDays(7)));
            JsonNode open = json("invitations", "list").get("invitations");
            assertThat(open.get(0).get("state").stringValue()).isEqualTo("open");
            assertThat(open.get(0).get("label").stringValue()).isEqualTo("Ann");
            assertThat(open.toString()).doesNotContain(text.split("#")[1]);
            Run joined = withInput(text.toLowerCase(Locale.ROOT) + "\n", "join", "--name", "tablet 7", "--json");
            assertThat(joined.exitCode()).as(joined.err()).isZero();
            String certificate = joined.json().get("certificate").stringValue();
            JsonNode used = json("invitations", "list").get("invitations").get(0);
            assertThat(used.get("state").stringValue()).isEqualTo("used");
            assertThat(used.get("used_by").stringValue()).isEqualTo(certificate);
            assertThat(used.get("device").stringValue()).isEqualTo("tablet 7");
            assertThat(json("certificates", "show", certificate).get("key").booleanValue())
                    .isTrue();
            run("invitations", "revoke", made.get("invitation").stringValue())
                    .assertFailed("Invitation " + made.get("invitation").stringValue() + " was used at "
                            + used.get("used").stringValue() + "; revoke certificate " + certificate
                            + ", which was issued for it.");
        }
    }

    /** The command line repeats nothing of an invitation that it should not have been given. */
    @Test
    void invitationOnTheCommandLineIsRefused() {
        String text = json("invite", sample.root, "--address", "http://city.example/")
                .get("text")
                .stringValue();
        String secret = text.split("#")[1];
        for (List<String> args : List.of(
                List.of("join", text),
                List.of("join", "--file", text),
                List.of("join", "--nam=" + text),
                List.of(text),
                List.of("invitations", text))) {
            Run refused = run(args.toArray(String[]::new));
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.out() + refused.err()).doesNotContain(secret).doesNotContain(secret.split("\\.")[1]);
        }
        assertThat(run("join", text).err())
                .contains("does not belong on the command line")
                .contains("--file");
    }

    @Test
    void nothingIsStoredForABadRequest() {
        JsonNode before = json("invitations", "list");
        run("invitations", "list", "--after", "x").assertFailed("Invitation x is not in this database.");
        run("invite", sample.root, "--address", "city.example")
                .assertFailed("The address in an invitation is that of a peer, such as http://city.example:8080/.");
        run("invite", sample.root, "--address", "http://city.example/", "--expires", "soon")
                .assertFailed("--expires is a number of minutes, hours or days, such as 30m, 24h or 7d, not \"soon\".");
        run("invite", "0".repeat(32), "--address", "http://city.example/")
                .assertFailed("Certificate " + "0".repeat(32) + " is not in this database.");
        run("invite", sample.certificate, "--address", "http://city.example/");
        assertThat(json("invitations", "list")).isEqualTo(before);
        assertThat(withInput("something else", "join").err()).contains("not a whole invitation");
        assertThat(withInput("x".repeat(1_000_000), "join").err()).contains("more than 2000 characters");
    }

    @Test
    void codeIsDrawnAndCanBeScanned() throws Exception {
        Path svg = directory.resolve("invitation.svg");
        Run drawn =
                run("invite", sample.root, "--address", "http://192.168.178.25:8080/", "--qr", "--svg", svg.toString());
        assertThat(drawn.exitCode()).as(drawn.err()).isZero();
        String text = drawn.out()
                .lines()
                .filter(line -> line.startsWith("text"))
                .map(line -> line.substring(4).strip())
                .findFirst()
                .orElseThrow();
        boolean[][] terminal = modulesOfLines(drawn.out());
        assertThat(scan(terminal)).isEqualTo(text);
        assertThat(scan(modulesOfSvg(Files.readString(svg)))).isEqualTo(text);
        // 37 modules, so that a coarse camera can read it, and 4 on each side.
        assertThat(terminal[0]).hasSize(45);
        if (Files.getFileStore(svg).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(svg)))
                    .isEqualTo("rw-------");
        }
        assertThat(run("invite", sample.root, "--address", "http://city.example/", "--svg", svg.toString())
                        .err())
                .contains("is there already");
    }

    private static boolean[][] modulesOfLines(String output) {
        List<String> lines = output.lines()
                .filter(line -> line.startsWith("\u001b"))
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .toList();
        boolean[][] modules = new boolean[2 * lines.size()][];
        for (int y = 0; y < modules.length; y++) {
            String line = lines.get(y / 2);
            modules[y] = new boolean[line.length()];
            for (int x = 0; x < line.length(); x++) {
                modules[y][x] = (y % 2 == 0 ? "\u2588\u2580" : "\u2588\u2584").indexOf(line.charAt(x)) >= 0;
            }
        }
        return modules;
    }

    private static boolean[][] modulesOfSvg(String svg) {
        int size = Pattern.compile("viewBox=\"0 0 (\\d+)")
                .matcher(svg)
                .results()
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .findFirst()
                .orElseThrow();
        boolean[][] modules = new boolean[size][size];
        Pattern.compile("M(\\d+),(\\d+)h1v1h-1z")
                .matcher(svg)
                .results()
                .forEach(match -> modules[Integer.parseInt(match.group(2))][Integer.parseInt(match.group(1))] = true);
        return modules;
    }

    /** Reads a code as a camera would see it, each module 4 pixels wide. */
    private static String scan(boolean[][] modules) throws ReaderException {
        int scale = 4;
        int width = scale * modules[0].length;
        int height = scale * modules.length;
        int[] pixels = new int[width * height];
        Arrays.setAll(pixels, i -> modules[i / width / scale][i % width / scale] ? 0 : 0xffffff);
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels))))
                .getText();
    }
}
