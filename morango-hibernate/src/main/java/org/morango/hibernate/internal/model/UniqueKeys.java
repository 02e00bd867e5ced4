package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.boot.Metadata;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Table;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Unique constraints of entities, as they are mapped. Hibernate drops them once a session factory is built, so
 * they are stored here, by factory.
 */
public final class UniqueKeys {
    private static final Map<SessionFactory, Map<String, Set<Key>>> KEPT =
            Collections.synchronizedMap(new WeakHashMap<>());

    private UniqueKeys() {}

    /**
     * Attributes whose values are unique together.
     *
     * @param owner the entity among whose rows they are unique: the entity itself or a base of it
     */
    private record Key(String owner, List<String> attributes) {}

    /**
     * A constraint of a model.
     *
     * @param owner the entity among whose rows the values are unique: the model's own, or a base of it
     * @param members the members that are unique together, possibly including members that are not synced
     */
    public record UniqueKey(String owner, List<Member> members) {
        /** Returns whether Hibernate writes all members into rows that it updates. */
        public boolean isUpdated() {
            return members.stream().allMatch(Member::isUpdated);
        }
    }

    /** Stores the constraints of a session factory that is being built. */
    public static void keep(SessionFactory factory, Metadata metadata) {
        Map<String, Set<Key>> keys = new LinkedHashMap<>();
        for (PersistentClass entity : metadata.getEntityBindings()) {
            keys.put(entity.getEntityName(), keys(entity));
        }
        KEPT.put(factory, keys);
    }

    /** Returns the constraints of a model that concern only its attributes. */
    public static List<UniqueKey> of(SessionFactory factory, SyncableModel model) {
        Map<String, Member> members = new LinkedHashMap<>();
        Stream.concat(model.members().stream(), model.locals().stream())
                .forEach(member -> names(member).forEach(name -> members.put(name, member)));
        return KEPT
                .getOrDefault(factory, Map.of())
                .getOrDefault(model.persister().getEntityName(), Set.of())
                .stream()
                .filter(key -> key.attributes().stream()
                        .map(members::get)
                        .allMatch(member -> member != null && key.attributes().containsAll(names(member))))
                .map(key -> new UniqueKey(
                        key.owner(),
                        key.attributes().stream()
                                .map(members::get)
                                .filter(Objects::nonNull)
                                .distinct()
                                .toList()))
                .toList();
    }

    /** Returns the names that a member has in keys: its attribute, or the columns of what has none. */
    private static List<String> names(Member member) {
        if (!(member.mapping() instanceof PluralAttributeMapping collection)) {
            return List.of(member.attribute());
        }
        List<String> columns = new ArrayList<>();
        collection
                .getKeyDescriptor()
                .getKeyPart()
                .forEachSelectable((at, column) -> columns.add(plain(column.getSelectionExpression())));
        return columns;
    }

    /** Returns whether no two rows of an entity have the same value of an attribute, by a constraint of their own. */
    static boolean isUnique(EntityPersister entity, String attribute) {
        return KEPT.getOrDefault(entity.getFactory(), Map.of()).getOrDefault(entity.getEntityName(), Set.of()).stream()
                .anyMatch(key -> key.attributes().equals(List.of(attribute)));
    }

    private static Set<Key> keys(PersistentClass entity) {
        Set<Key> keys = new LinkedHashSet<>();
        for (Table table : entity.getTableClosure()) {
            columns(table).forEach(columns -> {
                keys.add(new Key(owner(entity, table, columns).getJpaEntityName(), attributes(entity, columns)));
            });
        }
        return keys;
    }

    private static List<List<Column>> columns(Table table) {
        List<List<Column>> unique = new ArrayList<>();
        table.getUniqueKeys().values().stream()
                .map(org.hibernate.mapping.UniqueKey::getColumns)
                .forEach(unique::add);
        table.getColumns().stream().filter(Column::isUnique).map(List::of).forEach(unique::add);
        return unique;
    }

    /** Returns the topmost entity whose rows are in that table and have these attributes. */
    private static PersistentClass owner(PersistentClass entity, Table table, List<Column> columns) {
        PersistentClass owner = entity;
        while (owner.getSuperclass() != null
                && owner.getSuperclass().getTableClosure().contains(table)
                && attributes(owner.getSuperclass(), columns).equals(attributes(entity, columns))) {
            owner = owner.getSuperclass();
        }
        return owner;
    }

    /**
     * Returns the attributes of these columns, those inside embedded values by their paths. A column without an attribute
     * stands for itself.
     */
    private static List<String> attributes(PersistentClass entity, List<Column> columns) {
        Map<Column, String> byColumn = new LinkedHashMap<>();
        entity.getPropertyClosure().forEach(property -> read(property, "", byColumn));
        Set<String> attributes = new LinkedHashSet<>();
        for (Column column : columns) {
            attributes.add(byColumn.getOrDefault(column, plain(column.getName())));
        }
        return List.copyOf(attributes);
    }

    /** Returns the name of a column that no attribute has. */
    private static String plain(String column) {
        return "column " + column.replaceAll("[\"`\\[\\]]", "").toLowerCase(Locale.ROOT);
    }

    private static void read(Property property, String prefix, Map<Column, String> byColumn) {
        String path = prefix + property.getName();
        if (property.getValue() instanceof Component component) {
            component.getProperties().forEach(part -> read(part, path + ".", byColumn));
        } else if (!property.isBackRef()) {
            property.getColumns().forEach(column -> byColumn.put(column, path));
        }
    }
}
