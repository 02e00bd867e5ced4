package org.morango.it.database;

import org.junit.jupiter.api.Nested;
import org.morango.hibernate.RandomRuns;

class H2OperationsTest extends OperationsContract {
    @Override
    String url() {
        return "jdbc:h2:mem:operations;DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=1000";
    }

    @Override
    long seeds() {
        return RandomRuns.count(6, 30);
    }

    @Nested
    class OwnKeyCrashPoints extends OwnKeyCrashPointsContract {
        @Override
        String url() {
            return H2OperationsTest.this.url();
        }
    }

    @Nested
    class MoveCrashPoints extends MoveCrashPointsContract {
        @Override
        String url() {
            return H2OperationsTest.this.url();
        }
    }
}
