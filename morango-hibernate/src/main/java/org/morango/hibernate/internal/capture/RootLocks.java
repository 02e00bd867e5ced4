package org.morango.hibernate.internal.capture;

import java.sql.Connection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.Status;
import org.hibernate.event.spi.FlushEntityEvent;
import org.hibernate.event.spi.FlushEntityEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.internal.model.KeyForm;
import org.morango.hibernate.internal.model.RowLocks;
import org.morango.hibernate.internal.store.OwnSessions;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.internal.version.Differences;

/**
 * Locks the root rows of entities of which only a collection, a secondary table or a subclass's table changes, before
 * the first statement that changes them. Whoever writes a received record over a row locks the root row, and would
 * otherwise mix two changes.
 */
final class RootLocks implements FlushEntityEventListener, PreUpdateEventListener {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, OwnedCollections> collections = new ConcurrentHashMap<>();

    /** The ids, in Hibernate's form, of the rows to be locked in the flush of a session, by entity. */
    private final transient Map<SharedSessionContractImplementor, Map<EntityPersister, Set<Object>>> wanted =
            Collections.synchronizedMap(new WeakHashMap<>());

    @Override
    public void onFlushEntity(FlushEntityEvent event) {
        EntityEntry entry = event.getEntityEntry();
        Object id = entry.getId();
        if (id != null
                && SyncedClasses.isSynced(entry.getPersister())
                && entry.getStatus() != Status.DELETED
                && entry.isExistsInDatabase()
                && mayLeaveRoot(event.getEntity(), entry, event.getSession())) {
            wanted.computeIfAbsent(event.getSession(), session -> new HashMap<>())
                    .computeIfAbsent(entry.getPersister(), persister -> new LinkedHashSet<>())
                    .add(id);
        }
    }

    /** Returns whether a change of the entity may leave its root row as it is. */
    private boolean mayLeaveRoot(Object entity, EntityEntry entry, SharedSessionContractImplementor session) {
        EntityPersister persister = entry.getPersister();
        OwnedCollections owned =
                collections.computeIfAbsent(persister.getEntityName(), name -> OwnedCollections.of(persister));
        boolean hasTables = Differences.hasSeveralTables(persister) && entry.getStatus() == Status.MANAGED;
        if (!hasTables && owned.isEmpty()) {
            return false;
        }
        Object[] current = persister.getValues(entity);
        Object[] loaded = entry.getLoadedState();
        return owned.haveChanged(current, loaded)
                || (hasTables && loaded != null && persister.findDirty(current, loaded, entity, session) != null);
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        if (event.getSession() != null) {
            take(event.getSession());
        }
        return false;
    }

    /** Locks the rows that a session's flush has found, all at once. */
    void take(SharedSessionContractImplementor session) {
        Map<EntityPersister, Set<Object>> rows = wanted.remove(session);
        if (rows != null) {
            Connection connection =
                    session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
            try (StatelessSession own = OwnSessions.on(connection, session.getFactory())) {
                rows.forEach((entity, ids) -> {
                    KeyForm form = KeyForm.of(entity);
                    RowLocks.take(
                            own,
                            entity,
                            ids.stream().map(id -> form.key(id, session)).toList());
                });
            }
        }
    }
}
