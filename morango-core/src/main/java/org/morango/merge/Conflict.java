package org.morango.merge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two contents of one record, neither of which was made from the other.
 *
 * @param recordId the record
 * @param profile the profile of its model
 * @param modelName its model
 * @param ours the content here
 * @param theirs the content that was received
 * @param ancestor a content that both were made from; null if none is known
 * @param oursChanged when the values here were changed
 * @param theirsChanged when those that were received were changed
 */
public record Conflict(
        String recordId,
        String profile,
        String modelName,
        ObjectNode ours,
        ObjectNode theirs,
        @Nullable ObjectNode ancestor,
        ChangeTimes oursChanged,
        ChangeTimes theirsChanged) {

    /** A conflict of contents of which nothing is known of when their values were changed. */
    public Conflict(
            String recordId,
            String profile,
            String modelName,
            ObjectNode ours,
            ObjectNode theirs,
            @Nullable ObjectNode ancestor) {
        this(recordId, profile, modelName, ours, theirs, ancestor, ChangeTimes.NONE, ChangeTimes.NONE);
    }
}
