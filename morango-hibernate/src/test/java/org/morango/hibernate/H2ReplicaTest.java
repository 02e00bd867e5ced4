package org.morango.hibernate;

import java.util.UUID;

class H2ReplicaTest extends ReplicaContract {
    @Override
    TestDatabase database() {
        // Parsing a statement takes longer than running it on a few rows.
        return () -> "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=1000";
    }
}
