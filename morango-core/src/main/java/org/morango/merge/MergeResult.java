package org.morango.merge;

import org.jspecify.annotations.Nullable;
import org.morango.record.SyncRecord;

/**
 * Result of merging one received record.
 *
 * @param outcome the case
 * @param record the record that the store holds from now on
 * @param conflict the resolved conflict; null if there was none
 */
public record MergeResult(
        Outcome outcome, SyncRecord record, @Nullable ResolvedConflict conflict) {
    /** Makes the result of a merge without a conflict. */
    MergeResult(Outcome outcome, SyncRecord record) {
        this(outcome, record, null);
    }

    /** The cases of a merge. In all but {@link #ALREADY_KNOWN} the stored record becomes pending. */
    public enum Outcome {
        /** There was no local record; the received one is stored. */
        NEW,
        /** The local record already contains the received version; it stays unchanged. */
        ALREADY_KNOWN,
        /** The received record replaces the local version: it was made from that, or this side may not change it. */
        FAST_FORWARD,
        /** Both were changed independently, to the same content; their histories are united. */
        SAME_CONTENT,
        /** Both were changed independently. */
        CONFLICT,
        /** Both are the same version with different contents: a counter was used twice, or a peer lies. */
        FORK
    }
}
