package org.morango.hibernate;

import java.util.UUID;

class H2ReplicaTest extends ReplicaContract {
    @Override
    TestDatabase database() {
        return () -> "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }
}
