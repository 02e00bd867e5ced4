package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.morango.replica.SessionStore;
import tools.jackson.databind.JsonNode;

/** Output of the commands for a database that an application has filled, on each database product. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class CommandsContract {
    private static final int ROUNDS = 4;
    private static final String RESTORE =
            "; take this row of morango_store from a backup, or from a peer's by a new pull into an empty database";

    @TempDir
    static Path directory;

    private String url = "";
    private Sample sample;
    private Tables tables;

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

    private Run run(String... args) {
        return Run.of(Stream.concat(Stream.of(args), Stream.of("--db", url)).toArray(String[]::new));
    }

    private JsonNode json(String... args) {
        Run run = run(Stream.concat(Stream.of(args), Stream.of("--json")).toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.json();
    }

    @Test
    void statusCounts() {
        JsonNode status = json("status");
        assertThat(status.get("instance").stringValue())
                .isEqualTo(sample.morango().instance().id());
        assertThat(status.get("records").longValue()).isEqualTo(4);
        assertThat(status.get("dirty").longValue()).isEqualTo(1);
        assertThat(status.get("pending").longValue()).isEqualTo(1);
        assertThat(status.get("refused").longValue()).isEqualTo(1);
        assertThat(status.get("held_back").longValue()).isZero();
        assertThat(status.get("conflicts").longValue()).isEqualTo(1);
        assertThat(status.get("open_sessions").longValue()).isEqualTo(1);
        assertThat(status.get("certificates").longValue()).isGreaterThanOrEqualTo(2);
        assertThat(status.get("models").toString())
                .isEqualTo("[{\"profile\":\"school\",\"model\":\"lesson\",\"records\":4,\"deleted\":0,\"pending\":1}]");
        assertThat(status.get("tables").toString()).isEqualTo("[{\"table\":\"lesson\",\"rows\":3,\"dirty\":1}]");
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
    void verifyIsNotMisledByWhatGoesOn() throws IOException, InterruptedException, ExecutionException {
        String other = newDatabase();
        try (Sample busy = Sample.fill(other)) {
            CompletableFuture<Void> work = CompletableFuture.runAsync(() -> busy.work(ROUNDS));
            int runs = 0;
            do {
                Run verify = Run.of("verify", "--db", other);
                assertThat(verify.out()).endsWith("all is well" + System.lineSeparator());
                assertThat(verify.err()).isEmpty();
                runs++;
            } while (!work.isDone());
            work.get();
            assertThat(runs).isGreaterThan(1);
        }
    }

    @Test
    void wellDatabaseIsVerified() {
        JsonNode result = json("verify");
        assertThat(result.get("records").longValue()).isEqualTo(4);
        // One row is changed, and therefore not compared.
        assertThat(result.get("rows").longValue()).isEqualTo(2);
        assertThat(result.get("tables").toString()).isEqualTo("[\"lesson\"]");
        assertThat(result.get("problems").longValue()).isZero();
        assertThat(run("verify").out())
                .isEqualTo("checked 4 records and 2 rows of 1 tables; all is well" + System.lineSeparator());
    }

    /** Damages the database and checks the findings. */
    private void assertFound(String damage, String repair, String... findings) throws SQLException {
        try {
            tables.run(damage);
            Run run = run("verify");
            assertThat(run.exitCode()).isEqualTo(MorangoCli.FOUND);
            assertThat(run.err()).isEmpty();
            List<String> lines = run.out().lines().toList();
            assertThat(lines.subList(0, lines.size() - 1)).containsExactly(findings);
            assertThat(lines.get(lines.size() - 1))
                    .endsWith("; " + findings.length + (findings.length == 1 ? " problem" : " problems"));
        } finally {
            tables.run(repair);
        }
        assertThat(run("verify").exitCode()).isZero();
    }

    private String whereConflict() {
        return " where id = '" + sample.conflict + "'";
    }

    private String conflictName() {
        return "record " + sample.conflict + " of school/lesson ";
    }

    @Test
    void unreadableHistoryIsFound() throws SQLException {
        String history = tables.value("select history from morango_store" + whereConflict());
        assertFound(
                "update morango_store set history = 'nonsense'" + whereConflict(),
                "update morango_store set history = '" + history + "'" + whereConflict(),
                "history: " + conflictName() + "has a history that cannot be read" + RESTORE);
    }

    @Test
    void historyWithoutItsVersionIsFound() throws SQLException {
        String history = tables.value("select history from morango_store" + whereConflict());
        assertFound(
                "update morango_store set history = '" + "0".repeat(32) + ":1'" + whereConflict(),
                "update morango_store set history = '" + history + "'" + whereConflict(),
                "history: " + conflictName() + "has a history that does not know its own version" + RESTORE);
    }

    @Test
    void contentThatIsNoJsonIsFound() throws SQLException {
        String content = tables.value("select serialized from morango_store" + whereConflict());
        assertFound(
                "update morango_store set serialized = '{oops'" + whereConflict(),
                "update morango_store set serialized = '" + content + "'" + whereConflict(),
                "content: " + conflictName()
                        + "has a content that is no JSON object; save it at a peer where it is as it"
                        + " should be, and sync");
    }

    @Test
    void versionThatNoCounterCoversIsFound() throws SQLException {
        String instance = tables.value("select last_saved_instance from morango_store" + whereConflict());
        String counter = tables.value("select last_saved_counter from morango_store" + whereConflict());
        String held =
                tables.value("select counter from morango_database_max_counter where instance_id = '" + instance + "'");
        assertFound(
                "update morango_database_max_counter set counter = 1 where instance_id = '" + instance + "'",
                "update morango_database_max_counter set counter = " + held + " where instance_id = '" + instance + "'",
                // The tablet saved the pending record, too.
                Stream.of(sample.conflict, sample.pending)
                        .sorted()
                        .map(id -> "counter: record " + id + " of school/lesson has version "
                                + tables.value("select last_saved_counter from morango_store where id = '" + id + "'")
                                + " of instance " + instance + ", which the counters do not cover, as after a transfer"
                                + " that was given up; pull again from a peer that holds it")
                        .toArray(String[]::new));
        assertThat(Long.parseLong(counter)).isGreaterThan(1);
    }

    @Test
    void whatAnOpenTransferBringsNeedNoCounterYet() throws SQLException {
        String instance = "'" + tables.value("select last_saved_instance from morango_store" + whereConflict()) + "'";
        String held = tables.value("select counter from morango_database_max_counter where instance_id = " + instance);
        try {
            tables.run("update morango_database_max_counter set counter = 1 where instance_id = " + instance);
            assertThat(run("verify").exitCode()).isEqualTo(MorangoCli.FOUND);
            tables.run("update morango_transfer_session set active = true");
            assertThat(run("verify").exitCode()).isZero();
            JsonNode transfers = json("sessions", "list", "--all").get("transfers");
            assertThat(Run.texts(transfers, "direction")).containsExactlyInAnyOrder("pull", "pull", "push", "push");
            assertThat(Run.texts(transfers, "stage")).containsOnly("cleanup");
            assertThat(Run.texts(transfers, "filter")).containsOnly(sample.root);
        } finally {
            tables.run("update morango_transfer_session set active = false");
            tables.run(
                    "update morango_database_max_counter set counter = " + held + " where instance_id = " + instance);
        }
    }

    @Test
    void restoredDatabaseIsFound() throws SQLException {
        String own = "'" + sample.morango().instance().id() + "'";
        String counter = tables.value("select counter from morango_instance");
        String saved =
                tables.value("select max(last_saved_counter) from morango_store where last_saved_instance = " + own);
        String id = tables.value("select id from morango_store where last_saved_counter = " + saved
                + " and last_saved_instance = " + own);
        String held = tables.value("select max(counter) from morango_database_max_counter where instance_id = " + own);
        String restored = String.valueOf(Long.parseLong(saved) - 1);
        assertFound(
                "update morango_instance set counter = " + restored,
                "update morango_instance set counter = " + counter,
                "counter: record " + id + " of school/lesson has version " + saved
                        + " of this instance, which has handed"
                        + " out " + restored
                        + "; this database was restored from an older copy, or runs beside a copy of itself: run morango restored, or"
                        + " call Peer.restored(), before its next sync",
                "counter: partition " + sample.root + " is said to be held up to " + held
                        + " of this instance, which has"
                        + " handed out less; this database was restored from an older copy, or runs beside a copy of itself: run morango restored, or"
                        + " call Peer.restored(), before its next sync");
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
                        + " values (1, '" + invented + "', '" + invented + "', 'x', '')");
        assertThat(Run.of("repair", "--db", url, "--json").out())
                .isEqualTo("{\"histories\":0,\"conflicts\":0,\"counters\":1}\n");
        assertThat(Run.of("repair", "--db", url, "--json").out()).contains("\"counters\":0");
    }

    @Test
    void healedDatabaseSendsWhatItHasSavedOnceMore() throws IOException, SQLException {
        String other = newDatabase();
        try (Sample target = Sample.fill(other)) {
            String before = target.morango().instance().id();
            Tables tables = new Tables(other);
            String saved = "select count(*) from morango_store where last_saved_instance = '";
            String records = tables.value(saved + before + "'");
            assertThat(records).isNotEqualTo("0");
            String said = Run.of("heal", "--db", other, "--filter", target.root, "--json")
                    .out();
            String after = tables.value("select instance_id from morango_instance");
            assertThat(said)
                    .isEqualTo("{\"instance\":\"" + after + "\",\"before\":\"" + before + "\",\"records\":" + records
                            + "}\n");
            assertThat(tables.value(saved + after + "'")).isEqualTo(records);
        }
    }

    @Test
    void recordWithoutRowIsFound() throws SQLException {
        String waiting = "where id = '" + sample.pending + "'";
        assertFound(
                "update morango_pending set id = 'elsewhere' " + waiting,
                "update morango_pending set id = '" + sample.pending + "' where id = 'elsewhere'",
                "row: record " + sample.pending
                        + " of school/lesson is in the store, but in no table of the application;"
                        + " Morango.rescan takes it for deleted; put the row back before, if it should not be",
                "pending: record elsewhere waits to be written, but is not in the store; delete its row of"
                        + " morango_pending");
    }

    @Test
    void rowsThatTheNextSyncComparesAreNotFound() throws SQLException {
        try {
            tables.run("insert into morango_rescan (id, profile, model_name) values ('x', 'school', 'lesson')");
            tables.run("update lesson set id = 'elsewhere', morango_dirty = 0" + whereConflict());
            assertThat(run("verify").exitCode()).isZero();
        } finally {
            tables.run("update lesson set id = '" + sample.conflict + "', morango_dirty = 1 where id = 'elsewhere'");
            tables.run("delete from morango_rescan where id = 'x'");
        }
    }

    @Test
    void rowThatIsNotInTheStoreIsFound() throws SQLException {
        assertFound(
                "insert into lesson (id, morango_dirty, morango_source_id, morango_partition, schoolId, title, code)"
                        + " values ('" + "a".repeat(32) + "', 0, 's', 'p', 's', 't', 'c')",
                "delete from lesson where id = '" + "a".repeat(32) + "'",
                "row: row " + "a".repeat(32) + " of table lesson is not in the store, and is not marked to get there;"
                        + " call Morango.rescan, which notices it");
    }

    @Test
    void whatIsHeldBackIsFound() throws SQLException {
        assertFound(
                "insert into morango_held_back (held_since, origin, kind, profile, model_name, id, reason) values"
                        + " (current_timestamp, 'row', 'MISPLACED', 'school', 'lesson', '7', 'Its id is wrong.')",
                "delete from morango_held_back",
                "held: row 7 of school/lesson is not sent to anybody: Its id is wrong.; mend it; it is tried again when it is"
                        + " changed, when the application starts, and by Morango.heldBack().retry()");
    }

    @Test
    void changedRowThatNoCertificateReachesIsFound() throws SQLException {
        assertFound(
                "insert into lesson (id, morango_dirty, morango_source_id, morango_partition, schoolId, title, code)"
                        + " values ('" + "a".repeat(32) + "', 1, 's', 'null:lessons', 's', 't', 'c')",
                "delete from lesson where id = '" + "a".repeat(32) + "'",
                "placed: table lesson has 1 changed rows whose partition begins with no root of a certificate of this"
                        + " database, so that they are never sent; persist them again in a partition that begins with the id"
                        + " of the root");
    }

    @Test
    void whatEndedTransfersHoldIsFoundAndCleanedUp() throws SQLException {
        String transfer = "b".repeat(32);
        tables.run("insert into morango_queue (transfer_session_id, start_offset, size, record_ids) values ('"
                + transfer + "', 0, 1, '" + sample.conflict + "')");
        Run verify = run("verify");
        assertThat(verify.exitCode()).isEqualTo(MorangoCli.FOUND);
        assertThat(verify.out())
                .startsWith("queue: transfer " + transfer
                        + " has ended, and has left 1 rows in morango_queue; run morango" + " sessions cleanup");
        JsonNode hidden = run("verify", "--limit", "0", "--json").json();
        assertThat(hidden.get("problems").longValue()).isEqualTo(1);
        assertThat(hidden.get("findings")).isEmpty();

        JsonNode cleaned = json("sessions", "cleanup");
        assertThat(cleaned.toString()).isEqualTo("{\"sessions\":0,\"transfers\":0,\"left_behind\":1}");
        assertThat(tables.value("select count(*) from morango_queue")).isEqualTo("0");
        assertThat(run("verify").exitCode()).isZero();
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
