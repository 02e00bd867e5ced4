package org.morango.cli;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRow;

/**
 * Checks that the application's tables and the store have the same records. The database does not say which table
 * belongs to a model; all tables with the library's columns are searched.
 */
final class RowCheck {
    private static final int PAGE = 500;
    private static final int MOST_MODELS = 10_000;

    private final CliDatabase database;
    private final TreeSet<SyncedTable> tables;
    private final Findings findings;
    private final Set<String> known;
    private final Set<String> noted;

    /** The table in which a model's records were last found. */
    private final Map<String, SyncedTable> usual = new HashMap<>();

    RowCheck(CliDatabase database, TreeSet<SyncedTable> tables, Findings findings) {
        this.database = database;
        this.tables = tables;
        this.findings = findings;
        this.known = models("select distinct m.profile, m.modelName from MorangoModelRow m");
        // SQL has changed rows of these models, and the next sync finds out which.
        this.noted = models("select distinct n.profile, n.modelName from MorangoRescanRow n");
    }

    private Set<String> models(String query) {
        Set<String> models = new HashSet<>();
        database.select(Object[].class, MOST_MODELS, query).forEach(row -> models.add(row[0] + "/" + row[1]));
        return models;
    }

    private static String model(StoreRow row) {
        return row.profile + "/" + row.modelName;
    }

    /** Checks that records which are not deleted have rows. */
    void checkRecords(List<StoreRow> page) {
        Map<String, StoreRow> expected = new TreeMap<>();
        for (StoreRow row : page) {
            if (!row.deleted && known.contains(model(row)) && !noted.contains(model(row))) {
                expected.put(row.id, row);
            }
        }
        // Checked twice: a row written or deleted in between looks missing once.
        Set<String> missing = missing(expected);
        expected.keySet().retainAll(missing);
        missing(expected)
                .forEach(id -> findings.add(
                        "row",
                        ContentCheck.name(Objects.requireNonNull(expected.get(id))),
                        "is in the store, but in no table of the application",
                        "Morango.rescan takes it for deleted; put the row back before, if it should not be"));
    }

    private Set<String> missing(Map<String, StoreRow> expected) {
        if (tables.isEmpty() || expected.isEmpty()) {
            return Set.of();
        }
        Set<String> missing = withoutRow(expected);
        return missing.isEmpty() ? missing : database.read(session -> stillExpected(session, missing));
    }

    private Set<String> withoutRow(Map<String, StoreRow> expected) {
        Map<SyncedTable, Set<String>> guesses = new TreeMap<>();
        expected.values()
                .forEach(row -> guesses.computeIfAbsent(
                                usual.getOrDefault(model(row), tables.first()), t -> new HashSet<>())
                        .add(row.id));
        Set<String> missing = new TreeSet<>(expected.keySet());
        guesses.forEach((table, ids) -> find(table, ids, expected, missing));
        for (SyncedTable table : tables) {
            if (!missing.isEmpty()) {
                find(table, Set.copyOf(missing), expected, missing);
            }
        }
        return missing;
    }

    private void find(SyncedTable table, Set<String> ids, Map<String, StoreRow> expected, Set<String> missing) {
        Set<String> present = read(connection -> table.present(connection, ids));
        present.forEach(id -> usual.put(model(Objects.requireNonNull(expected.get(id))), table));
        missing.removeAll(present);
    }

    /**
     * Removes ids that are pending or were deleted. Reads the tables in the order in which a deletion passes through
     * them.
     */
    private static Set<String> stillExpected(StatelessSession session, Set<String> ids) {
        Set<String> left = new TreeSet<>(ids);
        left.removeAll(ids(session, "select t.id from MorangoTombstoneRow t where t.id", left));
        left.retainAll(ids(session, "select s.id from MorangoStoreRow s where s.deleted = false and s.id", left));
        left.removeAll(ids(session, "select p.id from MorangoPendingRow p where p.id", left));
        return left;
    }

    private static List<String> ids(StatelessSession session, String query, Collection<String> ids) {
        return IdList.select(session, query, String.class, ids);
    }

    /** Checks that rows without an unserialized change are in the store; returns the number of rows. */
    long checkTables() {
        long rows = 0;
        for (SyncedTable table : tables) {
            String after = "";
            List<String> page;
            do {
                String last = after;
                page = read(connection -> table.unmarkedAfter(connection, last, PAGE));
                if (!page.isEmpty()) {
                    checkStored(table, page);
                    after = page.get(page.size() - 1);
                    rows += page.size();
                }
            } while (page.size() == PAGE);
        }
        return rows;
    }

    private void checkStored(SyncedTable table, List<String> page) {
        List<String> unknown = new ArrayList<>(page);
        database.read(session -> {
            unknown.removeAll(new HashSet<>(
                    ids(session, "select s.id from MorangoStoreRow s where s.deleted = false and s.id", page)));
            unknown.removeAll(new HashSet<>(ids(session, "select p.id from MorangoPendingRow p where p.id", unknown)));
            return unknown;
        });
        // A row of a noted model cannot be told apart here, because only the store knows a row's model.
        if (!unknown.isEmpty() && noted.isEmpty()) {
            // Reads the rows again, because they may have been deleted in the meantime.
            read(connection -> table.unmarked(connection, unknown))
                    .forEach(id -> findings.add(
                            "row",
                            "row " + id + " of table " + table.name(),
                            "is not in the store, and is not marked to get there",
                            "call Morango.rescan, which notices it"));
        }
    }

    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T read(Query<T> query) {
        return database.read(session -> session.doReturningWork(query::run));
    }
}
