package org.morango.hibernate;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresReplicaTest extends ReplicaContract {
    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @Override
    TestDatabase database() {
        return server::createDatabase;
    }

    @AfterAll
    static void stop() {
        closePeers();
        if (server != null) {
            server.close();
        }
    }
}
