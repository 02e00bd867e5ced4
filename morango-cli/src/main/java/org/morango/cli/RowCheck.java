package org.morango.cli;

import java.sql.Connection;
import java.sql.SQLException;
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
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRow;

/** Checks that the application's tables and the store have the same records. */
final class RowCheck {
    private static final int PAGE = 500;

    /** Number of keys to be looked up in the outbox together, because that reads all of it. */
    private static final int BATCH = 50_000;

    private final CliDatabase database;
    private final OutboxNotes outbox;
    private final ApplicationTables tables;
    private final Findings findings;

    /** The records for which no row was found yet, by id. */
    private final Map<String, Expected> missing = new TreeMap<>();

    RowCheck(CliDatabase database, ApplicationTables tables, Findings findings) {
        this.database = database;
        this.outbox = new OutboxNotes(database);
        this.tables = tables;
        this.findings = findings;
    }

    /**
     * Where the row of a record has to be.
     *
     * @param key its key; null if the store knows no row
     */
    private record Expected(
            String model, ApplicationTable table, @Nullable String key) {}

    private record Row(ApplicationTable table, @Nullable String key) {}

    /** Looks for the rows of records that are not deleted. */
    void checkRecords(List<StoreRow> page) {
        missing.putAll(withoutRow(expected(page)));
        if (missing.size() >= BATCH) {
            checkMissing();
        }
    }

    private Map<String, Expected> expected(List<StoreRow> records) {
        Map<String, Expected> expected = new TreeMap<>();
        for (StoreRow row : records) {
            ApplicationTable table = tables.find(row.profile, row.modelName);
            if (!row.deleted && table != null) {
                expected.put(row.id, new Expected(row.profile + "/" + row.modelName, table, table.key(row)));
            }
        }
        return expected;
    }

    /** Returns those that have no row. */
    private Map<String, Expected> withoutRow(Map<String, Expected> expected) {
        Set<Row> present = new HashSet<>();
        keys(expected.values())
                .forEach((table, keys) -> present(table, keys).forEach(key -> present.add(new Row(table, key))));
        return without(expected, present);
    }

    private static Map<String, Expected> without(Map<String, Expected> expected, Set<Row> rows) {
        Map<String, Expected> left = new TreeMap<>(expected);
        left.values().removeIf(record -> rows.contains(new Row(record.table(), record.key())));
        return left;
    }

    /** Returns the keys that are known, by table. */
    private static Map<ApplicationTable, Set<String>> keys(Collection<Expected> records) {
        Map<ApplicationTable, Set<String>> keys = new HashMap<>();
        for (Expected row : records) {
            if (row.key() != null) {
                keys.computeIfAbsent(row.table(), table -> new TreeSet<>()).add(row.key());
            }
        }
        return keys;
    }

    private Set<String> present(ApplicationTable table, Collection<String> keys) {
        return read(connection -> table.present(connection, keys));
    }

    /** Reports the records that have no row. */
    void checkMissing() {
        Map<String, Expected> left = stillExpected(new TreeMap<>(missing));
        missing.clear();
        // Looked for twice: a row that was written in between looked missing, and may have got another key.
        withoutRow(stored(left.keySet()))
                .forEach((id, row) -> findings.add(
                        "row",
                        "record " + id + " of " + row.model(),
                        "is in the store, but "
                                + (row.key() == null || row.table().hasRecordIds()
                                        ? "has no row"
                                        : "its row " + row.key() + " is not")
                                + " in table " + row.table().name(),
                        "Morango.rescan takes it for deleted; put the row back before, if it should not be"));
    }

    /**
     * Returns the records that are not pending and were not deleted. Reads the tables in the order in which a change
     * passes through them.
     */
    private Map<String, Expected> stillExpected(Map<String, Expected> records) {
        records.values().removeIf(row -> outbox.isRescanned(row.table()));
        Set<Row> deleted = new HashSet<>();
        keys(records.values())
                .forEach((table, keys) -> outbox.deleted(table, keys).forEach(key -> deleted.add(new Row(table, key))));
        Map<String, Expected> left = without(records, deleted);
        left.keySet().retainAll(stored(left.keySet()).keySet());
        left.keySet().removeAll(pending(left.keySet()));
        return left;
    }

    private Map<String, Expected> stored(Set<String> ids) {
        return expected(database.read((StatelessSession session) -> IdList.select(
                        session,
                        "select s.id, s.profile, s.modelName, s.localKey from MorangoStoreRow s where s.deleted = false"
                                + " and s.id",
                        Object[].class,
                        ids)
                .stream()
                .map(RowCheck::row)
                .toList()));
    }

    private static StoreRow row(Object[] values) {
        StoreRow row = new StoreRow();
        row.id = (String) values[0];
        row.profile = (String) values[1];
        row.modelName = (String) values[2];
        row.localKey = (String) values[3];
        return row;
    }

    private Set<String> pending(Set<String> ids) {
        return database.read((StatelessSession session) -> new HashSet<>(
                IdList.select(session, "select p.id from MorangoPendingRow p where p.id", String.class, ids)));
    }

    /** Checks that the rows of the models' tables are in the store or in the outbox; returns the number of rows. */
    long checkTables() {
        long rows = 0;
        for (ApplicationTable table : tables.all()) {
            rows += check(table);
        }
        return rows;
    }

    private long check(ApplicationTable table) {
        long rows = 0;
        Set<String> unknown = new TreeSet<>();
        List<Object> after = null;
        List<List<Object>> page;
        do {
            List<Object> last = after;
            page = read(connection -> table.after(connection, last, PAGE));
            if (!page.isEmpty()) {
                unknown.addAll(
                        unknown(table, page.stream().map(ApplicationTable::text).toList()));
                after = page.get(page.size() - 1);
                rows += page.size();
            }
            if (unknown.size() >= BATCH || page.size() < PAGE) {
                checkUnknown(table, unknown);
                unknown.clear();
            }
        } while (page.size() == PAGE);
        return rows;
    }

    /** Returns the keys of rows that have no record, apart from rows whose deletion is pending. */
    private Set<String> unknown(ApplicationTable table, Collection<String> keys) {
        Set<String> unknown = new TreeSet<>(keys);
        Map<String, String> deleted = new HashMap<>();
        for (Object[] row : records(table, keys)) {
            String key = (String) row[0];
            if (Boolean.TRUE.equals(row[2])) {
                deleted.put((String) row[1], key);
            } else {
                unknown.remove(key);
            }
        }
        pending(deleted.keySet()).forEach(id -> unknown.remove(Objects.requireNonNull(deleted.get(id))));
        return unknown;
    }

    /** Returns the key, the id and whether it is deleted of each record of these rows. */
    private List<Object[]> records(ApplicationTable table, Collection<String> keys) {
        return database.read((StatelessSession session) -> table.hasRecordIds()
                ? IdList.select(
                        session,
                        "select s.id, s.id, s.deleted from MorangoStoreRow s where s.id",
                        Object[].class,
                        IdList.wellFormed(keys))
                : IdList.select(
                        session,
                        "select s.localKey, s.id, s.deleted from MorangoStoreRow s where s.profile = :profile"
                                + " and s.modelName in :models and s.localKey",
                        Object[].class,
                        keys,
                        query ->
                                query.setParameter("profile", table.profile()).setParameter("models", table.models())));
    }

    private void checkUnknown(ApplicationTable table, Set<String> keys) {
        // The next sync compares the rows of a model that was changed in a way that does not tell which.
        if (keys.isEmpty() || outbox.isRescanned(table)) {
            return;
        }
        Set<String> unnoted = new TreeSet<>(keys);
        unnoted.removeAll(outbox.changed(table, keys));
        // Reads the store and the rows again, because the notes may have been serialized and the rows deleted since.
        new TreeSet<>(present(table, unknown(table, unnoted)))
                .forEach(key -> findings.add(
                        "row",
                        "row " + key + " of table " + table.name(),
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
