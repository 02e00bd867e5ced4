package org.morango.merge;

import org.jspecify.annotations.Nullable;
import org.morango.record.SyncRecord;

/**
 * What became of a received record.
 *
 * @param outcome which case it was
 * @param record what the store holds from now on
 * @param conflict what has been decided in a conflict; otherwise null
 */
public record MergeResult(
        Outcome outcome, SyncRecord record, @Nullable ResolvedConflict conflict) {
    /** What became of a record that was no conflict. */
    MergeResult(Outcome outcome, SyncRecord record) {
        this(outcome, record, null);
    }

    /** The cases of a merge. In all but {@link #ALREADY_KNOWN} the stored record becomes dirty. */
    public enum Outcome {
        /** There was no local record: the received one is taken. */
        NEW,
        /** The local record already holds the received version: it stays unchanged. */
        ALREADY_KNOWN,
        /** The received record was made from the local version: it replaces the local one. */
        FAST_FORWARD,
        /** Both were changed independently, to the same content: from now on they have one history. */
        SAME_CONTENT,
        /** Both were changed independently. */
        CONFLICT
    }
}
