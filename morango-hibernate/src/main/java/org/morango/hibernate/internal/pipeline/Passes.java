package org.morango.hibernate.internal.pipeline;

/**
 * Number of records in a pass, which then commits: databases keep the changes of a transaction until it ends, H2 in
 * memory.
 */
final class Passes {
    private static final int RECORDS = 10_000;

    private Passes() {}

    /**
     * Returns the number of records in a pass. Tests set it, also in processes of their own, because they need several
     * passes of few records.
     */
    static int records() {
        return Integer.getInteger("org.morango.passRecords", RECORDS);
    }
}
