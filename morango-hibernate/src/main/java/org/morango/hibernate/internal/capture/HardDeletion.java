package org.morango.hibernate.internal.capture;

import org.hibernate.Hibernate;
import org.hibernate.event.spi.DeleteContext;
import org.hibernate.event.spi.DeleteEvent;
import org.hibernate.event.spi.DeleteEventListener;
import org.morango.hibernate.SyncableEntity;

/** What a hard deletion takes with it, by cascade or by a listener of the application, is deleted for good as well. */
public final class HardDeletion implements DeleteEventListener {
    private static final ThreadLocal<Boolean> RUNNING = ThreadLocal.withInitial(() -> false);

    /** Removes entities for good. */
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
        // The mark has to be on the entity itself, of which a proxy is only a stand-in.
        if (RUNNING.get() && Hibernate.unproxy(event.getObject()) instanceof SyncableEntity entity) {
            EntityAccess.get().markHardDelete(entity);
        }
    }

    @Override
    public void onDelete(DeleteEvent event, DeleteContext transientEntities) {
        onDelete(event);
    }
}
