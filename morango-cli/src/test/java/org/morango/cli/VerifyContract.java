package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Findings of {@code verify} in databases that are intact, in use or damaged, on each database product. */
abstract class VerifyContract {
    private static final int ROUNDS = 4;
    private static final String RESTORE =
            "; restore this row of morango_store from a backup, or pull it from a peer into an empty database";

    private static final String NEW_ROW = "a".repeat(32);
    private static final String INSERT =
            "insert into lesson (id, schoolId, title, code) values ('" + NEW_ROW + "', 's', 't', 'c')";
    private static final String DELETE = "delete from lesson where id = '" + NEW_ROW + "'";

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
        assertThat(result.get("rows").longValue()).isEqualTo(3);
        assertThat(result.get("tables").toString()).isEqualTo("[\"lesson\"]");
        assertThat(result.get("problems").longValue()).isZero();
        assertThat(run("verify").out())
                .isEqualTo("checked 4 records and 3 rows of 1 tables; all is well" + System.lineSeparator());
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
        return " where id = " + tables.id(sample.conflict);
    }

    private String conflictName() {
        return "record " + sample.conflict + " of school/lesson ";
    }

    @Test
    void unreadableHistoryIsFound() throws SQLException {
        commands().sameOnEveryDatabase();
        String history = tables.value("select history from morango_store" + whereConflict());
        assertFound(
                "update morango_store set history = 'nonsense'" + whereConflict(),
                "update morango_store set history = '" + history + "'" + whereConflict(),
                "history: " + conflictName() + "has a history that cannot be read" + RESTORE);
    }

    @Test
    void historyWithoutItsVersionIsFound() throws SQLException {
        commands().sameOnEveryDatabase();
        String instance = tables.value("select last_saved_instance from morango_store" + whereConflict());
        String history = tables.value("select history from morango_store" + whereConflict());
        assertFound(
                "update morango_store set history = '" + instance + ":0'" + whereConflict(),
                "update morango_store set history = '" + history + "'" + whereConflict(),
                "history: " + conflictName() + "has a history that does not know its own version" + RESTORE);
    }

    @Test
    void contentThatIsNotJsonIsFound() throws SQLException {
        commands().sameOnEveryDatabase();
        String content = tables.value("select content from morango_store" + whereConflict());
        assertFound(
                "update morango_store set content = '{oops'" + whereConflict(),
                "update morango_store set content = '" + content + "'" + whereConflict(),
                "content: " + conflictName()
                        + "has a content that is not a JSON object; save it at a peer where it is correct, and sync");
    }

    @Test
    void versionThatNoCounterCoversIsFound() throws SQLException {
        String instance = tables.value("select last_saved_instance from morango_store" + whereConflict());
        String counter = tables.value("select last_saved_counter from morango_store" + whereConflict());
        String held = tables.value(
                "select counter from morango_database_max_counter where instance_id = " + tables.id(instance));
        assertFound(
                "update morango_database_max_counter set counter = 1 where instance_id = " + tables.id(instance),
                "update morango_database_max_counter set counter = " + held + " where instance_id = "
                        + tables.id(instance),
                // The tablet saved the pending record, too.
                Stream.of(sample.conflict, sample.pending)
                        .sorted()
                        .map(id -> "counter: record " + id + " of school/lesson has version "
                                + tables.value(
                                        "select last_saved_counter from morango_store where id = " + tables.id(id))
                                + " of instance " + instance + ", which the counters do not cover, as after a transfer"
                                + " that was given up; pull again from a peer that holds it")
                        .toArray(String[]::new));
        assertThat(Long.parseLong(counter)).isGreaterThan(1);
    }

    @Test
    void whatAnOpenTransferBringsNeedNoCounterYet() throws SQLException {
        commands().sameOnEveryDatabase();
        String instance = tables.id(tables.value("select last_saved_instance from morango_store" + whereConflict()));
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
        String own = tables.id(sample.morango().instance().id());
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
        String elsewhere = "e".repeat(32);
        String change = "update morango_pending set id = %s where id = %s";
        assertFound(
                change.formatted(tables.id(elsewhere), tables.id(sample.pending)),
                change.formatted(tables.id(sample.pending), tables.id(elsewhere)),
                "row: record " + sample.pending
                        + " of school/lesson is in the store, but has no row in table lesson;"
                        + " Morango.rescan takes it for deleted; put the row back before, if it should not be",
                "pending: record " + elsewhere + " waits to be written, but is not in the store; delete its row of"
                        + " morango_pending");
    }

    /** Adds a note to the outbox, as other programs do. */
    private void note(String kind, String rows) throws SQLException {
        tables.run("insert into morango_outbox (profile, model_name, kind, changed_rows) values ('school', 'lesson', '"
                + kind + "', '" + rows + "')");
    }

    private void forget(String kind, String rows) throws SQLException {
        tables.run("delete from morango_outbox where kind = '" + kind + "' and changed_rows = '" + rows + "'");
    }

    @Test
    void rowsThatTheNextSyncComparesAreNotFound() throws SQLException {
        commands().sameOnEveryDatabase();
        try {
            tables.run("update lesson set id = 'elsewhere' where id = '" + sample.conflict + "'");
            assertThat(run("verify").exitCode()).isEqualTo(MorangoCli.FOUND);
            note("RESCAN", "[]");
            assertThat(run("verify").exitCode()).isZero();
        } finally {
            tables.run("update lesson set id = '" + sample.conflict + "' where id = 'elsewhere'");
            forget("RESCAN", "[]");
        }
    }

    @Test
    void rowThatIsNotInTheStoreIsFound() throws SQLException {
        assertFound(
                INSERT,
                DELETE,
                "row: row " + NEW_ROW + " of table lesson is neither in the store nor in the outbox;"
                        + " call Morango.rescan, which notices it");
    }

    @Test
    void rowThatIsInTheOutboxIsNotFound() throws SQLException {
        commands().sameOnEveryDatabase();
        for (String kind : List.of("CHANGED", "HELD_BACK")) {
            String rows = "[\"other\", [\"" + NEW_ROW + "\", \"s\", \"" + sample.root + "\"]]";
            try {
                tables.run(INSERT);
                note(kind, rows);
                assertThat(run("verify").exitCode()).as(kind).isZero();
                forget(kind, rows);
                note("DELETED", rows);
                assertThat(run("verify").exitCode()).isEqualTo(MorangoCli.FOUND);
            } finally {
                tables.run(DELETE);
                forget(kind, rows);
                forget("DELETED", rows);
            }
        }
    }

    @Test
    void recordWhoseDeletionIsInTheOutboxIsNotFound() throws SQLException {
        commands().sameOnEveryDatabase();
        String rows = "[\"" + sample.conflict + "\"]";
        for (String kind : List.of("DELETED", "HARD_DELETED")) {
            try {
                tables.run("update lesson set id = 'elsewhere' where id = '" + sample.conflict + "'");
                note("CHANGED", "[\"elsewhere\"]");
                assertThat(run("verify").exitCode()).isEqualTo(MorangoCli.FOUND);
                note(kind, rows);
                assertThat(run("verify").exitCode()).as(kind).isZero();
            } finally {
                tables.run("update lesson set id = '" + sample.conflict + "' where id = 'elsewhere'");
                forget("CHANGED", "[\"elsewhere\"]");
                forget(kind, rows);
            }
        }
    }

    @Test
    void rowsOfOtherTablesAreNotExpectedInTheStore() throws SQLException {
        try {
            tables.run("create table attendance (lesson varchar(32) not null primary key)");
            tables.run("insert into attendance values ('" + sample.conflict + "')");
            tables.run("insert into attendance values ('nowhere')");
            tables.run("create table level (name varchar(20) not null primary key, grade integer)");
            tables.run("insert into level values ('first', 1)");
            tables.run("create table room (id integer not null primary key)");
            tables.run("insert into room values (1)");
            assertThat(run("verify").out())
                    .isEqualTo("checked 4 records and 3 rows of 1 tables; all is well" + System.lineSeparator());
        } finally {
            tables.run("drop table if exists attendance");
            tables.run("drop table if exists level");
            tables.run("drop table if exists room");
        }
    }

    @Test
    void whatIsHeldBackIsFound() throws SQLException {
        commands().sameOnEveryDatabase();
        assertFound(
                "insert into morango_held_back (held_since, origin, kind, profile, model_name, id, reason) values"
                        + " (current_timestamp, 'row', 'MISPLACED', 'school', 'lesson', '7', 'Its id is wrong.')",
                "delete from morango_held_back",
                "held: row 7 of school/lesson is not sent to anybody: Its id is wrong.; mend it; it is tried again when it is"
                        + " changed, when the application starts, and by Morango.heldBack().retry()");
    }

    @Test
    void changedRowsThatNoCertificateReachesAreFound() throws SQLException {
        commands().sameOnEveryDatabase();
        assertFound(
                "insert into morango_outbox (profile, model_name, kind, changed_rows) values ('school', 'lesson', 'CHANGED',"
                        + " '[\"x\", [\"y\", \"s\", \"null:lessons\"], [\"y\", \"s\", \"null:lessons\"]]')",
                "delete from morango_outbox where changed_rows like '%null:lessons%'",
                "placed: model school/lesson has changed rows that are not sent (2), because their partition begins with no"
                        + " root that this database has a certificate of its own under; let partition() return one that"
                        + " begins with the root's id, or let them refer to records under that root, and save them again;"
                        + " or add a certificate with a private key under theirs");
    }

    @Test
    void notesThatNobodyUnderstandsAreFound() throws SQLException {
        commands().sameOnEveryDatabase();
        String insert = "insert into morango_outbox (id, profile, model_name, kind, changed_rows) values ";
        String delete = "delete from morango_outbox where id > 900000";
        assertFound(
                insert + "(900001, 'school', 'lesson', 'CHANGE', '[\"x\"]')",
                delete,
                "outbox: note 900001 of school/lesson has a kind that nobody reads, 'CHANGE'; mend the program that writes"
                        + " such notes, delete this one, and call Morango.rescan");
        List<String> unreadable = List.of("x", "\"x\"", "[null]", "[[\"x\", \"s\"]]", "[7]");
        List<Integer> ids = IntStream.rangeClosed(1, unreadable.size())
                .mapToObj(i -> 900_000 + i)
                .toList();
        assertFound(
                ids.stream()
                        .map(id ->
                                "(" + id + ", 'school', 'lesson', 'CHANGED', '" + unreadable.get(id - 900_001) + "')")
                        .collect(Collectors.joining(", ", insert, "")),
                delete,
                ids.stream()
                        .map(id -> "outbox: note " + id
                                + " of school/lesson is not a JSON array of ids; mend the program"
                                + " that writes such notes; the next sync compares all rows of the model instead")
                        .toArray(String[]::new));
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
