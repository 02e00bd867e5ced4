package org.morango.merge;

/**
 * A conflict, and what was decided. The contents are empty texts if the record was deleted with its content.
 *
 * @param recordId the record
 * @param profile the profile of its model
 * @param modelName its model
 * @param partition its partition
 * @param ours the content that was here, as JSON
 * @param oursDeleted whether it was deleted here
 * @param theirs the content that was received
 * @param theirsDeleted whether it was deleted there
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
