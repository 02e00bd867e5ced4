package org.morango.example.school;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.morango.hibernate.PostgresServer;

/** The second peer is on PostgreSQL. Needs no installation. Skipped if PostgreSQL cannot be started. */
class TwoPeersOnPostgresTest extends TwoPeersContract {
    private static PostgresServer postgres;

    @BeforeAll
    static void startPostgres() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stopPostgres() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    String databaseOfSecond() {
        return postgres.createDatabase();
    }
}
