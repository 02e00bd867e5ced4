package org.morango.hibernate.internal.capture;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.DeleteContext;
import org.hibernate.event.spi.DeleteEvent;
import org.hibernate.event.spi.DeleteEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.internal.store.SyncedClasses;

/**
 * Makes the deletions that a hard deletion causes, by cascade or by a listener of the application, hard deletions as
 * well.
 */
public final class HardDeletion implements DeleteEventListener {
    private static final ThreadLocal<Boolean> RUNNING = ThreadLocal.withInitial(() -> false);

    /** The entities to be hard deleted by the flush of a session. */
    private final Map<SharedSessionContractImplementor, Set<EntityKey>> marked =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** Runs a removal of entities as a hard deletion. */
    public static void run(Runnable removal) {
        boolean isInner = RUNNING.get();
        RUNNING.set(true);
        try {
            removal.run();
        } finally {
            if (!isInner) {
                RUNNING.remove();
            }
        }
    }

    @Override
    public void onDelete(DeleteEvent event) {
        if (!RUNNING.get()) {
            return;
        }
        // The session knows the entity itself, not its proxy.
        Object entity = Hibernate.unproxy(event.getObject());
        EntityPersister persister = event.getSession().getEntityPersister(event.getEntityName(), entity);
        if (SyncedClasses.isSynced(persister)) {
            marked.computeIfAbsent(event.getSession(), session -> new HashSet<>())
                    .add(event.getSession()
                            .generateEntityKey(persister.getIdentifier(entity, event.getSession()), persister));
        }
    }

    /** Returns whether a deletion is a hard one. */
    boolean isMarked(SharedSessionContractImplementor session, EntityPersister persister, Object id) {
        Set<EntityKey> own = marked.get(session);
        return own != null && own.contains(session.generateEntityKey(id, persister));
    }

    /** Does the same, and forgets it. */
    boolean take(SharedSessionContractImplementor session, EntityPersister persister, Object id) {
        Set<EntityKey> own = marked.get(session);
        return own != null && own.remove(session.generateEntityKey(id, persister));
    }

    @Override
    public void onDelete(DeleteEvent event, DeleteContext transientEntities) {
        onDelete(event);
    }
}
