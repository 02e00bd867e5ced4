package org.morango.hibernate.mapping;

/**
 * How large a record may be, in bytes of its JSON: a text has about as many as characters, a {@code byte[]} a third more
 * than bytes. A flush that would write more is refused, and a row that was written in another way is held back.
 */
public final class RecordSize {
    /** The property of the persistence unit: a whole number from 1,000 to 67,108,864. By default 16,777,216 (16 MiB). */
    public static final String SETTING = "morango.max_record_bytes";

    private RecordSize() {}
}
