package org.morango.hibernate.internal.capture;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
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
import org.morango.hibernate.internal.entity.OwnWrites;
import org.morango.hibernate.internal.entity.Placement;
import org.morango.hibernate.internal.entity.RecordIdGenerator;
import org.morango.hibernate.internal.model.LocalAttributes;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.internal.version.Differences;
import org.morango.hibernate.mapping.Moves;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Checks entities before they are written, and notes the inserted and changed rows. */
final class ChangeListener
        implements PreInsertEventListener,
                PostInsertEventListener,
                PreUpdateEventListener,
                PostUpdateEventListener,
                PreUpsertEventListener,
                PostUpsertEventListener {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Attributes> attributes = new ConcurrentHashMap<>();
    private final transient ChangeNotes notes;

    ChangeListener(ChangeNotes notes) {
        this.notes = notes;
    }

    /** The attributes of an entity that stay with each database, by position, and the limit of all others. */
    private record Attributes(Set<Integer> locals, RecordSizes sizes) {

        /** Returns whether one of these attributes is content of the record. */
        boolean areContent(int[] positions) {
            return Arrays.stream(positions).anyMatch(i -> !locals.contains(i));
        }
    }

    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        if (SyncedClasses.isSynced(event.getPersister())) {
            if (OwnWrites.include(event.getEntity())) {
                Differences.callBeforeInsert(event);
            } else {
                checkSize(event.getId(), event.getState(), event.getPersister());
                if (event.getEntity() instanceof SyncableEntity entity
                        && event.getSession() instanceof StatelessSession
                        && hasCallbacks(event)) {
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

    @Override
    public void onPostInsert(PostInsertEvent event) {
        written(event.getEntity(), event.getId(), event.getPersister(), event.getSession());
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        if (SyncedClasses.isSynced(event.getPersister())) {
            if (OwnWrites.include(event.getEntity())) {
                Differences.callBeforeUpdate(event);
            } else {
                checkSize(event.getId(), event.getState(), event.getPersister());
            }
        }
        return false;
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        int[] changed = event.getDirtyProperties();
        if (SyncedClasses.isSynced(event.getPersister())
                && (changed == null || attributes(event.getPersister()).areContent(changed))) {
            written(event.getEntity(), event.getId(), event.getPersister(), event.getSession());
            if (event.getOldState() != null && event.getEntity() instanceof SyncableEntity entity && !stays(entity)) {
                Placement.refuseMove(
                        entity, event.getOldState(), event.getState(), event.getPersister(), event.getSession());
            }
        }
    }

    private static boolean stays(SyncableEntity entity) {
        Syncable syncable = entity.getClass().getAnnotation(Syncable.class);
        return syncable != null && syncable.moves() == Moves.STAY;
    }

    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        if (event.getEntity() instanceof SyncableEntity entity) {
            RecordIdGenerator.identifyUpserted(entity, (String) event.getId());
        }
        if (SyncedClasses.isSynced(event.getPersister())) {
            checkSize(event.getId(), event.getState(), event.getPersister());
        }
        return false;
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        written(event.getEntity(), event.getId(), event.getPersister(), event.getSession());
    }

    /**
     * Notes a row that was written.
     *
     * @param session null in lines of Hibernate whose events do not name a stateless session; it is noted elsewhere then
     */
    void written(
            Object written, Object id, EntityPersister persister, @Nullable SharedSessionContractImplementor session) {
        if (session != null && SyncedClasses.isSynced(persister) && !OwnWrites.include(written)) {
            notes.changed(session, persister, row(written, id, persister, session));
        }
    }

    private ChangedRow row(
            Object written, Object id, EntityPersister persister, SharedSessionContractImplementor session) {
        if (written instanceof SyncableEntity entity) {
            String partition = EntityAccess.get().partition(entity);
            return new ChangedRow(
                    (String) id, partition == null ? null : EntityAccess.get().ownSourceId(entity), partition);
        }
        return ChangedRow.of(notes.key(session, persister, id));
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }

    /** @throws MorangoException if the record of an entity would be too large */
    void checkSize(Object id, Object[] state, EntityPersister persister) {
        attributes(persister).sizes().check(id, state);
    }

    private Attributes attributes(EntityPersister persister) {
        return attributes.computeIfAbsent(
                persister.getEntityName(),
                name -> new Attributes(LocalAttributes.positions(persister), new RecordSizes(persister)));
    }
}
