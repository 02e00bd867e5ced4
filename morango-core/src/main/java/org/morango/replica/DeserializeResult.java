package org.morango.replica;

/**
 * Result of writing the pending records into the application's tables.
 *
 * @param written rows inserted or updated in the application's tables
 * @param deleted rows deleted there
 * @param failed records that stay in the store, each with its reason
 */
public record DeserializeResult(long written, long deleted, long failed) {
    /** Nothing done. */
    public static final DeserializeResult NONE = new DeserializeResult(0, 0, 0);

    /** Returns the number of records that were looked at. */
    public long records() {
        return written + deleted + failed;
    }

    /** The sum of two. */
    public DeserializeResult plus(DeserializeResult other) {
        return new DeserializeResult(written + other.written, deleted + other.deleted, failed + other.failed);
    }
}
