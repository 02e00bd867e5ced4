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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.CompositeKey;
import org.morango.hibernate.internal.store.StoreRow;

/** A table that holds the keys of the rows of some models. */
final class ApplicationTable {
    /** Number of keys in one statement. */
    private static final int PART = 64;

    private final String name;
    /** The table in SQL, or a query in its place. */
    private final String rows;

    private final List<String> columns;
    private final String profile;
    private final SortedSet<String> models;
    private final boolean hasRecordIds;
    private List<KeyType> types = List.of();

    /**
     * @param name its name as written in SQL
     * @param query the statement that selects the keys of its rows; null for all rows
     * @param columns the columns of the keys, as written in SQL
     * @param models the models whose rows have their keys in common with those of this table
     * @param hasRecordIds whether the keys are the ids of the records
     */
    ApplicationTable(
            String name,
            @Nullable String query,
            List<String> columns,
            String profile,
            SortedSet<String> models,
            boolean hasRecordIds) {
        this.name = name;
        this.rows = query == null ? name : "(" + query + ") shown";
        this.columns = columns;
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
        List<KeyType> known = types(connection);
        List<List<Object>> wanted = keys.stream()
                .map(key -> values(known, key))
                .flatMap(Optional::stream)
                .toList();
        Set<String> found = new HashSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement("select " + listed() + " from " + rows + " where " + anyOf())) {
            for (int from = 0; from < wanted.size(); from += PART) {
                List<List<Object>> part = new ArrayList<>();
                for (int i = 0; i < PART; i++) {
                    part.add(wanted.get(Math.min(from + i, wanted.size() - 1)));
                }
                bind(statement, part);
                keys(statement).stream().map(ApplicationTable::text).forEach(found::add);
            }
        }
        return found;
    }

    private String listed() {
        return String.join(", ", columns);
    }

    /**
     * Returns a condition that a row has one of the keys of a part. Keys of several columns are also compared column by
     * column, because not every database finds an index for pairs.
     */
    private String anyOf() {
        String places = String.join(", ", Collections.nCopies(PART, "?"));
        String each =
                columns.stream().map(column -> column + " in (" + places + ")").collect(Collectors.joining(" and "));
        String one = columns.stream().map(column -> column + " = ?").collect(Collectors.joining(" and ", "(", ")"));
        return columns.size() == 1 ? each : each + " and (" + String.join(" or ", Collections.nCopies(PART, one)) + ")";
    }

    private void bind(PreparedStatement statement, List<List<Object>> part) throws SQLException {
        int index = 1;
        for (int column = 0; column < columns.size(); column++) {
            for (List<Object> key : part) {
                statement.setObject(index++, key.get(column));
            }
        }
        if (columns.size() > 1) {
            for (List<Object> key : part) {
                for (Object value : key) {
                    statement.setObject(index++, value);
                }
            }
        }
    }

    /** Returns the values of the columns of a key; empty if the columns cannot hold it. */
    private static Optional<List<Object>> values(List<KeyType> types, String key) {
        List<String> texts = types.size() == 1 ? List.of(key) : CompositeKey.parse(key);
        if (texts == null || texts.size() != types.size()) {
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            types.get(i).key(texts.get(i)).ifPresent(values::add);
        }
        return values.size() == types.size() ? Optional.of(values) : Optional.empty();
    }

    /** Returns the text of a key, as the library writes it. */
    static String text(List<Object> key) {
        return key.size() == 1
                ? KeyType.text(key.get(0))
                : new CompositeKey(key.stream().<Object>map(KeyType::text).toList()).toString();
    }

    /** Returns the types of the columns, which the drivers do not tell alike; none while there is no row. */
    private List<KeyType> types(Connection connection) throws SQLException {
        if (types.isEmpty()) {
            List<List<Object>> first = after(connection, null, 1);
            types = first.isEmpty()
                    ? List.of()
                    : first.get(0).stream().map(KeyType::of).toList();
        }
        return types;
    }

    /** Returns the next keys in order, from the first if there was none before. */
    List<List<Object>> after(Connection connection, @Nullable List<Object> last, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select " + listed() + " from " + rows
                + (last == null ? "" : " where " + isAfter()) + " order by " + listed() + " limit " + limit)) {
            if (last != null) {
                int index = 1;
                for (int i = 0; i < columns.size(); i++) {
                    for (int j = 0; j <= i; j++) {
                        statement.setObject(index++, last.get(j));
                    }
                }
            }
            return keys(statement);
        }
    }

    private String isAfter() {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.subList(0, i).stream()
                                .map(column -> column + " = ? and ")
                                .collect(Collectors.joining())
                        + columns.get(i) + " > ?")
                .collect(Collectors.joining(" or "));
    }

    private List<List<Object>> keys(PreparedStatement statement) throws SQLException {
        List<List<Object>> keys = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                List<Object> key = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    key.add(rows.getObject(i));
                }
                keys.add(key);
            }
        }
        return keys;
    }
}
