package org.morango.hibernate.mapping;

/** What makes a row of one peer and a row of another the same record. */
public enum Identity {
    /**
     * {@link #LOCAL} for generated numbers, {@link #KEY} for UUIDs, {@link #NATURAL} for keys that contain references
     * and no plain number. Other keys need one of the values below: an entity with such a key is refused at start.
     */
    BY_KEY_TYPE,

    /**
     * Each peer numbers its own rows. A row is a record of its own, whose id is made when the row is first
     * serialized. Other peers insert it under a key of theirs. The key has to be generated.
     */
    LOCAL,

    /** Rows of the same key are the same record, within their partition. The key has to be unique among all peers. */
    KEY,

    /**
     * Rows with the same values of {@link Syncable#natural()} are the same record, within their partition. The
     * attributes need a unique constraint, and do not change. If the key contains references, its parts are the
     * attributes, and other peers make the row's key from their own rows.
     */
    NATURAL
}
