package org.morango.hibernate.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.record.RecordVersion;
import tools.jackson.databind.JsonNode;

/**
 * A record with conflicting contents, as it was when it was read.
 *
 * @param recordId the record
 * @param profile the profile of its model
 * @param modelName its model
 * @param partition its partition
 * @param entityClass its entity; null if this application does not know the model
 * @param deleted whether the record is deleted
 * @param version the record's version
 * @param current the record's content, including local changes that are not synced yet
 * @param lost the conflicting contents, newest conflict first; each content once
 */
public record ConflictingRecord(
        String recordId,
        String profile,
        String modelName,
        String partition,
        @Nullable Class<?> entityClass,
        boolean deleted,
        RecordVersion version,
        Content current,
        List<Content> lost) {

    /**
     * One content of the record.
     *
     * @param json the content in wire format; a text node if a peer has sent something other than JSON
     * @param entity the content as a detached entity whose references are not loaded; null if it does not fit the
     *     entity, or if there is no entity
     * @param author the id of the instance that saved it; empty if that is unknown, as for contents stored by Python
     *     Morango, or if it is a local change that is not synced yet
     * @param lostAt when it lost the conflict, by the clock of the peer that resolved it; empty if it did not lose, or
     *     if the time is unknown
     */
    public record Content(JsonNode json, @Nullable Object entity, Optional<String> author, Optional<Instant> lostAt) {
        /**
         * Returns the content as an entity.
         *
         * @throws MorangoException if it does not fit that type
         */
        public <E> E as(Class<E> type) {
            if (!type.isInstance(entity)) {
                throw new MorangoException(
                        "This content is not a " + type.getName() + "; use its JSON.",
                        Map.of("entity", type.getName()));
            }
            return type.cast(entity);
        }
    }
}
