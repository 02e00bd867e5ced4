package org.morango.it.database;

import org.junit.jupiter.api.Nested;
import org.morango.hibernate.RandomRuns;

/** Operations of a replica on every database, in any order and with a crash at any point. */
abstract class OperationsContract {

    /** Returns the URL of a database, whose former tables are dropped. */
    abstract String url();

    /** Returns the number of random runs. */
    long seeds() {
        return RandomRuns.count(2, 10);
    }

    @Nested
    class ReferenceModel extends ReferenceModelContract {
        ReferenceModel() {
            super(Things.WITH_RECORD_IDS);
        }

        @Override
        String url() {
            return OperationsContract.this.url();
        }

        @Override
        long seeds() {
            return OperationsContract.this.seeds();
        }
    }

    @Nested
    class ReferenceModelOfOwnKeys extends ReferenceModelContract {
        ReferenceModelOfOwnKeys() {
            super(Things.WITH_OWN_KEYS);
        }

        @Override
        String url() {
            return OperationsContract.this.url();
        }

        @Override
        long seeds() {
            return OperationsContract.this.seeds();
        }
    }

    @Nested
    class CrashPoints extends CrashPointsContract {
        @Override
        String url() {
            return OperationsContract.this.url();
        }
    }

    @Nested
    class Departure extends LeavingContract {
        @Override
        String url() {
            return OperationsContract.this.url();
        }
    }
}
