package org.morango.hibernate.internal.capture;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.Status;
import org.hibernate.event.spi.FlushEntityEvent;
import org.hibernate.event.spi.FlushEntityEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.event.spi.PreUpsertEvent;
import org.hibernate.event.spi.PreUpsertEventListener;
import org.hibernate.jpa.event.spi.CallbackType;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.entity.EntityAccess;
import org.morango.hibernate.internal.entity.Placement;
import org.morango.hibernate.internal.entity.RecordIdGenerator;
import org.morango.hibernate.internal.model.LocalAttributes;
import org.morango.hibernate.internal.version.Differences;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/**
 * Marks changed entities. In a session it does so when the entity is flushed, because under {@code @DynamicUpdate}
 * Hibernate does not write an attribute that changes later, before the update. A stateless session does not flush and
 * keeps no old state; there the listener uses the event before the statement.
 */
final class ChangeListener
        implements FlushEntityEventListener,
                PreInsertEventListener,
                PreUpdateEventListener,
                PreUpsertEventListener,
                PostUpdateEventListener {
    private static final long serialVersionUID = 1L;
    static final String DIRTY = "morangoDirty";
    private static final String SOURCE_ID = "morangoSourceId";
    private static final String PARTITION = "morangoPartition";

    private final transient Map<String, Marks> marks = new ConcurrentHashMap<>();
    private final transient RescanNotes notes;

    ChangeListener(RescanNotes notes) {
        this.notes = notes;
    }

    /** Positions of the library's own attributes in an entity's state. */
    private record Marks(
            int dirty,
            int sourceId,
            int partition,
            Set<Integer> locals,
            OwnedCollections collections,
            OwnedCollections locked,
            RecordSizes sizes) {

        /** Returns whether one of these attributes is content of the record. */
        boolean areContent(int @Nullable [] attributes) {
            return attributes != null && Arrays.stream(attributes).anyMatch(i -> !locals.contains(i));
        }
    }

    @Override
    public void onFlushEntity(FlushEntityEvent event) {
        if (event.getEntity() instanceof SyncableEntity entity) {
            EntityEntry entry = event.getEntityEntry();
            if (entry.getStatus() == Status.MANAGED && entry.isExistsInDatabase() && entry.requiresDirtyCheck(entity)) {
                markIfChanged(entity, entry, event);
            } else if (entry.isExistsInDatabase() && !entry.isModifiableEntity()) {
                refuseChangedCollection(entity, entry);
            }
        }
    }

    /**
     * Refuses changed collections of a read-only entity: Hibernate writes the collections but not the entity, and so no
     * mark.
     */
    private void refuseChangedCollection(SyncableEntity entity, EntityEntry entry) {
        EntityPersister persister = entry.getPersister();
        OwnedCollections collections = marks(persister).collections();
        if (entry.getStatus() != Status.DELETED
                && !collections.isEmpty()
                && collections.haveChanged(persister.getValues(entity), entry.getLoadedState())) {
            throw new MorangoException(
                    "Entity " + persister.getEntityName()
                            + " is read-only, but one of its collections was changed, which"
                            + " cannot be noticed; load it to be changed, or leave its collections alone.",
                    Map.of("entity", persister.getEntityName(), "id", String.valueOf(entry.getId())));
        }
    }

    private void markIfChanged(SyncableEntity entity, EntityEntry entry, FlushEntityEvent event) {
        Object[] loaded = entry.getLoadedState();
        if (loaded == null) {
            EntityAccess.get().markDirty(entity, 0);
            return;
        }
        EntityPersister persister = entry.getPersister();
        Object[] current = persister.getValues(entity);
        Marks marks = marks(persister);
        int before = (Integer) loaded[marks.dirty()];
        int now = (Integer) current[marks.dirty()];
        // After the merge of a detached entity, the mark differs although this listener has not changed it. It may be
        // that of an unchanged row, and must not replace the row's own mark.
        boolean isMarked = now > 0 && now != before;
        if (!isMarked
                && (marks.areContent(persister.findDirty(current, loaded, entity, event.getSession()))
                        || marks.collections().haveChanged(current, loaded))) {
            EntityAccess.get().markDirty(entity, before);
            Placement.warnIfMoved(entity, current);
            // When Hibernate finds the mark, it does not look for changed collections. The mark itself does not count
            // for optimistic locking.
            event.setHasDirtyCollection(marks.locked().haveChanged(current, loaded));
        }
    }

    /** Writes the id and place into the state, which a stateless session takes before they are computed. */
    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        if (event.getEntity() instanceof SyncableEntity entity) {
            place(entity, event.getState(), event.getPersister());
            if (EntityAccess.get().isReplicated(entity)) {
                Differences.callBeforeInsert(event);
            } else {
                checkSize(event.getEntity(), event.getId(), event.getState(), event.getPersister());
                if (event.getSession() instanceof StatelessSession && hasCallbacks(event)) {
                    RecordIdGenerator.checkUnchanged(entity, (String) event.getId());
                }
            }
        }
        return false;
    }

    private static boolean hasCallbacks(PreInsertEvent event) {
        return event.getFactory()
                .getEventEngine()
                .getCallbackRegistry()
                .hasRegisteredCallbacks(event.getEntity().getClass(), CallbackType.PRE_PERSIST);
    }

    private void place(SyncableEntity entity, Object[] state, EntityPersister persister) {
        EntityAccess access = EntityAccess.get();
        Marks at = marks(persister);
        state[at.sourceId()] = access.ownSourceId(entity);
        state[at.partition()] = access.partition(entity);
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        if (event.getEntity() instanceof SyncableEntity entity
                && EntityAccess.get().isReplicated(entity)) {
            Differences.callBeforeUpdate(event);
            return false;
        }
        checkSize(event.getEntity(), event.getId(), event.getState(), event.getPersister());
        if (event.getOldState() == null) {
            mark(event.getEntity(), event.getState(), event.getPersister());
        }
        return false;
    }

    /**
     * Handles changes without a new mark: those made after the flush had looked, for example by a callback, and those
     * that only another component regards as changes.
     */
    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        int[] written = event.getDirtyProperties();
        if (written != null && event.getEntity() instanceof SyncableEntity) {
            Marks at = marks(event.getPersister());
            if (at.areContent(written) && Arrays.stream(written).noneMatch(i -> i == at.dirty())) {
                Syncable model = event.getPersister().getMappedClass().getAnnotation(Syncable.class);
                notes.add(event.getSession(), List.of(model));
            }
        }
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }

    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        if (event.getEntity() instanceof SyncableEntity entity
                && EntityAccess.get().partition(entity) == null) {
            // Upserts generate no id, so a new entity has no source id and partition yet.
            RecordIdGenerator.identify(entity, (String) event.getId());
            place(entity, event.getState(), event.getPersister());
        }
        checkSize(event.getEntity(), event.getId(), event.getState(), event.getPersister());
        mark(event.getEntity(), event.getState(), event.getPersister());
        return false;
    }

    private void checkSize(Object entity, Object id, Object[] state, EntityPersister persister) {
        if (entity instanceof SyncableEntity) {
            marks(persister).sizes().check(id, state);
        }
    }

    private void mark(Object entity, Object[] state, EntityPersister persister) {
        if (entity instanceof SyncableEntity syncable && !EntityAccess.get().isReplicated(syncable)) {
            state[marks(persister).dirty()] = EntityAccess.get().markDirty(syncable, 0);
        }
    }

    private Marks marks(EntityPersister persister) {
        return marks.computeIfAbsent(persister.getEntityName(), name -> {
            List<String> properties = Arrays.asList(persister.getPropertyNames());
            OwnedCollections collections = OwnedCollections.of(persister);
            return new Marks(
                    properties.indexOf(DIRTY),
                    properties.indexOf(SOURCE_ID),
                    properties.indexOf(PARTITION),
                    LocalAttributes.positions(persister),
                    collections,
                    collections.locked(persister),
                    new RecordSizes(persister));
        });
    }
}
