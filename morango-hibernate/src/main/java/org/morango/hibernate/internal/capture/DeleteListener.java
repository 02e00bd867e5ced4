package org.morango.hibernate.internal.capture;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.internal.entity.EntityAccess;
import org.morango.hibernate.internal.store.TombstoneRow;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Writes a tombstone for every deleted row, in one batch at the end of the same transaction. */
final class DeleteListener implements PostDeleteEventListener {
    private static final long serialVersionUID = 1L;

    private final transient TransactionRows tombstones = new TransactionRows();
    private final transient RescanNotes notes;

    DeleteListener(RescanNotes notes) {
        this.notes = notes;
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        // In some lines of Hibernate the event does not name its stateless session. StatelessDeletes does it there.
        if (event.getSession() != null) {
            deleted(event.getEntity(), event.getId(), event.getPersister(), event.getSession());
        }
    }

    void deleted(Object deleted, Object id, EntityPersister persister, SharedSessionContractImplementor session) {
        if (deleted instanceof SyncableEntity entity) {
            TombstoneRow row = tombstone(entity, persister, id);
            tombstones.add(session, row.id, row);
            notes.addFollowers(session, persister);
        }
    }

    private static TombstoneRow tombstone(SyncableEntity entity, EntityPersister persister, Object id) {
        Syncable model = persister.getMappedClass().getAnnotation(Syncable.class);
        TombstoneRow row = new TombstoneRow();
        row.id = (String) id;
        row.profile = model.profile();
        row.modelName = model.model();
        row.hard = EntityAccess.get().isHardDelete(entity);
        return row;
    }

    /** Returns the number of transactions that have tombstones to write. */
    int pending() {
        return tombstones.size();
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
