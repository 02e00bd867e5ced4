package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * Trigger of H2 that executes the statement that is its comment, with values of the row in place of {@code {old.column}}
 * and {@code {new.column}}. Not API. Databases call it by its name, so every program that opens one needs it in its class
 * path. It uses nothing else of the library.
 */
public final class H2NoteTrigger implements Trigger {
    private static final Pattern VALUE = Pattern.compile("\\{(old|new)\\.(\"[^\"]+\"|[^}\"]+)}");

    private @Nullable String schema;
    private @Nullable String name;
    private @Nullable String table;
    private volatile @Nullable Note note;

    /**
     * The statement, and the values that it takes.
     *
     * @param columns the number of the table's columns
     */
    private record Note(String sql, List<Value> values, int columns) {}

    /** A value of the row after or before the change, by its position. */
    private record Value(boolean isNew, int position) {}

    @Override
    public void init(
            Connection connection, String schemaName, String triggerName, String tableName, boolean before, int type) {
        schema = schemaName;
        name = triggerName;
        table = tableName;
    }

    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after) throws SQLException {
        int columns = before == null ? length(after) : before.length;
        Note known = note;
        if (known == null || known.columns() != columns) {
            // The table may have got another column.
            known = read(connection);
            note = known;
        }
        try (PreparedStatement statement = connection.prepareStatement(known.sql())) {
            for (int i = 0; i < known.values().size(); i++) {
                Value value = known.values().get(i);
                Object[] row = value.isNew() ? after : before;
                statement.setObject(i + 1, row == null ? null : row[value.position()]);
            }
            statement.executeUpdate();
        }
    }

    private static int length(Object @Nullable [] row) {
        return row == null ? 0 : row.length;
    }

    private Note read(Connection connection) throws SQLException {
        List<String> columns = strings(
                connection,
                "select column_name from information_schema.columns where table_schema = ? and table_name = ?"
                        + " order by ordinal_position",
                table);
        List<String> comments = strings(
                connection,
                "select remarks from information_schema.triggers where trigger_schema = ? and trigger_name = ?"
                        + " and remarks is not null fetch first row only",
                name);
        if (comments.isEmpty()) {
            throw new SQLException(
                    "Trigger " + name + " has lost its comment, which says what it notes; create it again"
                            + " as org.morango.hibernate.CaptureTriggers says.");
        }
        List<Value> values = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        Matcher matcher = VALUE.matcher(comments.get(0));
        while (matcher.find()) {
            matcher.appendReplacement(sql, "?");
            values.add(new Value(matcher.group(1).equals("new"), position(columns, matcher.group(2))));
        }
        matcher.appendTail(sql);
        return new Note(sql.toString(), values, columns.size());
    }

    private int position(List<String> columns, String column) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            boolean isSame = column.startsWith("\"")
                    ? column.equals("\"" + columns.get(i) + "\"")
                    : column.equalsIgnoreCase(columns.get(i));
            if (isSame) {
                return i;
            }
        }
        throw new SQLException("Trigger " + name + " notes values of column " + column + ", which table " + table
                + " has no longer; create the triggers again as org.morango.hibernate.CaptureTriggers says.");
    }

    private List<String> strings(Connection connection, String sql, @Nullable String subject) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            statement.setString(2, subject);
            try (ResultSet rows = statement.executeQuery()) {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        }
    }
}
