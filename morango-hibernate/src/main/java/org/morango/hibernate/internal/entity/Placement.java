package org.morango.hibernate.internal.entity;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the values that partition() of entities returns: no sync sends a row outside the partitions of all roots, and
 * nothing else would report it.
 */
public final class Placement {
    private static final Logger LOG = LoggerFactory.getLogger("org.morango.hibernate.mapping.SyncableEntity");

    /** The entities that were reported already. Each is reported once. */
    private static final Set<Class<?>> TOLD = ConcurrentHashMap.newKeySet();

    private Placement() {}

    /** @throws MorangoException if a value that the partition is made of is not set yet */
    static void check(Object entity, String template) {
        String name = entity.getClass().getName();
        if (template.equals("null") || template.startsWith("null:")) {
            throw new MorangoException(
                    "Entity " + name + " cannot be persisted: its partition() is " + template
                            + ". It has to begin with the id of"
                            + " a root certificate; set what it is made of before the entity is persisted.",
                    Map.of("entity", name));
        }
        if (template.isEmpty() && TOLD.add(entity.getClass())) {
            LOG.warn(
                    "The partition() of entity {} is empty: no certificate reaches such rows, and no sync sends them.",
                    name);
        }
        if (!template.isEmpty() && !Filter.isPrefix(template) && TOLD.add(entity.getClass())) {
            LOG.warn(
                    "The partition() of entity {} holds white space or a control character. Filters are cut there, so no"
                            + " certificate can be for such a partition alone: make it of ids.",
                    name);
        }
    }

    /**
     * Refuses a change by which an entity would belong to another partition: its key is the id of its record, which
     * follows from the partition in which it was persisted.
     *
     * @param before the entity's state before the change
     * @param after the state that was written
     */
    public static void refuseMove(
            Object entity,
            Object[] before,
            Object[] after,
            EntityPersister persister,
            SharedSessionContractImplementor session) {
        // Does not load anything for this check, which runs in the middle of a flush.
        if (!Stream.of(before, after).flatMap(Arrays::stream).allMatch(Hibernate::isInitialized)) {
            return;
        }
        String id = EntityAccess.get().id(entity);
        String now = partition(entity);
        if (id == null || now == null) {
            return;
        }
        String placed = partition(id, before, persister, session);
        if (placed != null && !Ids.partition(now, id).equals(Ids.partition(placed, id))) {
            String name = entity.getClass().getName();
            throw new MorangoException(
                    "Entity " + name + ", id " + id + ", cannot be changed so that its partition() is " + now
                            + ": its record is in " + placed
                            + ", and its id follows from that. To move it, remove the entity"
                            + " and persist a new one. If the record may stay where it is, mark the entity @Syncable(moves ="
                            + " Moves.STAY).",
                    Map.of("entity", name, "record", id));
        }
    }

    /** Returns the partition of an entity in an earlier state. */
    private static @Nullable String partition(
            String id, Object[] state, EntityPersister persister, SharedSessionContractImplementor session) {
        try {
            Object earlier = persister.instantiate(id, session);
            persister.setValues(earlier, state);
            return partition(earlier);
        } catch (RuntimeException e) {
            // This is only a check. The constructor is the application's.
            return null;
        }
    }

    private static @Nullable String partition(Object entity) {
        try {
            return EntityAccess.get().ownPartition(entity);
        } catch (RuntimeException e) {
            // partition() need not work for entities that are not new.
            return null;
        }
    }
}
