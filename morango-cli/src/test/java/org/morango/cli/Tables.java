package org.morango.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** All tables of a database, as other programs see them. */
record Tables(String url) {

    void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns an id of 32 hexadecimal digits as SQL has it in the tables that keep ids as UUIDs or bytes. */
    String id(String hex) {
        boolean isUuid = url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:");
        return (isUuid ? "'" : "x'") + hex + "'";
    }

    /** Returns a value as text; bytes and UUIDs as hexadecimal digits. */
    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value instanceof UUID id ? id.toString().replace("-", "") : String.valueOf(value);
    }

    /** Returns the first column of the first row. */
    String value(String query) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return text(row.getObject(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns every row of every table; empty if there are no tables. */
    String content() throws SQLException {
        Map<String, TreeSet<String>> content = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet tables = connection
                        .getMetaData()
                        .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {
                            "TABLE", "BASE TABLE"
                        })) {
            while (tables.next()) {
                content.put(tables.getString("TABLE_NAME"), new TreeSet<>());
            }
            for (Map.Entry<String, TreeSet<String>> table : content.entrySet()) {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("select * from " + table.getKey())) {
                    while (rows.next()) {
                        Object[] row = new Object[rows.getMetaData().getColumnCount()];
                        for (int i = 0; i < row.length; i++) {
                            row[i] = text(rows.getObject(i + 1));
                        }
                        table.getValue().add(Arrays.toString(row));
                    }
                }
            }
        }
        return content.isEmpty() ? "" : content.toString();
    }
}
