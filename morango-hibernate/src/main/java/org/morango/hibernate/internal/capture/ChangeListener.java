package org.morango.hibernate.internal.capture;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.Status;
import org.hibernate.event.spi.FlushEntityEvent;
import org.hibernate.event.spi.FlushEntityEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.event.spi.PreUpsertEvent;
import org.hibernate.event.spi.PreUpsertEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.SyncableEntity;

/**
 * Marks changed entities. In a session this happens when the entity is flushed: a state changed later, before the update,
 * is not written under {@code @DynamicUpdate}. A stateless session flushes nothing and keeps no old state, so there the
 * event before the update serves.
 */
final class ChangeListener implements FlushEntityEventListener, PreUpdateEventListener, PreUpsertEventListener {
    private static final long serialVersionUID = 1L;
    static final String DIRTY = "morangoDirty";

    private final transient Map<String, Integer> dirtyIndexes = new ConcurrentHashMap<>();

    @Override
    public void onFlushEntity(FlushEntityEvent event) {
        if (event.getEntity() instanceof SyncableEntity entity) {
            EntityEntry entry = event.getEntityEntry();
            if (entry.getStatus() == Status.MANAGED && entry.isExistsInDatabase() && isChanged(event, entry)) {
                EntityAccess.get().markDirty(entity);
            }
        }
    }

    private boolean isChanged(FlushEntityEvent event, EntityEntry entry) {
        Object entity = event.getEntity();
        if (!entry.requiresDirtyCheck(entity)) {
            return false;
        }
        Object[] loaded = entry.getLoadedState();
        if (loaded == null) {
            return true;
        }
        EntityPersister persister = entry.getPersister();
        Object[] current = persister.getValues(entity);
        int dirty = dirtyIndex(persister);
        if (!current[dirty].equals(loaded[dirty])) {
            return false;
        }
        return persister.findDirty(current, loaded, entity, event.getSession()) != null;
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        if (event.getOldState() == null) {
            mark(event.getEntity(), event.getState(), event.getPersister());
        }
        return false;
    }

    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        mark(event.getEntity(), event.getState(), event.getPersister());
        return false;
    }

    private void mark(Object entity, Object[] state, EntityPersister persister) {
        if (entity instanceof SyncableEntity syncable && !EntityAccess.get().isReplicated(syncable)) {
            state[dirtyIndex(persister)] = EntityAccess.get().markDirty(syncable);
        }
    }

    private int dirtyIndex(EntityPersister persister) {
        return dirtyIndexes.computeIfAbsent(
                persister.getEntityName(),
                name -> Arrays.asList(persister.getPropertyNames()).indexOf(DIRTY));
    }
}
