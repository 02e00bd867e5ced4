package org.morango.cli;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A table of the application whose rows are synced. It has the three columns of the library and a key of one column.
 *
 * @param name its name
 * @param quoted its name as written in SQL
 * @param key the column of the records' ids, as written in SQL
 * @param dirty the column that marks changed rows, as written in SQL
 * @param partition the column of the partitions, as written in SQL
 */
record SyncedTable(String name, String quoted, String key, String dirty, String partition)
        implements Comparable<SyncedTable> {
    private static final List<String> MARKS = List.of("morango_dirty", "morango_source_id", "morango_partition");

    /** Number of ids in one statement. */
    private static final int PART = 64;

    /** Returns the tables that the schema alone shows to be synced. */
    static TreeSet<SyncedTable> all(Connection connection) throws SQLException {
        Map<String, Map<String, String>> marks = new TreeMap<>();
        DatabaseMetaData metadata = connection.getMetaData();
        for (String pattern : List.of("morango%", "MORANGO%")) {
            try (ResultSet columns =
                    metadata.getColumns(connection.getCatalog(), connection.getSchema(), "%", pattern)) {
                while (columns.next()) {
                    String column = columns.getString("COLUMN_NAME");
                    marks.computeIfAbsent(columns.getString("TABLE_NAME"), t -> new TreeMap<>())
                            .put(column.toLowerCase(Locale.ROOT), column);
                }
            }
        }
        TreeSet<SyncedTable> tables = new TreeSet<>();
        String quote = metadata.getIdentifierQuoteString().strip();
        for (Map.Entry<String, Map<String, String>> table : marks.entrySet()) {
            List<String> keys = keys(connection, table.getKey());
            if (table.getValue().keySet().containsAll(MARKS) && keys.size() == 1) {
                tables.add(new SyncedTable(
                        table.getKey().toLowerCase(Locale.ROOT),
                        quote + table.getKey() + quote,
                        quote + keys.get(0) + quote,
                        quote + table.getValue().get("morango_dirty") + quote,
                        quote + table.getValue().get("morango_partition") + quote));
            }
        }
        return tables;
    }

    private static List<String> keys(Connection connection, String table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet keys =
                connection.getMetaData().getPrimaryKeys(connection.getCatalog(), connection.getSchema(), table)) {
            while (keys.next()) {
                names.add(keys.getString("COLUMN_NAME"));
            }
        }
        return names;
    }

    /** Returns the number of rows, and the number of rows with unserialized changes. */
    long[] counts(Connection connection) throws SQLException {
        String query =
                "select count(*), coalesce(sum(case when " + dirty + " > 0 then 1 else 0 end), 0) from " + quoted;
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new long[] {row.getLong(1), row.getLong(2)};
        }
    }

    /** Returns the number of rows with unserialized changes whose partition begins with none of these ids. */
    long outside(Connection connection, List<String> roots) throws SQLException {
        String query = "select count(*) from " + quoted + " where " + dirty + " > 0 and not ("
                + String.join(" or ", Collections.nCopies(roots.size(), partition + " like ?")) + ")";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < roots.size(); i++) {
                statement.setString(i + 1, roots.get(i) + "%");
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Returns those of the ids that have a row in the table. */
    Set<String> present(Connection connection, Collection<String> ids) throws SQLException {
        return select(connection, ids, "");
    }

    /** Returns those of the ids that have a row without an unserialized change. */
    Set<String> unmarked(Connection connection, Collection<String> ids) throws SQLException {
        return select(connection, ids, " and " + dirty + " = 0");
    }

    private Set<String> select(Connection connection, Collection<String> ids, String condition) throws SQLException {
        Set<String> found = new HashSet<>();
        List<String> all = List.copyOf(ids);
        String places = String.join(", ", Collections.nCopies(PART, "?"));
        String query = "select " + key + " from " + quoted + " where " + key + " in (" + places + ")" + condition;
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int from = 0; from < all.size(); from += PART) {
                for (int i = 0; i < PART; i++) {
                    statement.setString(i + 1, all.get(Math.min(from + i, all.size() - 1)));
                }
                addIds(statement, found);
            }
        }
        return found;
    }

    /** Returns the next ids of rows without unserialized changes, in order. */
    List<String> unmarkedAfter(Connection connection, String last, int limit) throws SQLException {
        List<String> page = new ArrayList<>();
        String query =
                "select " + key + " from " + quoted + " where " + key + " > ? and " + dirty + " = 0 order by " + key;
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setMaxRows(limit);
            statement.setString(1, last);
            addIds(statement, page);
        }
        return page;
    }

    private static void addIds(PreparedStatement statement, Collection<String> ids) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
    }

    @Override
    public int compareTo(SyncedTable other) {
        return name.compareTo(other.name);
    }
}
