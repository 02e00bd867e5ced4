package org.morango.hibernate.internal.pipeline;

/** How much a pass works through before it commits: databases keep what a transaction has changed, H2 in memory. */
final class Passes {
    private static final int RECORDS = 10_000;

    private Passes() {}

    /** Tests need several passes of few records, also in processes of their own. */
    static int records() {
        return Integer.getInteger("org.morango.passRecords", RECORDS);
    }
}
