package org.morango.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes the rows of a sync with JDBC batches and nothing else. */
final class PlainJdbc {
    private static final int BATCH = 1_000;

    private final List<Table> tables;

    private PlainJdbc(List<Table> tables) {
        this.tables = tables;
    }

    /** A table and all of its rows. */
    private record Table(String insert, List<Object[]> rows) {}

    /** Reads whole tables into memory. */
    static PlainJdbc read(String url, String... names) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            for (String name : names) {
                List<Object[]> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery("select * from " + name)) {
                    int columns = result.getMetaData().getColumnCount();
                    List<String> columnNames = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        columnNames.add(result.getMetaData().getColumnName(i));
                    }
                    while (result.next()) {
                        Object[] row = new Object[columns];
                        for (int i = 0; i < columns; i++) {
                            row[i] = result.getObject(i + 1);
                        }
                        rows.add(row);
                    }
                    tables.add(new Table(
                            "insert into " + name + " (" + String.join(", ", columnNames) + ") values ("
                                    + String.join(", ", Collections.nCopies(columns, "?")) + ")",
                            rows));
                }
            }
        }
        return new PlainJdbc(tables);
    }

    /** Returns the size of a table on disk in bytes, on PostgreSQL with its indexes. */
    static long size(String url, String table) throws SQLException {
        String function = url.startsWith("jdbc:h2:") ? "disk_space_used" : "pg_total_relation_size";
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("select " + function + "('" + table + "')")) {
            size.next();
            return size.getLong(1);
        }
    }

    /** Returns the number of rows of all tables. */
    int count() {
        return tables.stream().mapToInt(table -> table.rows().size()).sum();
    }

    /** Writes the tables in one transaction; returns the duration in seconds. */
    double write(String url) throws SQLException {
        try (Connection connection = connect(url)) {
            long start = System.nanoTime();
            connection.setAutoCommit(false);
            for (Table table : tables) {
                try (PreparedStatement insert = connection.prepareStatement(table.insert())) {
                    int pending = 0;
                    for (Object[] row : table.rows()) {
                        for (int i = 0; i < row.length; i++) {
                            insert.setObject(i + 1, row[i]);
                        }
                        insert.addBatch();
                        if (++pending % BATCH == 0) {
                            insert.executeBatch();
                        }
                    }
                    insert.executeBatch();
                }
            }
            connection.commit();
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url);
    }
}
