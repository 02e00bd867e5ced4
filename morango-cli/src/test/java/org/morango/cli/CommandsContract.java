package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.morango.replica.SessionStore;
import tools.jackson.databind.JsonNode;

/** Output of the commands for a database that an application has filled, on each database product. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class CommandsContract {
    @TempDir
    static Path directory;

    private String url = "";

    Sample sample;

    Tables tables;

    /** Returns the URL of a new, empty database. */
    abstract String newDatabase() throws IOException;

    @BeforeAll
    void fill() throws IOException {
        url = newDatabase();
        sample = Sample.fill(url);
        tables = new Tables(url);
    }

    @AfterAll
    void close() {
        if (sample != null) {
            sample.close();
        }
    }

    /** Skips a test whose result does not depend on the database: on SQLite and MariaDB, except with -Pnightly. */
    void sameOnEveryDatabase() {
        boolean thorough = url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:");
        assumeTrue(thorough || Boolean.getBoolean("tests.all"), "Runs here with -Pnightly.");
    }

    Run run(String... args) {
        return Run.of(Stream.concat(Stream.of(args), Stream.of("--db", url)).toArray(String[]::new));
    }

    JsonNode json(String... args) {
        Run run = run(Stream.concat(Stream.of(args), Stream.of("--json")).toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.json();
    }

    @Nested
    class Verify extends VerifyContract {
        @Override
        CommandsContract commands() {
            return CommandsContract.this;
        }
    }

    @Nested
    class VerifyKeys extends VerifyKeysContract {
        @Override
        CommandsContract commands() {
            return CommandsContract.this;
        }
    }

    @Test
    void statusCounts() {
        JsonNode status = json("status");
        assertThat(status.get("instance").stringValue())
                .isEqualTo(sample.morango().instance().id());
        assertThat(status.get("records").longValue()).isEqualTo(4);
        assertThat(status.get("unserialized").longValue()).isEqualTo(1);
        assertThat(status.get("unplaced").longValue()).isZero();
        assertThat(status.get("unsent").longValue()).isPositive();
        assertThat(status.get("unsent_to")).hasSize(1);
        assertThat(status.get("unsent_to").get(0).get("unsent").longValue()).isPositive();
        assertThat(status.get("pending").longValue()).isEqualTo(1);
        assertThat(status.get("refused").longValue()).isEqualTo(1);
        assertThat(status.get("held_back").longValue()).isZero();
        assertThat(status.get("conflicts").longValue()).isEqualTo(1);
        assertThat(status.get("open_sessions").longValue()).isEqualTo(1);
        assertThat(status.get("certificates").longValue()).isGreaterThanOrEqualTo(2);
        assertThat(status.get("models").toString())
                .isEqualTo("[{\"profile\":\"school\",\"model\":\"lesson\",\"records\":4,\"deleted\":0,\"pending\":1,"
                        + "\"held_back\":0,\"unserialized\":1,\"unplaced\":0,\"rescan\":false}]");
    }

    @Test
    void invitationsAreListedTheNewestFirstAndRevoked() {
        for (String label : List.of("first", "second", "third")) {
            json("invite", sample.root, "--address", "https://city.example/", "--label", label);
        }
        JsonNode page = json("invitations", "list", "--limit", "2");
        assertThat(Run.texts(page.get("invitations"), "label")).containsExactly("third", "second");
        String last = page.get("next").stringValue();
        JsonNode rest = json("invitations", "list", "--after", last).get("invitations");
        assertThat(Run.texts(rest, "label")).containsExactly("first");
        json("invitations", "revoke", last);
        assertThat(Run.texts(json("invitations", "list").get("invitations"), "state"))
                .containsExactly("open", "revoked", "open");
    }

    @Test
    void statusCountsWhatTheOutboxHasOfEachModel() throws SQLException {
        String insert =
                "insert into morango_outbox (profile, model_name, kind, changed_rows) values ('school', 'new', ";
        try {
            tables.run(insert + "'CHANGED', '[\"a\", [\"b\", \"s\", \"p\"]]')");
            tables.run(insert + "'DELETED', '[\"c\"]')");
            tables.run(insert + "'HARD_DELETED', '[\"d\"]')");
            tables.run(insert + "'HELD_BACK', '[\"e\"]')");
            tables.run(insert + "'UNPLACED', '[\"f\", [\"g\", \"s\", \"null:x\"]]')");
            tables.run(insert + "'RESCAN', '[]')");
            tables.run(insert + "'CHANGED', '[{\"key\": [\"1\", \"2\"]}]')");
            tables.run(insert + "'STRAYED', '[\"h\"]')");
            tables.run(insert + "'MOVED', '[\"i\"]')");
            JsonNode status = json("status");
            assertThat(status.get("unserialized").longValue()).isEqualTo(9);
            assertThat(status.get("unplaced").longValue()).isEqualTo(3);
            assertThat(status.get("models").get(1).toString())
                    .isEqualTo("{\"profile\":\"school\",\"model\":\"new\",\"records\":0,\"deleted\":0,\"pending\":0,"
                            + "\"held_back\":0,\"unserialized\":8,\"unplaced\":3,\"rescan\":true}");
        } finally {
            tables.run("delete from morango_outbox where model_name = 'new'");
        }
    }

    @Test
    void peersAreThisDatabaseAndTheTablet() {
        JsonNode peers = json("peers").get("peers");
        assertThat(peers).hasSize(2);
        for (JsonNode peer : peers) {
            boolean here = peer.get("here").booleanValue();
            assertThat(peer.get("instance")
                            .stringValue()
                            .equals(sample.morango().instance().id()))
                    .isEqualTo(here);
            assertThat(peer.get("counter").longValue()).isPositive();
            assertThat(peer.get("last_sync").isNull()).isEqualTo(here);
            if (!here) {
                assertThat(peer.get("role").stringValue()).isEqualTo("client");
                assertThat(Instant.parse(peer.get("last_sync").stringValue()))
                        .isBetween(Instant.now().minusSeconds(3600), Instant.now());
            }
        }
    }

    @Test
    void conflictIsShown() {
        JsonNode conflicts = json("conflicts", "list").get("conflicts");
        assertThat(Run.texts(conflicts, "id")).containsExactly(sample.conflict);
        assertThat(conflicts.get(0).get("lost").intValue()).isEqualTo(1);

        JsonNode shown = json("conflicts", "show", sample.conflict);
        assertThat(shown.get("current").get("title").stringValue()).isEqualTo("Art of the tablet");
        assertThat(shown.get("lost").get(0).get("content").get("title").stringValue())
                .isEqualTo("Art of the school");
        run("conflicts", "show", sample.pending).assertFailed("Record " + sample.pending + " has lost nothing.");
        run("conflicts", "show", "nosuch").assertFailed("No record has the id nosuch.");
    }

    @Test
    void pendingSaysWhy() {
        JsonNode pending = json("pending", "--refused").get("pending");
        assertThat(Run.texts(pending, "id")).containsExactly(sample.pending);
        assertThat(pending.get(0).get("reason").stringValue()).containsIgnoringCase("code");
        assertThat(json("pending", "--after", sample.pending).get("pending")).isEmpty();
    }

    @Test
    void listsGoOnWhereTheyStopped() {
        String first = json("certificates", "list", "--limit", "1").get("next").stringValue();
        JsonNode rest = json("certificates", "list", "--after", first);
        assertThat(rest.get("next").isNull()).isTrue();
        assertThat(Run.texts(rest.get("certificates"), "id"))
                .doesNotContain(first)
                .allMatch(id -> id.compareTo(first) > 0)
                .isNotEmpty();
        run("certificates", "list", "--limit", "0").assertFailed("--limit has to be from 1 to 1000, not 0.");
    }

    @Test
    void certificatesAreListedAndShown() {
        assertThat(Run.texts(json("certificates", "list", "--own").get("certificates"), "id"))
                .containsExactly(sample.root);
        assertThat(Run.texts(json("certificates", "list").get("certificates"), "id"))
                .contains(sample.root, sample.certificate);
        JsonNode shown = json("certificates", "show", sample.certificate);
        assertThat(Run.texts(shown.get("chain"), "id")).containsExactly(sample.root, sample.certificate);
        assertThat(shown.get("signed").stringValue()).isEqualTo("yes");
        assertThat(shown.get("key").booleanValue()).isFalse();
        run("certificates", "show", "nosuch").assertFailed("Certificate nosuch is not in this database.");
    }

    @Test
    void openSessionIsListed() {
        JsonNode sessions = json("sessions", "list").get("sessions");
        assertThat(Run.texts(sessions, "id")).containsExactly(sample.openSession);
        assertThat(sessions.get(0).get("bound").booleanValue()).isTrue();
        assertThat(json("sessions", "list", "--all").get("sessions")).hasSize(3);
    }

    @Test
    void readingWritesNothing() throws SQLException {
        String before = tables.content();
        for (String command : List.of(
                "status",
                "peers",
                "certificates list",
                "certificates show " + sample.certificate,
                "certificates export " + sample.root + " --private-key",
                "sessions list --all",
                "conflicts list",
                "conflicts show " + sample.conflict,
                "pending",
                "verify")) {
            Run run = run(command.split(" "));
            assertThat(run.exitCode()).as(command).isZero();
            assertThat(run.out().contains("PRIVATE KEY")).as(command).isEqualTo(command.contains("--private-key"));
        }
        assertThat(tables.content()).isEqualTo(before);
    }

    @Test
    void whatIsOpenedForReadingCannotBeWritten() {
        try (CliDatabase database = CliDatabase.open(new Address(url, null, null), false)) {
            assertThatThrownBy(() -> database.database()
                            .inTransaction(session -> session.createMutationQuery("update MorangoLockRow set taken = 0")
                                    .executeUpdate()))
                    .hasMessageContaining("reads only");
        }
    }

    @Test
    void restoredDatabaseBecomesAnotherInstance() throws IOException, SQLException {
        String other = newDatabase();
        try (Sample target = Sample.fill(other)) {
            String before = target.morango().instance().id();
            String said = Run.of("restored", "--db", other, "--json").out();
            String after = new Tables(other).value("select instance_id from morango_instance");
            assertThat(after).isNotEqualTo(before);
            assertThat(said).isEqualTo("{\"instance\":\"" + after + "\",\"before\":\"" + before + "\"}\n");
        }
    }

    @Test
    void countersOfInventedInstancesAreCut() throws IOException, SQLException {
        String invented = "e".repeat(32);
        tables.run(
                "insert into morango_database_max_counter (counter, instance_id, partition_hash, record_partition, told_by)"
                        + " values (1, " + tables.id(invented) + ", " + tables.id(invented) + ", 'x', '')");
        assertThat(Run.of("repair", "--db", url, "--json").out())
                .isEqualTo("{\"histories\":0,\"conflicts\":0,\"counters\":1}\n");
        assertThat(Run.of("repair", "--db", url, "--json").out()).contains("\"counters\":0");
    }

    @Test
    void healedDatabaseSendsWhatItHasSavedOnceMore() throws IOException, SQLException {
        sameOnEveryDatabase();
        String other = newDatabase();
        try (Sample target = Sample.fill(other)) {
            String before = target.morango().instance().id();
            Tables tables = new Tables(other);
            String saved = "select count(*) from morango_store where last_saved_instance = ";
            String records = tables.value(saved + tables.id(before));
            assertThat(records).isNotEqualTo("0");
            String said = Run.of("heal", "--db", other, "--filter", target.root, "--json")
                    .out();
            String after = tables.value("select instance_id from morango_instance");
            assertThat(said)
                    .isEqualTo("{\"instance\":\"" + after + "\",\"before\":\"" + before + "\",\"records\":" + records
                            + "}\n");
            assertThat(tables.value(saved + tables.id(after))).isEqualTo(records);
        }
    }

    @Test
    void databasesWithoutMorangoStayAsTheyAre() throws IOException, SQLException {
        String empty = newDatabase();
        Run.of("status", "--db", empty)
                .assertFailed(
                        "Database " + empty + " has no tables of Morango; is it the right one, and the right schema?");
        assertThat(new Tables(empty).content()).isEmpty();

        Sample.createTables(empty);
        Run.of("verify", "--db", empty)
                .assertFailed("The database has Morango's tables, but no application has started on it yet.");
        assertThat(new Tables(empty).value("select count(*) from morango_instance"))
                .isEqualTo("0");

        new Tables(empty).run("drop table morango_touched");
        Run.of("status", "--db", empty)
                .assertFailed("Database " + empty + " lacks morango_touched: it was made for another version of the"
                        + " library; start the application once, or migrate.");
    }

    @Test
    void certificatesMoveToAnotherDatabase() throws IOException {
        sameOnEveryDatabase();
        String other = newDatabase();
        try (Sample target = Sample.fill(other)) {
            Path chain = directory.resolve("chain" + target.root + ".json");
            Path key = directory.resolve("key" + target.root + ".pem");
            assertThat(run("certificates", "export", sample.root, "--out", chain.toString()))
                    .isEqualTo(new Run(0, "", ""));
            assertThat(run("certificates", "export", sample.root, "--private-key", "--out", key.toString()))
                    .isEqualTo(new Run(0, "", ""));
            assertThat(Files.readString(chain)).doesNotContain("PRIVATE");
            assertThat(Files.readString(chain))
                    .isEqualTo(run("certificates", "export", sample.root).out());
            run("certificates", "export", sample.root, "--out", chain.toString())
                    .assertFailed("File " + chain + " is there already; it is left as it is.");
            run("certificates", "export", sample.certificate, "--private-key")
                    .assertFailed("The private key of certificate " + sample.certificate + " is not in this database.");

            Run.of("certificates", "import", chain.toString(), "--json", "--db", other)
                    .json();
            assertThat(target.morango().certificates().find(sample.root)).isPresent();
            assertThat(target.morango().certificates().owned()).noneMatch(c -> c.id().equals(sample.root));
            JsonNode imported = Run.of(
                            "certificates",
                            "import",
                            chain.toString(),
                            "--private-key",
                            key.toString(),
                            "--json",
                            "--db",
                            other)
                    .json();
            assertThat(imported.get("certificate").stringValue()).isEqualTo(sample.root);
            assertThat(target.morango().certificates().owned()).anyMatch(c -> c.id().equals(sample.root));

            Path leaf = directory.resolve("leaf" + target.root + ".json");
            Files.writeString(
                    leaf, run("certificates", "export", sample.certificate).out());
            Run.of("certificates", "import", leaf.toString(), "--private-key", key.toString(), "--db", other)
                    .assertFailed(
                            "The private key in " + key + " is not that of certificate " + sample.certificate + ".");

            // The certificate's session is open at the same time, and ends with the certificate.
            JsonNode revoked = Run.of(
                            "certificates",
                            "revoke",
                            target.certificate,
                            "--yes",
                            "--reason",
                            "stolen",
                            "--json",
                            "--db",
                            other)
                    .json();
            assertThat(revoked.get("revoked_by").stringValue()).isEqualTo(target.root);
            assertThat(target.morango().certificates().revocation(target.certificate))
                    .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo("stolen"));
            JsonNode list = Run.of("certificates", "list", "--json", "--db", other)
                    .json()
                    .get("certificates");
            list.forEach(c -> assertThat(c.get("state").stringValue())
                    .isEqualTo(c.get("id").stringValue().equals(target.certificate) ? "revoked" : "good"));
            assertThat(Run.of("sessions", "list", "--json", "--db", other)
                            .json()
                            .get("sessions"))
                    .isEmpty();
        }
    }

    @Test
    void sessionsAreClosed() throws IOException {
        sameOnEveryDatabase();
        String other = newDatabase();
        try (Sample target = Sample.fill(other)) {
            Run.of("sessions", "close", "nosuch", "--db", other).assertFailed("No open session has the id nosuch.");
            assertThat(Run.of("sessions", "cleanup", "--db", other, "--json").out())
                    .isEqualTo("{\"sessions\":0,\"transfers\":0,\"left_behind\":0}\n");
            assertThat(Run.of("sessions", "close", target.openSession, "--db", other, "--json")
                            .out())
                    .isEqualTo("{\"sessions\":1,\"transfers\":0}\n");
            Run.of("sessions", "close", target.openSession, "--db", other)
                    .assertFailed("No open session has the id " + target.openSession + ".");
        }
    }

    @Test
    void sessionsWhoseTransfersAreRunAreSpared() throws IOException, SQLException {
        String other = newDatabase();
        try (Sample target = Sample.fill(other)) {
            // Makes one of the transfers look unfinished.
            Tables there = new Tables(other);
            String transfer = there.value("select min(id) from morango_transfer_session");
            String session =
                    there.value("select sync_session_id from morango_transfer_session where id = '" + transfer + "'");
            there.run("update morango_transfer_session set active = true where id = '" + transfer + "'");
            there.run("update morango_sync_session set active = true where id = '" + session + "'");
            try (SessionStore.Ownership held = target.own(transfer)) {
                assertThat(held).isNotNull();
                Run.of("sessions", "close", session, "--db", other)
                        .assertFailed(
                                "A process runs a transfer of " + session
                                        + " just now, or the application has yet to merge what it has received; try again later.");
            }
            assertThat(Run.of("sessions", "close", session, "--db", other, "--json")
                            .out())
                    .isEqualTo("{\"sessions\":1,\"transfers\":1}\n");
        }
    }
}
