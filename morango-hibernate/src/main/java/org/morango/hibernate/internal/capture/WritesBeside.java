package org.morango.hibernate.internal.capture;

import org.hibernate.collection.spi.AbstractPersistentCollection;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.PreCollectionRecreateEvent;
import org.hibernate.event.spi.PreCollectionRecreateEventListener;
import org.hibernate.event.spi.PreCollectionRemoveEvent;
import org.hibernate.event.spi.PreCollectionRemoveEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.event.spi.PreUpsertEvent;
import org.hibernate.event.spi.PreUpsertEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.version.Differences;

/**
 * Notes the models into whose tables entities of another kind write. Nobody notes the rows of such entities.
 */
final class WritesBeside
        implements PreInsertEventListener,
                PreUpdateEventListener,
                PreDeleteEventListener,
                PreUpsertEventListener,
                PreCollectionRecreateEventListener,
                PreCollectionUpdateEventListener,
                PreCollectionRemoveEventListener {
    private static final long serialVersionUID = 1L;

    private final transient ChangeNotes notes;

    WritesBeside(ChangeNotes notes) {
        this.notes = notes;
    }

    private boolean note(EntityPersister persister, @Nullable SharedSessionContractImplementor session) {
        // In some lines of Hibernate the event does not name its stateless session.
        if (session != null) {
            notes.rescan(session, notes.tables(session.getFactory()).besides(persister));
        }
        return false;
    }

    private void note(AbstractCollectionEvent event) {
        SharedSessionContractImplementor session = session(event);
        CollectionPersister collection = Differences.collection(event);
        if (session != null && collection != null) {
            notes.rescan(session, notes.tables(session.getFactory()).besides(collection));
        }
    }

    /** Returns the session of an event. Only the collection may know a stateless session. */
    static @Nullable SharedSessionContractImplementor session(AbstractCollectionEvent event) {
        return event.getCollection() instanceof AbstractPersistentCollection<?> collection
                        && collection.getSession() != null
                ? collection.getSession()
                : Differences.session(event);
    }

    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        return note(event.getPersister(), event.getSession());
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        return note(event.getPersister(), event.getSession());
    }

    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        return note(event.getPersister(), event.getSession());
    }

    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        return note(event.getPersister(), event.getSession());
    }

    @Override
    public void onPreRecreateCollection(PreCollectionRecreateEvent event) {
        note(event);
    }

    @Override
    public void onPreUpdateCollection(PreCollectionUpdateEvent event) {
        note(event);
    }

    @Override
    public void onPreRemoveCollection(PreCollectionRemoveEvent event) {
        note(event);
    }
}
