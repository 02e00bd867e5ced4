package org.morango.hibernate.internal.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.hibernate.collection.spi.CollectionSemantics;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.model.CollectionMember.Shape;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.record.Filter;

/** Reads and writes a collection of many rows at once. */
public final class CollectionRows {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SharedSessionContractImplementor implementor;
    private final SyncableModel model;
    private final CollectionMember collection;

    public CollectionRows(StatelessSession session, SyncableModel model, CollectionMember collection) {
        this.session = session;
        this.implementor = (SharedSessionContractImplementor) session;
        this.model = model;
        this.collection = collection;
    }

    /** Returns the collection of each of these rows, with one query. Rows with an empty collection are included. */
    public Map<String, Elements> read(List<String> ids) {
        String index = switch (collection.shape()) {
            case LIST -> "index(c)";
            case BAG -> "0";
            case MAP -> "key(c)";
        };
        int base = collection.indexBase();
        String element = collection.isLink() ? "c.id" : "c";
        Map<String, Map<Object, @Nullable Object>> found = new HashMap<>();
        ids.forEach(id -> found.put(id, new LinkedHashMap<>()));
        for (Object[] row : IdList.select(
                session,
                "select e.id, " + index + ", " + element + " from " + model.entityName() + " e join e."
                        + collection.attribute() + " c where e.id",
                Object[].class,
                ids)) {
            Map<Object, @Nullable Object> elements =
                    found.computeIfAbsent((String) row[0], id -> new LinkedHashMap<>());
            elements.put(
                    switch (collection.shape()) {
                        case LIST -> (Integer) row[1] - base;
                        case BAG -> elements.size();
                        case MAP -> row[1];
                    },
                    row[2]);
        }
        Map<String, Elements> read = new HashMap<>();
        found.forEach((id, elements) ->
                read.put(id, collection.elements(collection.shape() == Shape.LIST ? withoutGaps(elements) : elements)));
        return read;
    }

    /** Restores null elements of a list, for which the table has no rows. */
    private static Map<Object, @Nullable Object> withoutGaps(Map<Object, @Nullable Object> byIndex) {
        TreeMap<Object, @Nullable Object> sorted = new TreeMap<>(byIndex);
        Map<Object, @Nullable Object> all = new LinkedHashMap<>();
        int last = sorted.isEmpty() ? -1 : (Integer) sorted.lastKey();
        for (int i = 0; i <= last; i++) {
            all.put(i, sorted.get(i));
        }
        return all;
    }

    /**
     * Changes the collections of these rows to the given elements, as far as they differ. Loads nothing and fires no
     * event, because writes of a sync are not changes of the application.
     */
    void write(Map<String, Elements> wanted, Set<String> existing) {
        Map<String, Elements> before = existing.isEmpty() ? Map.of() : read(List.copyOf(existing));
        Map<String, Elements> changed = new LinkedHashMap<>(wanted);
        changed.entrySet()
                .removeIf(e -> before.containsKey(e.getKey())
                        && before.get(e.getKey())
                                .json()
                                .toString()
                                .equals(e.getValue().json().toString()));
        replace(changed, before);
    }

    /** Removes links to these records from all rows. */
    public void unlink(List<String> targets) {
        List<String> owners = owners(targets);
        while (!owners.isEmpty()) {
            Map<String, Elements> before = read(owners);
            Map<String, Elements> after = new LinkedHashMap<>();
            before.forEach((id, elements) -> after.put(id, collection.without(elements, targets)));
            replace(after, before);
            owners = owners(targets);
        }
    }

    /** Returns a row outside the filter that lists some of these records, if there is one. */
    public Optional<String> ownerOutside(List<String> targets, Filter filter) {
        if (filter.equals(Filter.EVERYTHING)) {
            return Optional.empty();
        }
        PartitionPredicate inside = PartitionPredicate.of("s.partition", filter);
        return inside.bind(session.createSelectionQuery(
                                "select e.id from " + model.entityName() + " e join e." + collection.attribute()
                                        + " c join MorangoStoreRow s on s.id = e.id where c.id in :targets and not "
                                        + inside.text(),
                                String.class)
                        .setParameter("targets", targets)
                        .setMaxResults(1))
                .getResultStream()
                .findFirst();
    }

    private List<String> owners(List<String> targets) {
        return session.createSelectionQuery(
                        "select distinct e.id from " + model.entityName() + " e join e." + collection.attribute()
                                + " c where c.id in :targets",
                        String.class)
                .setParameter("targets", targets)
                .setMaxResults(PAGE)
                .getResultList();
    }

    private void replace(Map<String, Elements> after, Map<String, Elements> before) {
        CollectionPersister persister = collection.persister();
        Integer batchSize = session.getJdbcBatchSize();
        session.setJdbcBatchSize(Math.max(1, after.size()));
        try {
            for (String id : after.keySet()) {
                Elements old = before.get(id);
                if (old != null && !old.byKey().isEmpty()) {
                    persister.remove(id, implementor);
                }
            }
            after.forEach((id, elements) -> {
                if (!elements.byKey().isEmpty()) {
                    persister.recreate(wrap(elements), id, implementor);
                }
            });
            implementor.getJdbcCoordinator().executeBatch();
        } finally {
            session.setJdbcBatchSize(batchSize);
        }
    }

    private PersistentCollection<?> wrap(Elements elements) {
        return wrap(collection.persister().getCollectionSemantics(), elements);
    }

    private <C, E> PersistentCollection<E> wrap(CollectionSemantics<C, E> semantics, Elements elements) {
        return semantics.wrap(raw(semantics, collection, elements, implementor), collection.persister(), implementor);
    }

    /** Returns the elements as a plain collection of the type that the entity declares. */
    static Object detached(CollectionMember collection, Elements elements, SharedSessionContractImplementor session) {
        return raw(collection.persister().getCollectionSemantics(), collection, elements, session);
    }

    @SuppressWarnings("unchecked")
    private static <C, E> C raw(
            CollectionSemantics<C, E> semantics,
            CollectionMember collection,
            Elements elements,
            SharedSessionContractImplementor session) {
        C raw = semantics.instantiateRaw(elements.byKey().size(), collection.persister());
        elements.byKey().forEach((key, value) -> {
            Object element = value != null && collection.target() != null
                    ? StandIns.of(collection.target(), value, session)
                    : value;
            if (raw instanceof Map<?, ?> map) {
                ((Map<Object, @Nullable Object>) map).put(key, element);
            } else {
                ((Collection<@Nullable Object>) raw).add(element);
            }
        });
        return raw;
    }

    /** Returns an uninitialized collection, so that Hibernate leaves its rows as they are when it writes the owner. */
    static PersistentCollection<?> untouched(
            PluralAttributeMapping plural, String owner, SharedSessionContractImplementor session) {
        CollectionPersister persister = plural.getCollectionDescriptor();
        return persister.getCollectionSemantics().instantiateWrapper(owner, persister, session);
    }
}
