package org.morango.hibernate;

import org.junit.jupiter.api.Nested;

/** What the operations of a replica do on every database, whatever their order and wherever they end. */
abstract class OperationsContract {

    /** A database, whose tables of before are dropped. */
    abstract String url();

    /** How many random runs there are. */
    long seeds() {
        return RandomRuns.count(3, 10);
    }

    @Nested
    class ReferenceModel extends ReferenceModelContract {
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
}
