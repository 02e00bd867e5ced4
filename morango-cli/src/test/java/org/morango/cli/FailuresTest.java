package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.certificate.KeyCipher;
import org.morango.settings.PeerSettings;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

/** Commands that fail print one line that says why, and create nothing. */
class FailuresTest {
    @TempDir
    private Path directory;

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void databaseThatIsNotThereIsNotMade() throws IOException {
        Run h2 = Run.of("status", "--db", "jdbc:h2:file:" + directory.resolve("nosuch"));
        assertThat(h2.err()).startsWith("morango: Database jdbc:h2:file:").contains("cannot be opened", "not found");
        assertThat(h2.err().lines()).hasSize(1);
        assertThat(h2.exitCode()).isEqualTo(MorangoCli.FAILED);

        Run sqlite = Run.of("sessions", "cleanup", "--db", "jdbc:sqlite:" + directory.resolve("nosuch.db"));
        assertThat(sqlite.err()).startsWith("morango: Database jdbc:sqlite:").contains("cannot be opened");
        assertThat(sqlite.err().lines()).hasSize(1);
        assertThat(sqlite.exitCode()).isEqualTo(MorangoCli.FAILED);
        assertThat(files()).isZero();
    }

    @Test
    void filesOfSqliteKeepTheirJournalMode() throws IOException, SQLException {
        Path file = directory.resolve("plain.db");
        String url = "jdbc:sqlite:" + file;
        new Tables(url).run("create table other (id integer)");
        byte[] before = Files.readAllBytes(file);
        Run.of("status", "--db", url + "?journal_mode=WAL")
                .assertFailed("Database " + url + "?journal_mode=WAL has no tables of Morango; is it the right one, and"
                        + " the right schema?");
        assertThat(files()).isEqualTo(1);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void everyCommandHasHelp() {
        assertHasHelp(MorangoCli.commandLine(), List.of());
    }

    private static void assertHasHelp(CommandLine line, List<String> path) {
        List<String> asked = new ArrayList<>(path);
        asked.add("--help");
        Run help = Run.of(asked.toArray(String[]::new));
        assertThat(help.exitCode()).as(String.join(" ", asked)).isZero();
        assertThat(help.out())
                .startsWith("Usage: "
                        + String.join(
                                " ",
                                Stream.concat(Stream.of("morango"), path.stream())
                                        .toList()));
        assertThat(help.err()).isEmpty();
        line.getSubcommands().forEach((name, command) -> {
            List<String> below = new ArrayList<>(path);
            below.add(name);
            assertHasHelp(command, below);
        });
    }

    @Test
    void revokingAsksFirst() throws IOException {
        String url = "jdbc:h2:file:" + directory.resolve("asked");
        try (Sample sample = Sample.fill(url)) {
            Run.of("certificates", "revoke", sample.certificate, "--db", url)
                    .assertFailed(
                            "Revoking cannot be taken back, and there is no terminal to ask at; say --yes if it is"
                                    + " meant.");
            assertThat(sample.morango().certificates().revocation(sample.certificate))
                    .isEmpty();
        }
    }

    @Test
    void passwordsAreNotShown() {
        Run run = Run.of("status", "--db", "jdbc:postgresql://127.0.0.1:1/x?user=ada&password=secret");
        assertThat(run.err())
                .contains("password=***", "cannot be opened")
                .doesNotContain("secret")
                .hasLineCount(1);
        assertThat(run.exitCode()).isEqualTo(MorangoCli.FAILED);
    }

    @Test
    void userAndPasswordAreGivenToTheDatabase() {
        String url = "jdbc:h2:file:" + directory.resolve("guarded");
        Sample.createTables(url + ";USER=ada;PASSWORD=secret");
        Run.of("status", "--db", url, "--user", "ada", "--password=secret")
                .assertFailed("The database has Morango's tables, but no application has started on it yet.");
        Run wrong = Run.of("status", "--db", url, "--user", "ada", "--password=guess");
        assertThat(wrong.err())
                .contains("cannot be opened", "Wrong user name or password")
                .doesNotContain("guess");
        assertThat(wrong.exitCode()).isEqualTo(MorangoCli.FAILED);
    }

    @Test
    void unknownDatabasesAreRefused() {
        Run.of("status", "--db", "jdbc:oracle:thin:@x")
                .assertFailed("Database jdbc:oracle:thin:@x cannot be opened: No suitable driver found for"
                        + " jdbc:oracle:thin:@x");
    }

    @Test
    void misuseHasAnExitCodeOfItsOwn() {
        for (String[] command : new String[][] {
            {},
            {"nosuch"},
            {"certificates"},
            {"certificates", "show"},
            {"pending", "--limit", "x"},
            {"status", "--frob"}
        }) {
            Run run = Run.of(command);
            assertThat(run.exitCode()).as(String.join(" ", command)).isEqualTo(MorangoCli.MISUSED);
            assertThat(run.err()).startsWith("morango: ").endsWith("(try --help)" + System.lineSeparator());
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.out()).isEmpty();
        }
        Run.of("status").assertFailed("Say which database, by --db JDBC-URL or by MORANGO_DB in the environment.");
    }

    @Test
    void encryptedKeysNeedTheKeyOfTheApplication() throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        PeerSettings settings = PeerSettings.builder()
                .trust(trust -> trust.keyCipher(KeyCipher.aes(new SecretKeySpec(secret, "AES"))))
                .build();
        Path right = Files.writeString(
                directory.resolve("right.key"), Base64.getEncoder().encodeToString(secret) + "\n");
        Path wrong = Files.writeString(
                directory.resolve("wrong.key"), Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        String url = "jdbc:sqlite:" + directory.resolve("a.db") + "?busy_timeout=30000";
        try (Sample sample = Sample.fill(url, settings)) {
            String stored = new Tables(url)
                    .value("select private_key from morango_certificate where id = '" + sample.root + "'");
            assertThat(stored).startsWith("{aes-gcm:");
            for (String command : new String[] {
                "certificates export " + sample.root + " --private-key",
                "certificates revoke --yes " + sample.certificate,
                "certificates revoke --yes " + sample.certificate + " --key-file " + wrong,
                "sessions close " + sample.openSession
            }) {
                Run run = Run.of((command + " --db " + url).split(" "));
                assertThat(run.err())
                        .matches(
                                "morango: The secrets of this database are encrypted under key [0-9a-f]{16}; give it by"
                                        + " --key-file.\\R");
                assertThat(run.exitCode()).isEqualTo(MorangoCli.FAILED);
            }
            assertThat(Run.of("certificates", "show", sample.root, "--db", url).exitCode())
                    .isZero();
            assertThat(Run.of(
                                    "certificates",
                                    "export",
                                    sample.root,
                                    "--private-key",
                                    "--key-file",
                                    right.toString(),
                                    "--db",
                                    url)
                            .out())
                    .startsWith("-----BEGIN RSA PRIVATE KEY-----");
            assertThat(Run.of(
                                    "certificates",
                                    "revoke",
                                    "--yes",
                                    sample.certificate,
                                    "--key-file",
                                    right.toString(),
                                    "--db",
                                    url)
                            .exitCode())
                    .isZero();
            assertThat(new Tables(url)
                            .value("select private_key from morango_certificate where id = '" + sample.root + "'"))
                    .isEqualTo(stored);
        }
    }

    @Test
    void plainKeysAreNotEncryptedBehindTheApplicationsBack() throws IOException {
        Path key = Files.writeString(
                directory.resolve("a.key"), Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        String url = "jdbc:sqlite:" + directory.resolve("a.db") + "?busy_timeout=30000";
        try (Sample sample = Sample.fill(url)) {
            Run.of("certificates", "revoke", "--yes", sample.certificate, "--key-file", key.toString(), "--db", url)
                    .assertFailed("The application does not keep its secrets under the first key of " + key
                            + "; give the one that it uses, and none if it uses none.");
            assertThat(new Tables(url)
                            .value("select private_key from morango_certificate where id = '" + sample.root + "'"))
                    .startsWith("-----BEGIN");
        }
    }

    /** Texts of other peers are printed on one line, with control characters escaped. */
    @Test
    void nothingThatIsPrintedSteersTheTerminal() {
        String odd = "a\n\u0085\u009b31m\u202e\u001b[2J\u007fz";
        StringWriter text = new StringWriter();
        Output output = new Output(new PrintWriter(text), false);
        ObjectNode result = Output.object().put("name", odd);
        result.putArray("rows").addObject().put("first", odd).put("last", odd);
        output.print(result);
        output.flush();
        assertThat(text.toString()).contains("a\\u000a\\u0085\\u009b31m\\u202e\\u001b[2J\\u007fz");
        assertThat(Failures.line(new IllegalStateException(odd)))
                .contains("\\u0085")
                .doesNotContain("\u0085");
        for (String printed : List.of(text.toString(), Failures.line(new IllegalStateException(odd)))) {
            assertThat(printed).doesNotContain("\u0085", "\u009b", "\u202e", "\u001b", "\u007f");
        }
    }
}
