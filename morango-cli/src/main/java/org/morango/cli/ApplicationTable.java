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
 * A table of the application that may have the rows of a model: its key is one column of text.
 *
 * @param name its name
 * @param quoted its name as written in SQL
 * @param key the column of its key, as written in SQL
 */
record ApplicationTable(String name, String quoted, String key) implements Comparable<ApplicationTable> {
    private static final String LIBRARY = "morango_";

    /** Types of text in all databases. Others, such as enumerations, cannot be compared with an id. */
    private static final Set<String> TEXTS = Set.of(
            "character varying",
            "character",
            "varchar",
            "char",
            "bpchar",
            "text",
            "nvarchar",
            "nchar",
            "varchar_ignorecase");

    /** Number of ids in one statement. */
    private static final int PART = 64;

    /** Returns all such tables of the connection's schema. */
    static TreeSet<ApplicationTable> all(Connection connection) throws SQLException {
        Map<String, Set<String>> texts = new TreeMap<>();
        DatabaseMetaData metadata = connection.getMetaData();
        try (ResultSet columns = metadata.getColumns(connection.getCatalog(), connection.getSchema(), "%", "%")) {
            while (columns.next()) {
                String table = columns.getString("TABLE_NAME");
                if (!lower(table).startsWith(LIBRARY) && isText(columns.getString("TYPE_NAME"))) {
                    texts.computeIfAbsent(table, t -> new HashSet<>()).add(columns.getString("COLUMN_NAME"));
                }
            }
        }
        TreeSet<ApplicationTable> tables = new TreeSet<>();
        String quote = metadata.getIdentifierQuoteString().strip();
        for (Map.Entry<String, Set<String>> table : texts.entrySet()) {
            List<String> keys = keys(connection, table.getKey());
            if (keys.size() == 1 && table.getValue().contains(keys.get(0))) {
                tables.add(new ApplicationTable(
                        lower(table.getKey()), quote + table.getKey() + quote, quote + keys.get(0) + quote));
            }
        }
        return tables;
    }

    private static boolean isText(String type) {
        return TEXTS.contains(lower(type).replaceAll("\\(.*", "").strip());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
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

    /** Returns those of the ids that have a row in the table. */
    Set<String> present(Connection connection, Collection<String> ids) throws SQLException {
        Set<String> found = new HashSet<>();
        List<String> all = List.copyOf(ids);
        String places = String.join(", ", Collections.nCopies(PART, "?"));
        String query = "select " + key + " from " + quoted + " where " + key + " in (" + places + ")";
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

    /** Returns the next ids of rows, in order. */
    List<String> after(Connection connection, String last, int limit) throws SQLException {
        List<String> page = new ArrayList<>();
        String query = "select " + key + " from " + quoted + " where " + key + " > ? order by " + key;
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
    public int compareTo(ApplicationTable other) {
        return name.compareTo(other.name);
    }
}
