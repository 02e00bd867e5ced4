package org.morango.cli;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRow;

/**
 * Checks that the application's tables and the store have the same records. The database does not say which table
 * belongs to a model: the table of a model is the one in which most of its first records are found.
 */
final class RowCheck {
    private static final int PAGE = 500;
    private static final int MOST_MODELS = 10_000;

    /** Number of ids to be looked up in the outbox together, because that reads all of it. */
    private static final int BATCH = 50_000;

    private final CliDatabase database;
    private final OutboxNotes outbox;
    private final TreeSet<ApplicationTable> tables;
    private final Findings findings;
    private final Set<String> known = new HashSet<>();

    private final Map<String, ApplicationTable> tableOf = new HashMap<>();

    /** The records for which no row was found yet: their models, by id. */
    private final Map<String, String> missing = new TreeMap<>();

    RowCheck(CliDatabase database, Findings findings) {
        this.database = database;
        this.outbox = new OutboxNotes(database);
        this.tables = read(ApplicationTable::all);
        this.findings = findings;
        database.select(Object[].class, MOST_MODELS, "select distinct m.profile, m.modelName from MorangoModelRow m")
                .forEach(row -> known.add(row[0] + "/" + row[1]));
    }

    /** Returns the tables of the models. */
    Set<ApplicationTable> tables() {
        return new TreeSet<>(tableOf.values());
    }

    /** Looks for the rows of records that are not deleted. */
    void checkRecords(List<StoreRow> page) {
        Map<String, String> expected = new TreeMap<>();
        for (StoreRow row : page) {
            String model = row.profile + "/" + row.modelName;
            if (!row.deleted && known.contains(model)) {
                expected.put(row.id, model);
            }
        }
        withoutRow(expected).forEach(id -> missing.put(id, Objects.requireNonNull(expected.get(id))));
        if (missing.size() >= BATCH) {
            checkMissing();
        }
    }

    /** Reports the records that have no row. */
    void checkMissing() {
        missing.keySet().retainAll(stillExpected(missing.keySet()));
        // Looked for twice: a row that was written in between looked missing.
        Set<String> gone = missing.isEmpty() ? Set.of() : withoutRow(missing);
        gone.forEach(id -> findings.add(
                "row",
                "record " + id + " of " + missing.get(id),
                "is in the store, but in no table of the application",
                "Morango.rescan takes it for deleted; put the row back before, if it should not be"));
        missing.clear();
    }

    /** Returns the ids that have no row; the models are given by id. */
    private Set<String> withoutRow(Map<String, String> models) {
        Set<String> left = new TreeSet<>(models.keySet());
        Map<String, Set<String>> ids = models.keySet().stream()
                .collect(Collectors.groupingBy(
                        id -> Objects.requireNonNull(models.get(id)), TreeMap::new, Collectors.toSet()));
        ids.forEach((model, rows) -> {
            ApplicationTable table = tableOf.get(model);
            if (table == null) {
                left.removeAll(findTable(model, rows));
            } else {
                left.removeAll(present(table, rows));
            }
        });
        for (ApplicationTable table : tables) {
            if (!left.isEmpty()) {
                left.removeAll(present(table, left));
            }
        }
        return left;
    }

    /** Finds the table of a model by some of its records. Returns those that it has. */
    private Set<String> findTable(String model, Set<String> ids) {
        Map<ApplicationTable, Set<String>> found = new TreeMap<>();
        tables.forEach(table -> found.put(table, present(table, ids)));
        return found.entrySet().stream()
                .filter(table -> !table.getValue().isEmpty())
                .max(Comparator.comparing(table -> table.getValue().size()))
                .map(table -> {
                    tableOf.put(model, table.getKey());
                    return table.getValue();
                })
                .orElse(Set.of());
    }

    private Set<String> present(ApplicationTable table, Collection<String> ids) {
        return read(connection -> table.present(connection, ids));
    }

    /**
     * Returns the ids that are not pending and were not deleted. Reads the tables in the order in which a change passes
     * through them.
     */
    private Set<String> stillExpected(Set<String> ids) {
        Set<String> rescans = outbox.rescans();
        Set<String> left = new TreeSet<>(ids);
        left.removeIf(id -> rescans.contains(missing.get(id)));
        left.removeAll(outbox.deleted(left));
        left.retainAll(stored(left));
        left.removeAll(pending(left));
        return left;
    }

    private Set<String> stored(Set<String> ids) {
        return ids("select s.id from MorangoStoreRow s where s.deleted = false and s.id", ids);
    }

    private Set<String> pending(Set<String> ids) {
        return ids("select p.id from MorangoPendingRow p where p.id", ids);
    }

    private Set<String> ids(String query, Set<String> ids) {
        return database.read(
                (StatelessSession session) -> new HashSet<>(IdList.select(session, query, String.class, ids)));
    }

    /** Checks that the rows of the models' tables are in the store or in the outbox; returns the number of rows. */
    long checkTables() {
        long rows = 0;
        for (ApplicationTable table : tables()) {
            Set<String> unknown = new TreeSet<>();
            String after = "";
            List<String> page;
            do {
                String last = after;
                page = read(connection -> table.after(connection, last, PAGE));
                if (!page.isEmpty()) {
                    unknown.addAll(unknown(new TreeSet<>(page)));
                    after = page.get(page.size() - 1);
                    rows += page.size();
                }
                if (unknown.size() >= BATCH || page.size() < PAGE) {
                    checkUnknown(table, unknown);
                    unknown.clear();
                }
            } while (page.size() == PAGE);
        }
        return rows;
    }

    private Set<String> unknown(Set<String> ids) {
        Set<String> unknown = new TreeSet<>(ids);
        unknown.removeAll(stored(ids));
        unknown.removeAll(pending(unknown));
        return unknown;
    }

    private void checkUnknown(ApplicationTable table, Set<String> ids) {
        // The next sync compares the rows of such a model. Only the store knows the model of a row.
        if (ids.isEmpty() || !outbox.rescans().isEmpty()) {
            return;
        }
        Set<String> unnoted = new TreeSet<>(ids);
        unnoted.removeAll(outbox.changed(ids));
        // Reads the store and the rows again, because the notes may have been serialized and the rows deleted since.
        present(table, unknown(unnoted))
                .forEach(id -> findings.add(
                        "row",
                        "row " + id + " of table " + table.name(),
                        "is neither in the store nor in the outbox",
                        "call Morango.rescan, which notices it"));
    }

    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T read(Query<T> query) {
        return database.read(session -> session.doReturningWork(query::run));
    }
}
