package org.morango.example.school;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.morango.hibernate.EmbeddedMariaDb;

/** The second peer is on MariaDB. */
class TwoPeersOnMariaDbTest extends TwoPeersContract {
    @TempDir
    private static Path directory;

    private static EmbeddedMariaDb mariaDb;

    @BeforeAll
    static void startMariaDb() {
        mariaDb = EmbeddedMariaDb.start(directory);
    }

    @AfterAll
    static void stopMariaDb() {
        if (mariaDb != null) {
            mariaDb.close();
        }
    }

    @Override
    String databaseOfSecond() {
        return mariaDb.createDatabase();
    }

    /** Does not depend on the database; runs each time on H2 and PostgreSQL. */
    @Override
    @Test
    @EnabledIfSystemProperty(named = "tests.all", matches = "true", disabledReason = "Runs with -Pnightly.")
    void changesTravel() {
        super.changesTravel();
    }
}
