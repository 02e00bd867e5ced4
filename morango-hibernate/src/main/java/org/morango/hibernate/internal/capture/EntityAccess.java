package org.morango.hibernate.internal.capture;

import org.jspecify.annotations.Nullable;
import org.morango.hibernate.SyncableEntity;

/** What the library may do with the marks of an entity, without showing them to the application. */
public interface EntityAccess {
    @Nullable
    String id(SyncableEntity entity);

    /** The source id it was persisted under, or the one it asks for; null for a random one. */
    @Nullable
    String ownSourceId(SyncableEntity entity);

    /** The one that it asks for now. */
    @Nullable
    String askedSourceId(SyncableEntity entity);

    /** Gives it the id by which its callbacks may know it. */
    void assign(SyncableEntity entity, @Nullable String id);

    /** Says that its callbacks have run before it is persisted. */
    void markPrepared(SyncableEntity entity);

    /** Whether that was said, once. */
    boolean takePrepared(SyncableEntity entity);

    /** The partition template it asks for. */
    String ownPartition(SyncableEntity entity);

    void place(SyncableEntity entity, String sourceId, String partition);

    /** The partition it was persisted under. */
    @Nullable
    String partition(SyncableEntity entity);

    /**
     * Notes a change. The new mark differs from the entity's own and from that of its row, so that a dynamic update
     * writes it.
     */
    int markDirty(SyncableEntity entity, int markOfRow);

    void markReplicated(SyncableEntity entity);

    boolean isReplicated(SyncableEntity entity);

    void markHardDelete(SyncableEntity entity);

    boolean isHardDelete(SyncableEntity entity);

    static EntityAccess get() {
        return EntityAccessHolder.get();
    }

    /** Called once, by the base class itself. */
    static void open(EntityAccess access) {
        EntityAccessHolder.set(access);
    }
}
