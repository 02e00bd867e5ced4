package org.morango.hibernate.internal.capture;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.internal.entity.OwnWrites;
import org.morango.hibernate.internal.store.SyncedClasses;

/** Notes deleted rows. */
final class DeleteListener implements PreDeleteEventListener, PostDeleteEventListener {
    private static final long serialVersionUID = 1L;

    private final transient ChangeNotes notes;
    private final transient HardDeletion hard;

    DeleteListener(ChangeNotes notes, HardDeletion hard) {
        this.notes = notes;
        this.hard = hard;
    }

    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        SharedSessionContractImplementor session = event.getSession();
        if (session != null
                && SyncedClasses.isSynced(event.getPersister())
                && !OwnWrites.include(event.getEntity())
                && hard.isMarked(session, event.getPersister(), event.getId())) {
            notes.beforeHardDeletion(session, event.getPersister(), event.getId());
        }
        return false;
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        // In some lines of Hibernate the event does not name its stateless session. StatelessWrites does it there.
        if (event.getSession() != null) {
            deleted(event.getEntity(), event.getId(), event.getPersister(), event.getSession());
        }
    }

    void deleted(Object deleted, Object id, EntityPersister persister, SharedSessionContractImplementor session) {
        if (SyncedClasses.isSynced(persister) && !OwnWrites.include(deleted)) {
            notes.deleted(session, persister, id, hard.take(session, persister, id));
        }
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
