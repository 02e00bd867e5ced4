package org.morango.hibernate.mapping;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Transient;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.EntityAccess;
import org.morango.hibernate.internal.entity.GeneratedRecordId;
import org.morango.record.RecordIdRule;

/**
 * Base class of new entities whose rows are exchanged, for those that have no keys of their own. Their key is the
 * record's id, which is computed from {@link #sourceId()} and {@link #partition()} when the entity is persisted.
 */
@MappedSuperclass
public abstract class SyncableEntity {
    /** Stands for the record's own id in {@link #partition()}. */
    protected static final String ID = "${id}";

    static {
        EntityAccess.open(new Access());
    }

    @Id
    @GeneratedRecordId
    @Column(name = "id", length = 32, nullable = false, updatable = false)
    private @Nullable String id;

    /** The source id that was given to a new entity; null if the entity was loaded. */
    @Transient
    private @Nullable String morangoSourceId;

    /** The partition that was given to a new entity; null if the entity was loaded. */
    @Transient
    private @Nullable String morangoPartition;

    @Transient
    private boolean morangoPrepared;

    /** Returns the record's id, 32 hex digits; null before the entity is persisted. */
    public @Nullable String getId() {
        return id;
    }

    /**
     * Sets the record's id before it is persisted, for models whose id is their source id ({@link
     * org.morango.record.RecordIdRule#SOURCE_ID}).
     */
    protected void setId(String id) {
        this.id = id;
    }

    /**
     * Returns the source id, which makes the record unique in its model and partition. It has to be the same wherever
     * the same thing is recorded. Called when the entity is persisted, after its {@code @PrePersist} methods. Null, the
     * default, stands for a random one; an empty text is an error.
     */
    protected @Nullable String sourceId() {
        return null;
    }

    /**
     * Returns the partition where the record belongs: colon-delimited, at most 1,000 characters, with {@link #ID} for
     * the record's own id. Called when the entity is persisted, after its {@code @PrePersist} methods.
     */
    protected abstract String partition();

    /** The library's access to an entity. */
    private static final class Access implements EntityAccess {
        private static SyncableEntity of(Object entity) {
            return (SyncableEntity) entity;
        }

        @Override
        public @Nullable String modelName(Object entity) {
            Syncable model = entity.getClass().getAnnotation(Syncable.class);
            return model == null ? null : model.model();
        }

        @Override
        public @Nullable RecordIdRule idRule(Object entity) {
            Syncable model = entity.getClass().getAnnotation(Syncable.class);
            return model == null ? null : model.id();
        }

        @Override
        public @Nullable String id(Object entity) {
            return of(entity).id;
        }

        @Override
        public @Nullable String ownSourceId(Object entity) {
            return of(entity).morangoSourceId != null
                    ? of(entity).morangoSourceId
                    : of(entity).sourceId();
        }

        @Override
        public @Nullable String askedSourceId(Object entity) {
            return of(entity).sourceId();
        }

        @Override
        public void assign(Object entity, @Nullable String id) {
            of(entity).id = id;
        }

        @Override
        public void markPrepared(Object entity) {
            of(entity).morangoPrepared = true;
        }

        @Override
        public boolean takePrepared(Object entity) {
            boolean was = of(entity).morangoPrepared;
            of(entity).morangoPrepared = false;
            return was;
        }

        @Override
        public String ownPartition(Object entity) {
            return of(entity).partition();
        }

        @Override
        public void place(Object entity, String sourceId, String partition) {
            of(entity).morangoSourceId = sourceId;
            of(entity).morangoPartition = partition;
        }

        @Override
        public @Nullable String partition(Object entity) {
            return of(entity).morangoPartition;
        }
    }
}
