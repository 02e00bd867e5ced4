package org.morango.hibernate;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A program that commits many changes at once, and reports when the commit begins and when it is done. */
final class LargeTransaction {
    static final int ROWS = 20_000;
    private static final int BATCH = 500;

    private LargeTransaction() {}

    /** The part of the transaction that a database holds. */
    record State(long inserted, long deleted, long updated) {
        static final State NOTHING = new State(0, 0, 0);
        static final State ALL = new State(ROWS, ROWS / 10, 1);
    }

    static void prepare(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String table : new String[] {"inserted", "deleted", "updated"}) {
                statement.execute("drop table if exists " + table);
            }
            statement.execute("create table inserted (id int primary key, t varchar(300))");
            statement.execute("create index inserted_t on inserted (t)");
            statement.execute("create table deleted (id int primary key, t varchar(300))");
            statement.execute("create table updated (n int)");
            statement.execute("insert into updated values (0)");
            connection.setAutoCommit(false);
            insert(connection, "deleted", ROWS / 10);
            connection.commit();
        }
    }

    static State state(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select (select count(*) from inserted),"
                        + " (select count(*) from deleted), (select n from updated)")) {
            found.next();
            return new State(found.getLong(1), ROWS / 10 - found.getLong(2), found.getLong(3));
        }
    }

    private static void insert(Connection connection, String table, int rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into " + table + " values (?, ?)")) {
            for (int i = 1; i <= rows; i++) {
                insert.setInt(1, i);
                // The values are not in the order of the index.
                insert.setString(2, Integer.toHexString(i * 0x9E3779B9) + " ".repeat(200));
                insert.addBatch();
                if (i % BATCH == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
    }

    public static void main(String... arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection(arguments[0]);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            insert(connection, "inserted", ROWS);
            statement.execute("update updated set n = 1");
            statement.execute("delete from deleted");
            System.out.println("begins");
            connection.commit();
            System.out.println("done");
            // Waits until it is killed: an orderly end would write everything.
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
