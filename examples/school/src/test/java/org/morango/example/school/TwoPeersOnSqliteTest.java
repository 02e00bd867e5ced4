package org.morango.example.school;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The second peer is on SQLite. */
class TwoPeersOnSqliteTest extends TwoPeersContract {
    @Override
    String databaseOfSecond() {
        return "jdbc:sqlite:" + directory.resolve("city.db");
    }

    /** Does not depend on the database; runs each time on H2 and PostgreSQL. */
    @Override
    @Test
    @EnabledIfSystemProperty(named = "tests.all", matches = "true", disabledReason = "Runs with -Pnightly.")
    void changesTravel() {
        super.changesTravel();
    }
}
