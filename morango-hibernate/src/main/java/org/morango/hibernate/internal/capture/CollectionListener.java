package org.morango.hibernate.internal.capture;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.PreCollectionRecreateEvent;
import org.hibernate.event.spi.PreCollectionRecreateEventListener;
import org.hibernate.event.spi.PreCollectionRemoveEvent;
import org.hibernate.event.spi.PreCollectionRemoveEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.internal.version.Differences;

/**
 * Notes rows whose collections change. Hibernate does not update the row itself then. A stateless session writes
 * collections only with their row, which is noted by itself.
 */
final class CollectionListener
        implements PreCollectionRecreateEventListener,
                PreCollectionUpdateEventListener,
                PreCollectionRemoveEventListener {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Set<String>> roles = new ConcurrentHashMap<>();
    private final transient ChangeNotes notes;
    private final transient ChangeListener changes;
    private final transient RootLocks locks;

    CollectionListener(ChangeNotes notes, ChangeListener changes, RootLocks locks) {
        this.notes = notes;
        this.changes = changes;
        this.locks = locks;
    }

    private void note(AbstractCollectionEvent event) {
        Object owner = event.getAffectedOwnerOrNull();
        SharedSessionContractImplementor session = WritesBeside.session(event);
        if (session == null || session instanceof StatelessSession) {
            return;
        }
        CollectionPersister collection = Differences.collection(event);
        if (collection == null || owner == null) {
            return;
        }
        EntityPersister persister = session.getEntityPersister(null, owner);
        Object id = SyncedClasses.isSynced(persister) ? persister.getIdentifier(owner, session) : null;
        if (id != null
                && roles.computeIfAbsent(
                                persister.getEntityName(),
                                name -> OwnedCollections.of(persister).roles())
                        .contains(collection.getRole())) {
            changes.checkSize(id, persister.getValues(owner), persister);
            locks.take(session);
            notes.changed(session, persister, ChangedRow.of(notes.key(session, persister, id)));
        }
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
