package org.morango.hibernate.internal.capture;

import org.jspecify.annotations.Nullable;
import org.morango.hibernate.SyncableEntity;

/** The library's access to an entity's marks, which the application does not see. */
public interface EntityAccess {
    @Nullable
    String id(SyncableEntity entity);

    /** Returns the source id under which the entity was persisted, or the one it asks for; null for a random one. */
    @Nullable
    String ownSourceId(SyncableEntity entity);

    /** Returns the source id that the entity asks for now. */
    @Nullable
    String askedSourceId(SyncableEntity entity);

    /** Sets the id, so that the entity's callbacks can read it. */
    void assign(SyncableEntity entity, @Nullable String id);

    /** Notes that the entity's callbacks have run before it is persisted. */
    void markPrepared(SyncableEntity entity);

    /** Returns whether that was noted, and removes the note. */
    boolean takePrepared(SyncableEntity entity);

    /** Returns the partition template that the entity asks for. */
    String ownPartition(SyncableEntity entity);

    void place(SyncableEntity entity, String sourceId, String partition);

    /** Returns the partition under which the entity was persisted. */
    @Nullable
    String partition(SyncableEntity entity);

    /**
     * Notes a change and returns the new mark. It differs from the entity's own mark and from that of its row, so that
     * a dynamic update writes it.
     */
    int markDirty(SyncableEntity entity, int markOfRow);

    void markReplicated(SyncableEntity entity);

    boolean isReplicated(SyncableEntity entity);

    void markHardDelete(SyncableEntity entity);

    boolean isHardDelete(SyncableEntity entity);

    static EntityAccess get() {
        return EntityAccessHolder.get();
    }

    /** Called once, by the base class. */
    static void open(EntityAccess access) {
        EntityAccessHolder.set(access);
    }
}
