package org.morango.example.school;

/** The second peer is on SQLite. */
class TwoPeersOnSqliteTest extends TwoPeersContract {
    @Override
    String databaseOfSecond() {
        return "jdbc:sqlite:" + directory.resolve("city.db");
    }
}
