package org.morango.cli;

import org.junit.jupiter.api.AfterAll;
import org.morango.hibernate.PostgresServer;

/** Needs no installation. Skipped if PostgreSQL cannot be started. */
class CommandsOnPostgresTest extends CommandsContract {
    private PostgresServer postgres;

    @Override
    String newDatabase() {
        if (postgres == null) {
            postgres = PostgresServer.start();
        }
        return postgres.createDatabase();
    }

    @AfterAll
    void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }
}
