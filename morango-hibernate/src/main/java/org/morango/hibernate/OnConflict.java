package org.morango.hibernate;

/** Which content a record has after two peers have changed it independently. */
public enum OnConflict {
    /** That of the peer that merges, as in the original. */
    KEEP_OURS,

    /** That which was received. */
    TAKE_THEIRS,

    /** That with the greater value of {@link Syncable#latestBy()}. */
    LATEST,

    /** Each attribute for itself: what only one side has changed, if that is known, otherwise the greater value. */
    FIELD_BY_FIELD
}
