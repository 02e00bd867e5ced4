package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Findings of {@code verify} in databases that are intact, in use or damaged, on each database product. */
abstract class VerifyContract {
    private static final int ROUNDS = 4;
    private static final String RESTORE =
            "; restore this row of morango_store from a backup, or pull it from a peer into an empty database";

    private Sample sample;
    private Tables tables;

    /** Returns the tests of all commands, which have filled the database. */
    abstract CommandsContract commands();

    @BeforeEach
    void take() {
        sample = commands().sample;
        tables = commands().tables;
    }

    private Run run(String... args) {
        return commands().run(args);
    }

    private JsonNode json(String... args) {
        return commands().json(args);
    }

    @Test
    void verifyIsNotMisledByWhatGoesOn() throws IOException, InterruptedException, ExecutionException {
        String other = commands().newDatabase();
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
    void contentThatIsNotJsonIsFound() throws SQLException {
        String content = tables.value("select serialized from morango_store" + whereConflict());
        assertFound(
                "update morango_store set serialized = '{oops'" + whereConflict(),
                "update morango_store set serialized = '" + content + "'" + whereConflict(),
                "content: " + conflictName()
                        + "has a content that is not a JSON object; save it at a peer where it is correct, and sync");
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
}
