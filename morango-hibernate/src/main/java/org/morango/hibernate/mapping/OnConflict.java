package org.morango.hibernate.mapping;

/** Strategy that decides which content a record has after two peers have changed it independently. */
public enum OnConflict {
    /** Keeps the content of the peer that merges, as Python Morango does. */
    KEEP_OURS,

    /** Takes the received content. */
    TAKE_THEIRS,

    /** Takes the content with the greater value of {@link Syncable#latestBy()}. */
    LATEST,

    /**
     * Decides for each attribute: the value that only one side has changed, if that is known, otherwise the greater
     * value.
     */
    FIELD_BY_FIELD
}
