package org.morango.record;

/** How the id of a model's records follows from their parts. Protocol section 2. */
public enum RecordIdRule {
    /** The hash of partition template, source id and model name. */
    HASH {
        @Override
        public String id(String partitionTemplate, String sourceId, String modelName) {
            return Ids.recordId(partitionTemplate, sourceId, modelName);
        }
    },
    /** The source id itself, which then has to be 32 lower-case hex digits. */
    SOURCE_ID {
        @Override
        public String id(String partitionTemplate, String sourceId, String modelName) {
            return sourceId;
        }
    };

    /** The id of the record that has these parts. */
    public abstract String id(String partitionTemplate, String sourceId, String modelName);
}
