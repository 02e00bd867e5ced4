package org.morango.cli;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.StoreRow;

/** A table that holds the keys of the rows of some models. */
final class ApplicationTable {
    /** Number of keys in one statement. */
    private static final int PART = 64;

    private final String name;
    /** The table in SQL, or a query in its place. */
    private final String rows;

    private final String column;
    private final String profile;
    private final SortedSet<String> models;
    private final boolean hasRecordIds;
    private @Nullable KeyType type;

    /**
     * @param name its name as written in SQL
     * @param query the statement that selects the keys of its rows; null for all rows
     * @param column the column of the keys, as written in SQL
     * @param models the models whose rows have their keys in common with those of this table
     * @param hasRecordIds whether the keys are the ids of the records
     */
    ApplicationTable(
            String name,
            @Nullable String query,
            String column,
            String profile,
            SortedSet<String> models,
            boolean hasRecordIds) {
        this.name = name;
        this.rows = query == null ? name : "(" + query + ") shown";
        this.column = column;
        this.profile = profile;
        this.models = models;
        this.hasRecordIds = hasRecordIds;
    }

    String name() {
        return name;
    }

    String profile() {
        return profile;
    }

    SortedSet<String> models() {
        return models;
    }

    boolean hasRecordIds() {
        return hasRecordIds;
    }

    /** Returns the key of the row of a record; null if the record has no row. */
    @Nullable
    String key(StoreRow row) {
        return hasRecordIds ? row.id : row.localKey;
    }

    /** Returns those of the keys that have a row. */
    Set<String> present(Connection connection, Collection<String> keys) throws SQLException {
        KeyType known = type(connection);
        List<Object> wanted = known == null
                ? List.of()
                : keys.stream().map(known::key).flatMap(Optional::stream).toList();
        Set<String> found = new HashSet<>();
        String places = String.join(", ", Collections.nCopies(PART, "?"));
        try (PreparedStatement statement = connection.prepareStatement(
                "select " + column + " from " + rows + " where " + column + " in (" + places + ")")) {
            for (int from = 0; from < wanted.size(); from += PART) {
                for (int i = 0; i < PART; i++) {
                    statement.setObject(i + 1, wanted.get(Math.min(from + i, wanted.size() - 1)));
                }
                keys(statement).stream().map(KeyType::text).forEach(found::add);
            }
        }
        return found;
    }

    /** Returns the type of the keys, which the drivers do not tell alike; null while there is no row. */
    private @Nullable KeyType type(Connection connection) throws SQLException {
        if (type == null) {
            List<Object> first = after(connection, null, 1);
            type = first.isEmpty() ? null : KeyType.of(first.get(0));
        }
        return type;
    }

    /** Returns the next keys in order, from the first if there was none before. */
    List<Object> after(Connection connection, @Nullable Object last, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select " + column + " from " + rows
                + (last == null ? "" : " where " + column + " > ?") + " order by " + column + " limit " + limit)) {
            if (last != null) {
                statement.setObject(1, last);
            }
            return keys(statement);
        }
    }

    private static List<Object> keys(PreparedStatement statement) throws SQLException {
        List<Object> keys = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                keys.add(rows.getObject(1));
            }
        }
        return keys;
    }
}
