package org.morango.hibernate.internal.capture;

import org.hibernate.Hibernate;
import org.hibernate.event.spi.DeleteContext;
import org.hibernate.event.spi.DeleteEvent;
import org.hibernate.event.spi.DeleteEventListener;
import org.morango.hibernate.internal.entity.EntityAccess;
import org.morango.hibernate.mapping.SyncableEntity;

/**
 * Makes the deletions that a hard deletion causes, by cascade or by a listener of the application, hard deletions as
 * well.
 */
public final class HardDeletion implements DeleteEventListener {
    private static final ThreadLocal<Boolean> RUNNING = ThreadLocal.withInitial(() -> false);

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
        // The mark has to be on the entity itself, not on its proxy.
        if (RUNNING.get() && Hibernate.unproxy(event.getObject()) instanceof SyncableEntity entity) {
            EntityAccess.get().markHardDelete(entity);
        }
    }

    @Override
    public void onDelete(DeleteEvent event, DeleteContext transientEntities) {
        onDelete(event);
    }
}
