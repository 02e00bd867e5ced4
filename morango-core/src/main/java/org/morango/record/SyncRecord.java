package org.morango.record;

/**
 * One record as it is kept in a store and sent over the wire. Protocol section 1.
 *
 * @param id the record's id
 * @param profile the profile of its model
 * @param modelName the name of its model
 * @param sourceId what makes it unique in its partition and model
 * @param partition its partition, the id filled in
 * @param serialized its content, a JSON object as text
 * @param deleted whether it is deleted
 * @param hardDeleted whether it is deleted with its content
 * @param version who saved it last
 * @param conflictingData the contents that lost in conflicts, newest first, a newline after each
 * @param selfReference the id of the record of the same model that it points at; empty if none or not known yet
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
     * Whether both are versions of one record. Its id, profile, model, partition and source id never change: if two records
     * share an id and differ in another of these, one of them is not what it says.
     */
    public boolean isVersionOf(SyncRecord other) {
        return id.equals(other.id)
                && profile.equals(other.profile)
                && modelName.equals(other.modelName)
                && partition.equals(other.partition)
                && sourceId.equals(other.sourceId);
    }

    /** This record with another history. */
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

    /** This record with what else has lost in conflicts. */
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

    /** This record with its content written otherwise. */
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

    /** This record with another content: there, whether or not it was deleted, and without anything that has lost. */
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

    /** This record as it is when it is saved again: by a version that its history then knows. */
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
