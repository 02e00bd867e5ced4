package org.morango.hibernate.internal.entity;

import org.jspecify.annotations.Nullable;
import org.morango.record.RecordIdRule;

/**
 * The library's access to what the application does not see of an entity that extends SyncableEntity. That type is not
 * named here, because its class depends on this package.
 */
public interface EntityAccess {
    @Nullable
    String id(Object entity);

    /** Returns the name of the entity's model; null if the entity has no annotation that gives it one. */
    @Nullable
    String modelName(Object entity);

    /** Returns how the ids of the entity's model are made; null if the entity has no annotation that says so. */
    @Nullable
    RecordIdRule idRule(Object entity);

    /**
     * Returns the source id that was given to the entity when it was persisted, or else the one it asks for; null for a
     * random one.
     */
    @Nullable
    String ownSourceId(Object entity);

    /** Returns the source id that the entity asks for now. */
    @Nullable
    String askedSourceId(Object entity);

    /** Sets the id, so that the entity's callbacks can read it. */
    void assign(Object entity, @Nullable String id);

    /** Notes that the entity's callbacks have run before it is persisted. */
    void markPrepared(Object entity);

    /** Returns whether that was noted, and removes the note. */
    boolean takePrepared(Object entity);

    /** Returns the partition template that the entity asks for. */
    String ownPartition(Object entity);

    void place(Object entity, String sourceId, String partition);

    /** Returns the partition that was given to the entity when it was persisted; null if the entity was loaded. */
    @Nullable
    String partition(Object entity);

    static EntityAccess get() {
        return EntityAccessHolder.get();
    }

    /** Called once, by the base class. */
    static void open(EntityAccess access) {
        EntityAccessHolder.set(access);
    }
}
