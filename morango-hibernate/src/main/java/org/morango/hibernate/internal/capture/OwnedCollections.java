package org.morango.hibernate.internal.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.metamodel.MappingMetamodel;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CollectionType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.LocalAttributes;

/**
 * The collections that an entity's rows or those of the elements keep, without those that are only the other side of a
 * reference. If only a collection changes, the entity's row stays as it is.
 */
final class OwnedCollections {
    private final List<Place> places = new ArrayList<>();

    /** Position of a collection: in the entity's state, or inside embedded values. */
    private record Place(CollectionPersister persister, int position, List<Component> path) {

        private record Component(ComponentType type, int position) {}

        @Nullable
        Object in(Object[] state) {
            Object value = state[position];
            for (Component step : path) {
                value = value == null ? null : step.type().getPropertyValue(value, step.position());
            }
            return value;
        }
    }

    static OwnedCollections of(EntityPersister persister) {
        OwnedCollections collections = new OwnedCollections();
        if (persister.hasCollections()) {
            MappingMetamodel metamodel = persister.getFactory().getMappingMetamodel();
            Type[] types = persister.getPropertyTypes();
            Set<Integer> locals = LocalAttributes.positions(persister);
            for (int i = 0; i < types.length; i++) {
                if (!locals.contains(i)) {
                    collections.find(types[i], i, List.of(), metamodel);
                }
            }
        }
        return collections;
    }

    private void find(Type type, int position, List<Place.Component> path, MappingMetamodel metamodel) {
        if (type instanceof CollectionType collection) {
            CollectionPersister persister = metamodel.getCollectionDescriptor(collection.getRole());
            if (!persister.isInverse()) {
                places.add(new Place(persister, position, path));
            }
        } else if (type instanceof ComponentType component) {
            Type[] types = component.getSubtypes();
            for (int i = 0; i < types.length; i++) {
                List<Place.Component> longer = new ArrayList<>(path);
                longer.add(new Place.Component(component, i));
                find(types[i], position, longer, metamodel);
            }
        }
    }

    /** Returns the roles of the collections, without those that the rows of their elements keep. */
    Set<String> roles() {
        return places.stream()
                .map(Place::persister)
                .filter(collection -> !collection.isOneToMany())
                .map(CollectionPersister::getRole)
                .collect(Collectors.toSet());
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /**
     * Returns whether one of them has changed. Call it while entities are flushed: by then Hibernate has looked for
     * changes inside the collections' elements.
     *
     * @param loaded the state as it was loaded; null if unknown
     */
    boolean haveChanged(Object[] current, Object @Nullable [] loaded) {
        for (Place place : places) {
            Object now = place.in(current);
            if (now == LazyPropertyInitializer.UNFETCHED_PROPERTY) {
                continue;
            }
            if (loaded != null && now != place.in(loaded)) {
                return true;
            }
            if (now instanceof PersistentCollection<?> collection) {
                if (isChanged(collection, place.persister())) {
                    return true;
                }
            } else if (now != null) {
                // Hibernate wraps every collection that it has seen; this one is new.
                return true;
            }
        }
        return false;
    }

    /** Compares the elements, because a merge fills a collection anew, mostly with the same elements. */
    private static boolean isChanged(PersistentCollection<?> collection, CollectionPersister persister) {
        return collection.isDirty()
                && !(collection.wasInitialized()
                        && collection.getStoredSnapshot() != null
                        && collection.equalsSnapshot(persister));
    }
}
