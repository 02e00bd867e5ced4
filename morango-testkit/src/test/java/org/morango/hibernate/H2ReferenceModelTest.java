package org.morango.hibernate;

import java.util.UUID;

class H2ReferenceModelTest extends ReferenceModelContract {
    @Override
    String createUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    @Override
    long seeds() {
        return Long.getLong("simulation.seeds", 30);
    }
}
