package org.morango.cli;

import org.junit.jupiter.api.AfterAll;
import org.morango.hibernate.EmbeddedMariaDb;

/** Needs no installation. Skipped if MariaDB cannot be started. */
class CommandsOnMariaDbTest extends CommandsContract {
    private EmbeddedMariaDb mariaDb;

    @Override
    String newDatabase() {
        if (mariaDb == null) {
            mariaDb = EmbeddedMariaDb.start(directory);
        }
        return mariaDb.createDatabase();
    }

    @AfterAll
    void stop() {
        if (mariaDb != null) {
            mariaDb.close();
        }
    }
}
