package org.morango.record;

/**
 * One record as it is stored and sent over the wire. See docs/protocol.md, "Words".
 *
 * @param id the record's id
 * @param profile the profile of its model
 * @param modelName the name of its model
 * @param sourceId what makes it unique in its partition and model
 * @param partition its partition, with the id filled in
 * @param serialized its content, a JSON object as text
 * @param deleted whether it is deleted
 * @param hardDeleted whether it is deleted with its content
 * @param version the instance that saved it last, and its counter
 * @param conflictingData its conflicting contents, newest first, a newline after each
 * @param selfReference the id of the record of the same model that it refers to; empty if none or not known yet
 * @param history its record max counters
 */
public record SyncRecord(
        String id,
        String profile,
        String modelName,
        String sourceId,
        String partition,
        String serialized,
        boolean deleted,
        boolean hardDeleted,
        RecordVersion version,
        String conflictingData,
        String selfReference,
        RecordHistory history) {

    /**
     * Returns whether both are versions of the same record. A record's id, profile, model, partition and source id
     * never change. If two records have the same id and differ in another of these, one of them is not what it claims
     * to be.
     */
    public boolean isVersionOf(SyncRecord other) {
        return id.equals(other.id)
                && profile.equals(other.profile)
                && modelName.equals(other.modelName)
                && partition.equals(other.partition)
                && sourceId.equals(other.sourceId);
    }

    /**
     * Returns whether the id that both records have belongs to this one. It is the hash of this record's partition,
     * source id and model, while the other has taken it as its source id. Nobody can find parts for a given hash, but
     * anybody who knows an id can take it.
     */
    public boolean ownsIdOf(SyncRecord other) {
        return hasHashedId() && !other.hasHashedId();
    }

    private boolean hasHashedId() {
        return RecordIdRule.HASH.fits(id, partition, sourceId, modelName);
    }

    /** Returns this record with another history. */
    public SyncRecord withHistory(RecordHistory history) {
        return new SyncRecord(
                id,
                profile,
                modelName,
                sourceId,
                partition,
                serialized,
                deleted,
                hardDeleted,
                version,
                conflictingData,
                selfReference,
                history);
    }

    /** Returns this record with other conflicting contents. */
    public SyncRecord withConflictingData(String conflictingData) {
        return new SyncRecord(
                id,
                profile,
                modelName,
                sourceId,
                partition,
                serialized,
                deleted,
                hardDeleted,
                version,
                conflictingData,
                selfReference,
                history);
    }

    /** Returns this record with the same content in another text. */
    public SyncRecord withSerialized(String serialized) {
        return new SyncRecord(
                id,
                profile,
                modelName,
                sourceId,
                partition,
                serialized,
                deleted,
                hardDeleted,
                version,
                conflictingData,
                selfReference,
                history);
    }

    /** Returns this record with another content: not deleted, and without conflicting contents. */
    public SyncRecord withContent(String serialized, String selfReference) {
        return new SyncRecord(
                id,
                profile,
                modelName,
                sourceId,
                partition,
                serialized,
                false,
                false,
                version,
                "",
                selfReference,
                history);
    }

    /** Returns this record as saved again, with a version that its history then knows. */
    public SyncRecord savedAs(RecordVersion version) {
        return new SyncRecord(
                id,
                profile,
                modelName,
                sourceId,
                partition,
                serialized,
                deleted,
                hardDeleted,
                version,
                conflictingData,
                selfReference,
                history.with(version));
    }
}
