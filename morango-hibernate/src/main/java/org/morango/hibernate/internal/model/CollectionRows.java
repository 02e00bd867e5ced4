package org.morango.hibernate.internal.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.hibernate.collection.spi.CollectionSemantics;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.model.CollectionMember.Shape;
import org.morango.hibernate.internal.store.CompositeKey;
import org.morango.hibernate.internal.store.IdList;

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

    /**
     * Returns the collection of each of these rows, by key, with one query. Rows with an empty collection are included.
     *
     * @param references finds the records of linked rows; a row without one is a {@link RowKey} among the elements
     */
    public Map<Object, Elements> read(Collection<?> keys, RecordContent.ReferenceIds references) {
        Map<Object, Map<Object, @Nullable Object>> found = select(keys);
        if (collection.target() != null) {
            identify(found.values(), references, collection.target());
        }
        Map<Object, Elements> read = new HashMap<>();
        found.forEach((key, elements) -> read.put(
                key, collection.elements(collection.shape() == Shape.LIST ? withoutGaps(elements) : elements)));
        return read;
    }

    private Map<Object, Map<Object, @Nullable Object>> select(Collection<?> keys) {
        String index = switch (collection.shape()) {
            case LIST -> "index(c)";
            case BAG -> "0";
            case MAP -> "key(c)";
        };
        int base = collection.indexBase();
        Selection owner = model.key().selection();
        Map<Object, Map<Object, @Nullable Object>> found = new HashMap<>();
        keys.forEach(key -> found.put(key, new LinkedHashMap<>()));
        for (Object[] row : IdList.select(
                session,
                "select " + owner.select("e") + ", " + index + ", "
                        + collection.elements().select("c") + joined() + " where " + owner.compared("e"),
                Object[].class,
                keys)) {
            Map<Object, @Nullable Object> elements = found.computeIfAbsent(row[0], key -> new LinkedHashMap<>());
            elements.put(
                    switch (collection.shape()) {
                        case LIST -> (Integer) row[1] - base;
                        case BAG -> elements.size();
                        case MAP -> row[1];
                    },
                    CompositeKey.orNull(row[2]));
        }
        return found;
    }

    /** Puts the ids of records in place of the keys of linked rows. */
    private static void identify(
            Collection<Map<Object, @Nullable Object>> collections,
            RecordContent.ReferenceIds references,
            Class<?> target) {
        Set<Object> keys = new HashSet<>();
        collections.forEach(elements -> elements.values().forEach(keys::add));
        Map<Object, String> ids = keys.isEmpty() ? Map.of() : references.of(target, keys);
        collections.forEach(elements -> elements.replaceAll((at, key) -> {
            String id = key == null ? null : ids.get(key);
            return id != null || key == null ? id : new RowKey(key);
        }));
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
     * Changes the collections of these rows, by key, to the given elements, as far as they differ. Loads nothing and
     * fires no event, because writes of a sync are not changes of the application.
     */
    void write(Map<Object, Elements> wanted, Set<Object> existing, RowKeys keys) {
        Map<Object, Elements> before = existing.isEmpty() ? Map.of() : read(existing, keys::ids);
        Map<Object, Elements> changed = new LinkedHashMap<>(wanted);
        changed.entrySet()
                .removeIf(e -> before.containsKey(e.getKey())
                        && before.get(e.getKey())
                                .json()
                                .toString()
                                .equals(e.getValue().json().toString()));
        if (collection.target() != null) {
            // Looks for all keys at once.
            keys.keys(
                    collection.target(),
                    changed.values().stream().flatMap(e -> e.ids().stream()).collect(Collectors.toSet()));
        }
        replace(changed, before, keys);
    }

    /**
     * Removes links to these rows, given by key, from all rows.
     *
     * @param changed receives the keys of the rows that have lost links
     */
    public void unlink(List<Object> targets, RowKeys keys, Consumer<List<Object>> changed) {
        Set<String> ids = new HashSet<>(
                keys.ids(Objects.requireNonNull(collection.target()), targets).values());
        targets.forEach(target -> ids.add(KeyCodec.text(target)));
        List<Object> owners = owners(targets);
        while (!owners.isEmpty()) {
            Map<Object, Elements> before = read(owners, keys::ids);
            Map<Object, Elements> after = new LinkedHashMap<>();
            before.forEach((key, elements) -> after.put(key, collection.without(elements, ids)));
            replace(after, before, keys);
            changed.accept(owners);
            owners = owners(targets);
        }
    }

    /** Returns the keys of some rows that list some of these. */
    private List<Object> owners(List<Object> targets) {
        Set<Object> owners = new LinkedHashSet<>(IdList.selectAll(
                session,
                "select distinct " + model.key().selection().select("e") + joined() + " where "
                        + collection.elements().compared("c"),
                Object.class,
                targets,
                query -> query.setMaxResults(PAGE)));
        return List.copyOf(owners);
    }

    private String joined() {
        return " from " + model.entityName() + " e join e." + collection.attribute() + " c";
    }

    /** Hands over the keys of all rows that list some of these, in pages. */
    public void eachOwner(List<Object> targets, Consumer<List<Object>> consumer) {
        new KeyPages(
                        session,
                        model.key().selection(),
                        joined(),
                        collection.elements().compared("c"))
                .each(targets, PAGE, consumer);
    }

    /** Returns those of these keys whose rows are listed by others. */
    public Set<Object> listed(Collection<?> targets) {
        return new HashSet<>(IdList.select(
                session,
                "select distinct " + collection.elements().select("c") + joined() + " where "
                        + collection.elements().compared("c"),
                Object.class,
                targets));
    }

    private void replace(Map<Object, Elements> after, Map<Object, Elements> before, RowKeys keys) {
        CollectionPersister persister = collection.persister();
        Integer batchSize = session.getJdbcBatchSize();
        session.setJdbcBatchSize(Math.max(1, after.size()));
        try {
            for (Object key : after.keySet()) {
                Elements old = before.get(key);
                if (old != null && !old.byKey().isEmpty()) {
                    persister.remove(model.key().id(key, implementor), implementor);
                }
            }
            after.forEach((key, elements) -> {
                if (!elements.byKey().isEmpty()) {
                    persister.recreate(wrap(elements, keys), model.key().id(key, implementor), implementor);
                }
            });
            implementor.getJdbcCoordinator().executeBatch();
        } finally {
            session.setJdbcBatchSize(batchSize);
        }
    }

    private PersistentCollection<?> wrap(Elements elements, RowKeys keys) {
        return wrap(collection.persister().getCollectionSemantics(), elements, keys);
    }

    private <C, E> PersistentCollection<E> wrap(CollectionSemantics<C, E> semantics, Elements elements, RowKeys keys) {
        C raw = raw(
                semantics,
                collection,
                elements,
                (target, reference) -> collection.arePlainKeys()
                        ? keys.known(target, reference)
                        : StandIns.of(target, keys.known(target, reference), implementor));
        return semantics.wrap(raw, collection.persister(), implementor);
    }

    /**
     * Returns the elements as a plain collection of the type that the entity declares.
     *
     * @param targets the entities to which links refer, by class and id of the record
     */
    static Object detached(
            CollectionMember collection, Elements elements, BiFunction<Class<?>, Object, @Nullable Object> targets) {
        return raw(collection.persister().getCollectionSemantics(), collection, elements, targets);
    }

    @SuppressWarnings("unchecked")
    private static <C, E> C raw(
            CollectionSemantics<C, E> semantics,
            CollectionMember collection,
            Elements elements,
            BiFunction<Class<?>, Object, @Nullable Object> targets) {
        C raw = semantics.instantiateRaw(elements.byKey().size(), collection.persister());
        elements.byKey().forEach((key, value) -> {
            Object element =
                    value != null && collection.target() != null ? targets.apply(collection.target(), value) : value;
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
            PluralAttributeMapping plural, @Nullable Object owner, SharedSessionContractImplementor session) {
        CollectionPersister persister = plural.getCollectionDescriptor();
        return persister.getCollectionSemantics().instantiateWrapper(owner, persister, session);
    }
}
