package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;

/** Findings of {@code verify} among rows with keys of their own: numbers, texts and UUIDs, on each database product. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class VerifyKeysContract {
    private static final int RECORDS = 2 * OwnKeySample.MANY + 14;
    private static final String LEFT_OUT =
            "model school/guest is left out, because its table is not noted: it also has rows that are not synced, its key"
                    + " has a date, a boolean or an enum, or an older version of the library was started last";

    private static final String RESCAN_DELETES =
            "; Morango.rescan takes it for deleted; put the row back before, if it should not be";
    private static final String RESCAN_NOTICES =
            " is neither in the store nor in the outbox; call Morango.rescan, which notices it";

    private String url = "";
    private OwnKeySample sample;
    private Tables tables;

    /** Returns the tests of all commands. */
    abstract CommandsContract commands();

    @BeforeAll
    void fill() throws IOException {
        url = commands().newDatabase();
        sample = new OwnKeySample(url);
        tables = new Tables(url);
    }

    @AfterAll
    void close() {
        if (sample != null) {
            sample.close();
        }
    }

    private JsonNode json(String... args) {
        return Run.of(Stream.concat(Stream.of(args), Stream.of("--json", "--db", url))
                        .toArray(String[]::new))
                .json();
    }

    private List<String> findings() {
        return Run.of("verify", "--limit", "100", "--db", url)
                .out()
                .lines()
                .filter(line -> !line.equals(LEFT_OUT) && !line.startsWith("checked "))
                .toList();
    }

    /** Damages the database and checks the findings. */
    private void assertFound(String damage, String repair, String... findings) throws SQLException {
        tables.run(damage);
        try {
            assertThat(findings()).containsExactly(findings);
        } finally {
            tables.run(repair);
        }
        assertThat(findings()).isEmpty();
    }

    private String record(String model, String value, String order) {
        return tables.value("select " + value + " from morango_store where model_name = '" + model
                + "' and local_key is not null order by id" + order + " limit 1");
    }

    private void note(String model, String kind, String rows) throws SQLException {
        tables.run("insert into morango_outbox (profile, model_name, kind, changed_rows) values ('school', '" + model
                + "', '" + kind + "', '" + rows + "')");
    }

    private void forgetNotes() throws SQLException {
        tables.run("delete from morango_outbox");
    }

    @Test
    void rowsOfAnyKeyAreVerified() {
        assertThat(Run.texts(json("pending").get("pending"), "reason")).isEmpty();
        JsonNode result = json("verify");
        assertThat(Run.texts(result.get("findings"), "problem")).isEmpty();
        assertThat(result.get("records").longValue()).isEqualTo(RECORDS);
        // The guest's row is not checked.
        assertThat(result.get("rows").longValue()).isEqualTo(RECORDS - 1);
        assertThat(result.get("tables").toString())
                .isEqualTo(
                        "[\"badge\",\"booking\",\"device\",\"laptop\",\"locker\",\"lunch\",\"phone\",\"pupil\",\"room\",\"shelf\"]");
        assertThat(result.get("unchecked").toString()).isEqualTo("[\"school/guest\"]");
        assertThat(Run.of("verify", "--db", url).out().lines())
                .containsExactly(
                        LEFT_OUT,
                        "checked " + RECORDS + " records and " + (RECORDS - 1) + " rows of 10 tables; all is well");
    }

    @Test
    void recordsAndRowsThatLostEachOtherAreFound() throws SQLException {
        Map<String, String> keys = new TreeMap<>();
        List<String> expected = new ArrayList<>();
        String elsewhere = "is in the store, but its row 999999 is not in table ";
        for (String model : List.of("pupil", "badge", "room", "shelf", "locker", "laptop", "phone", "device")) {
            // One record from the first page, and one from the last.
            for (String order : List.of("", " desc")) {
                String id = record(model, "id", order);
                if (!keys.containsKey(id)) {
                    keys.put(id, record(model, "local_key", order));
                    expected.add(
                            "row: record " + id + " of school/" + model + " " + elsewhere + model + RESCAN_DELETES);
                    expected.add("row: row " + keys.get(id) + " of table " + model + RESCAN_NOTICES);
                }
            }
        }
        try {
            // A number, a UUID and what is neither, whichever the table has.
            for (String other : List.of("999999", "00000000-0000-4000-8000-000000000000", "?")) {
                tables.run("update morango_store set local_key = '" + other + "' where id in ("
                        + keys.keySet().stream().map(tables::id).collect(Collectors.joining(", ")) + ")");
                assertThat(findings())
                        .containsExactlyInAnyOrderElementsOf(expected.stream()
                                .map(finding -> finding.replace("999999", other))
                                .toList());
            }
        } finally {
            for (Map.Entry<String, String> key : keys.entrySet()) {
                tables.run("update morango_store set local_key = '" + key.getValue() + "' where id = "
                        + tables.id(key.getKey()));
            }
        }
        assertThat(findings()).isEmpty();
    }

    @Test
    void numbersBehindTheKeysAreFound() throws SQLException {
        assumeTrue(url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:"), "numbers itself from the keys");
        assertFound(
                "alter table pupil alter column id restart with 1",
                "alter table pupil alter column id restart with 1000",
                "numbers: table pupil will give new rows keys that are taken: column id has not reached the highest key, "
                        + (OwnKeySample.MANY + 1) + "; restart it above that");
    }

    @Test
    void recordThatKnowsNoRowIsFound() throws SQLException {
        commands().sameOnEveryDatabase();
        String id = record("pupil", "id", "");
        String key = record("pupil", "local_key", "");
        assertFound(
                "update morango_store set local_key = null where id = " + tables.id(id),
                "update morango_store set local_key = '" + key + "' where id = " + tables.id(id),
                "row: record " + id + " of school/pupil is in the store, but has no row in table pupil"
                        + RESCAN_DELETES,
                "row: row " + key + " of table pupil" + RESCAN_NOTICES);
    }

    @Test
    void recordOfAnotherModelWithTheSameKeyDoesNotCount() throws SQLException {
        commands().sameOnEveryDatabase();
        String key = record("pupil", "local_key", "");
        String room = "local_key = 'A 1' and model_name = 'room'";
        tables.run("update morango_store set local_key = '" + key + "' where " + room);
        try {
            assertThat(findings()).hasSize(2).allMatch(finding -> finding.contains("room"));
        } finally {
            tables.run("update morango_store set local_key = 'A 1' where local_key = '" + key
                    + "' and model_name = 'room'");
        }
        assertThat(findings()).isEmpty();
    }

    @Test
    void onlyNotesOfTheSameHierarchyExplainARow() throws SQLException {
        commands().sameOnEveryDatabase();
        String id = record("laptop", "id", "");
        String key = record("laptop", "local_key", "");
        String rows = "[\"" + key + "\"]";
        tables.run("update morango_store set local_key = 'gone' where id = " + tables.id(id));
        try {
            note("badge", "CHANGED", rows);
            note("badge", "DELETED", "[\"gone\"]");
            note("badge", "RESCAN", "[]");
            assertThat(findings()).hasSize(2);
            forgetNotes();
            // A bulk statement on the base notes the rows of all subclasses under the base.
            note("device", "CHANGED", rows);
            assertThat(findings()).hasSize(1);
            note("device", "DELETED", "[\"gone\"]");
            assertThat(findings()).isEmpty();
            forgetNotes();
            note("device", "RESCAN", "[]");
            assertThat(findings()).isEmpty();
        } finally {
            forgetNotes();
            tables.run("update morango_store set local_key = '" + key + "' where id = " + tables.id(id));
        }
    }

    @Test
    void rowsThatSoftDeletionHidesAreNotThere() throws SQLException {
        Map<String, List<String>> flags = Map.of(
                "booking",
                List.of("deleted = true", "deleted = false"),
                "lunch",
                List.of("cancelled = 1", "cancelled = 0"));
        for (String table : List.of("booking", "lunch")) {
            assertThat(tables.value("select count(*) from " + table)).isEqualTo("2");
            String id = record(table, "id", "");
            String key = record(table, "local_key", "");
            String update = "update " + table + " set ";
            String where = " where id = " + key;
            assertFound(
                    update + flags.get(table).get(0) + where,
                    update + flags.get(table).get(1) + where,
                    "row: record " + id + " of school/" + table + " is in the store, but its row " + key
                            + " is not in table " + table + RESCAN_DELETES);
            assertFound(
                    "update morango_store set local_key = '999999' where id = " + tables.id(id),
                    "update morango_store set local_key = '" + key + "' where id = " + tables.id(id),
                    "row: record " + id + " of school/" + table
                            + " is in the store, but its row 999999 is not in table " + table + RESCAN_DELETES,
                    "row: row " + key + " of table " + table + RESCAN_NOTICES);
        }
    }

    @Test
    void tableThatCannotBeReadIsFoundAndOthersAreChecked() throws SQLException {
        tables.run("update morango_model set key_table = 'nowhere' where model_name = 'pupil'");
        try {
            assertThat(findings())
                    .singleElement()
                    .satisfies(
                            finding -> assertThat(finding)
                                    .startsWith("table: table nowhere of school/pupil cannot be read: ")
                                    .containsIgnoringCase("nowhere")
                                    .endsWith(
                                            "; let this command's user read it; or start the application once, which notes its tables"));
            assertThat(json("verify").get("rows").longValue()).isEqualTo(RECORDS - OwnKeySample.MANY - 2);
        } finally {
            tables.run("update morango_model set key_table = 'pupil' where model_name = 'pupil'");
        }
    }

    @Test
    void rowsWithoutAPartitionAreFoundAndCounted() throws SQLException {
        commands().sameOnEveryDatabase();
        OwnKeys.Pupil pupil = new OwnKeys.Pupil(null);
        sample.run(session -> session.persist(pupil));
        assertThat(json("status").get("unplaced").longValue()).isZero();
        sample.sync();
        try {
            String found = "placed: model school/pupil has changed rows that are not sent (1), because ";
            assertThat(findings())
                    .containsExactly(
                            found + "an attribute that their partition or identity is made of is null, what they"
                                    + " refer to does not tell which of several roots is theirs, or they refer to a row that has no"
                                    + " record yet; set the attribute, or mend the row that they refer to: it is held back, or unplaced itself");
            assertThat(json("status").get("unplaced").longValue()).isEqualTo(1);
            tables.run("update morango_certificate set profile = 'elsewhere'");
            assertThat(findings())
                    .containsExactly(
                            found + "this database has no certificate of its own yet, and their partition begins with"
                                    + " its root; request a certificate, or create a root; they are sent then");
            assertThat(json("status").get("unplaced").longValue()).isEqualTo(1);
        } finally {
            tables.run("update morango_certificate set profile = 'school'");
            sample.run(session -> session.remove(session.merge(pupil)));
            sample.sync();
        }
        assertThat(findings()).isEmpty();
        assertThat(json("status").get("unplaced").longValue()).isZero();
    }
}
