package org.morango.hibernate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;
import org.morango.record.RecordVersion;
import tools.jackson.databind.JsonNode;

/**
 * A record that has lost contents in conflicts, as it was when it was read.
 *
 * @param recordId the record
 * @param profile the profile of its model
 * @param modelName its model
 * @param partition its partition
 * @param entityClass its entity; null if this application does not know the model
 * @param deleted whether the record is deleted
 * @param version the record's version
 * @param current what it holds, with changes here that are not synced yet
 * @param lost what it does not hold any more, the newest conflict's first; each content once
 */
public record KeptConflict(
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
     * @param json as it travels; a text if a peer has sent something else than JSON
     * @param entity the same as a detached entity, in which what it refers to is not loaded; null if it does not fit the
     *     entity, or there is none
     * @param author the id of the instance that has saved it; empty if it is not known, as with contents that peers of Python
     *     Morango have kept, or if it is a change here that is not synced yet
     * @param lostAt when it has lost, by the clock of the peer that has resolved the conflict; empty if it has not lost, or if
     *     that is not known
     */
    public record Content(
            JsonNode json, @Nullable SyncableEntity entity, Optional<String> author, Optional<Instant> lostAt) {
        /**
         * The content as an entity.
         *
         * @throws MorangoException if it does not fit that
         */
        public <E extends SyncableEntity> E as(Class<E> type) {
            if (!type.isInstance(entity)) {
                throw new MorangoException(
                        "This content is no " + type.getName() + "; look at its JSON.",
                        Map.of("entity", type.getName()));
            }
            return type.cast(entity);
        }
    }
}
