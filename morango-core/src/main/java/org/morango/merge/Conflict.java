package org.morango.merge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two contents of one record of which neither was made from the other.
 *
 * @param recordId the record's id
 * @param profile the profile of its model
 * @param modelName the name of its model
 * @param ours the content here
 * @param theirs the received content
 * @param ancestor a content that both were made from; null if none is known
 * @param oursChanged when the values here were changed
 * @param theirsChanged when the received values were changed
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

    /** Makes a conflict whose times of change are not known. */
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
