package org.morango.record;

/** Rule that makes the id of a model's records from their parts. See docs/protocol.md, "Identifiers". */
public enum RecordIdRule {
    /** The hash of partition template, source id and model name. */
    HASH {
        @Override
        public String id(String partitionTemplate, String sourceId, String modelName) {
            return Ids.recordId(partitionTemplate, sourceId, modelName);
        }
    },
    /** The source id itself, which has to be 32 lower-case hexadecimal digits. */
    SOURCE_ID {
        @Override
        public String id(String partitionTemplate, String sourceId, String modelName) {
            return sourceId;
        }
    };

    /** Returns the id of the record with these parts. */
    public abstract String id(String partitionTemplate, String sourceId, String modelName);

    /** Returns whether a record has the id that follows from its parts. */
    public boolean fits(String id, String partition, String sourceId, String modelName) {
        return id(partition.replace(id, "${id}"), sourceId, modelName).equals(id);
    }
}
