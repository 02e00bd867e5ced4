package org.morango.merge;

/**
 * A conflict and its resolution. The contents are empty texts if the record was deleted with its content.
 *
 * @param recordId the record's id
 * @param profile the profile of its model
 * @param modelName the name of its model
 * @param partition its partition
 * @param ours the content here before the merge, as JSON
 * @param oursDeleted whether it was deleted here
 * @param theirs the received content
 * @param theirsDeleted whether it was deleted on the other side
 * @param merged the content from now on
 * @param deleted whether the record is deleted from now on
 */
public record ResolvedConflict(
        String recordId,
        String profile,
        String modelName,
        String partition,
        String ours,
        boolean oursDeleted,
        String theirs,
        boolean theirsDeleted,
        String merged,
        boolean deleted) {}
