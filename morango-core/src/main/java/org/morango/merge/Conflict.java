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
 */
public record Conflict(
        String recordId,
        String profile,
        String modelName,
        ObjectNode ours,
        ObjectNode theirs,
        @Nullable ObjectNode ancestor) {}
