package org.morango.hibernate.internal.capture;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.internal.ForeignKeys;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.OneToMany;
import org.hibernate.metamodel.MappingMetamodel;
import org.hibernate.metamodel.spi.RuntimeModelCreationContext;
import org.hibernate.persister.collection.OneToManyPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.KeyForm;
import org.morango.hibernate.internal.model.QueryNames;
import org.morango.hibernate.internal.model.RowLocks;
import org.morango.hibernate.internal.model.Selection;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.OwnSessions;
import org.morango.hibernate.internal.store.SyncedClasses;

/**
 * Hibernate's own persister of collections that the rows of their elements keep, with one difference: the elements that
 * are added and removed are noted. Their rows change, and those of the owner do not.
 */
public final class ChildCollections extends OneToManyPersister {
    private static final long serialVersionUID = 1L;

    public ChildCollections(
            Collection collection, @Nullable CollectionDataAccess cache, RuntimeModelCreationContext context) {
        super(collection, cache, context);
    }

    /** Returns whether the elements of a collection are noted. */
    static boolean include(Collection collection) {
        return collection.isOneToMany()
                && !collection.isInverse()
                && collection.getReferencedPropertyName() == null
                && SyncedClasses.hasSyncedRows(((OneToMany) collection.getElement()).getAssociatedClass());
    }

    @Override
    public void recreate(PersistentCollection<?> collection, Object id, SharedSessionContractImplementor session) {
        List<Object> added = new ArrayList<>();
        collection.entries(this).forEachRemaining(entry -> added.add(collection.getElement(entry)));
        note(added, session);
        super.recreate(collection, id, session);
    }

    @Override
    public void insertRows(PersistentCollection<?> collection, Object id, SharedSessionContractImplementor session) {
        List<Object> added = new ArrayList<>();
        Iterator<?> entries = collection.entries(this);
        for (int i = 0; entries.hasNext(); i++) {
            Object entry = entries.next();
            if (collection.needsInserting(entry, i, getElementType())) {
                added.add(collection.getElement(entry));
            }
        }
        note(added, session);
        super.insertRows(collection, id, session);
    }

    @Override
    public void updateRows(PersistentCollection<?> collection, Object id, SharedSessionContractImplementor session) {
        List<Object> changed = new ArrayList<>();
        Iterator<?> entries = collection.entries(this);
        for (int i = 0; entries.hasNext(); i++) {
            Object entry = entries.next();
            if (collection.needsUpdating(entry, i, getElementType())) {
                changed.add(collection.getElement(entry));
                changed.add(collection.getSnapshotElement(entry, i));
            }
        }
        note(changed, session);
        super.updateRows(collection, id, session);
    }

    @Override
    public void deleteRows(PersistentCollection<?> collection, Object id, SharedSessionContractImplementor session) {
        List<Object> removed = new ArrayList<>();
        collection.getDeletes(this, true).forEachRemaining(removed::add);
        note(removed, session);
        super.deleteRows(collection, id, session);
    }

    /** Removes all elements. They need not be loaded. */
    @Override
    public void remove(Object id, SharedSessionContractImplementor session) {
        if (isRowDeleteEnabled()) {
            besides(
                            session,
                            own -> removed(
                                    own, KeyForm.of(getOwnerEntityPersister()).key(id, session)))
                    .forEach(key -> note(elements(), KeyCodec.text(key), session));
        }
        super.remove(id, session);
    }

    /** Does some work in a session of the library on the same connection. */
    private static <T> T besides(SharedSessionContractImplementor session, Function<StatelessSession, T> work) {
        Connection connection =
                session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
        try (StatelessSession own = OwnSessions.on(connection, session.getFactory())) {
            return work.apply(own);
        }
    }

    /** Returns the keys of the rows that are about to be removed. The owner is locked, so that none is added meanwhile. */
    private List<Object> removed(StatelessSession own, Object owner) {
        EntityPersister persister = getOwnerEntityPersister();
        RowLocks.take(own, persister, List.of(owner));
        Selection key = KeyForm.of(persister).selection();
        List<Object> removed = IdList.select(
                own,
                "select " + KeyForm.of(getElementPersister()).selection().select("c") + " from "
                        + QueryNames.of(persister.getEntityName(), getFactory()) + " o join o."
                        + getAttributeMapping().getAttributeName() + " c where " + key.compared("o"),
                Object.class,
                List.of(owner));
        return lock(own, removed);
    }

    private void note(List<? extends @Nullable Object> elements, SharedSessionContractImplementor session) {
        List<Object> keys = new ArrayList<>();
        for (Object element : elements) {
            if (element == null) {
                // A place in a list.
                continue;
            }
            EntityPersister entity = entity(element, session);
            Object id = ForeignKeys.getEntityIdentifierIfNotUnsaved(entity.getEntityName(), element, session);
            Object key = KeyForm.of(entity).key(Objects.requireNonNull(id), session);
            note(entity, KeyCodec.text(key), session);
            keys.add(key);
        }
        if (!isInRootTable()) {
            besides(session, own -> lock(own, keys));
        }
    }

    private void note(EntityPersister entity, String key, SharedSessionContractImplementor session) {
        ((CapturingJdbcServices) session.getFactory().getJdbcServices())
                .notes()
                .changed(session, entity, ChangedRow.of(key));
    }

    /** Locks the root rows of elements where the column is in another table; returns their keys. */
    private List<Object> lock(StatelessSession own, List<Object> keys) {
        if (!isInRootTable()) {
            RowLocks.take(own, getElementPersister(), keys);
        }
        return keys;
    }

    private boolean isInRootTable() {
        return getAttributeMapping()
                .getKeyDescriptor()
                .getKeyTable()
                .equals(getElementPersister().getIdentifierTableDetails().getTableName());
    }

    /** Returns the entity of an element; one of its hierarchy if it is not loaded. */
    private EntityPersister entity(Object element, SharedSessionContractImplementor session) {
        LazyInitializer proxy = HibernateProxy.extractLazyInitializer(element);
        if (proxy != null && proxy.isUninitialized()) {
            return elements();
        }
        Object loaded = proxy == null ? element : proxy.getImplementation();
        EntityPersister entity =
                session.getEntityPersister(getElementPersister().getEntityName(), loaded);
        return SyncedClasses.isSynced(entity) ? entity : elements();
    }

    /** Returns an entity of the elements' hierarchy. A note names any of them. */
    private EntityPersister elements() {
        MappingMetamodel metamodel = getFactory().getMappingMetamodel();
        return Stream.concat(
                        Stream.of(getElementPersister()),
                        getElementPersister().getSubclassEntityNames().stream()
                                .sorted()
                                .map(metamodel::getEntityDescriptor))
                .filter(SyncedClasses::isSynced)
                .findFirst()
                .orElseThrow();
    }
}
