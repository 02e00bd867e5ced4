package org.morango.hibernate.mapping;

/**
 * Limit on the size of a record, in bytes of its JSON. A text has about as many bytes as characters, and a
 * {@code byte[]} takes a third more than its length. A flush that would write a larger record is refused. A row that
 * was written in another way is held back.
 */
public final class RecordSize {
    /** Property of the persistence unit: a whole number from 1,000 to 67,108,864. Default: 16,777,216 (16 MiB). */
    public static final String SETTING = "morango.max_record_bytes";

    private RecordSize() {}
}
