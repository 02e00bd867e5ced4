package org.morango.hibernate.internal.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.ValuedModelPart;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.KeyTexts;
import org.morango.hibernate.internal.store.KeyText;
import org.morango.hibernate.internal.store.NotedTable;
import org.morango.hibernate.internal.store.NotedTable.Parts;
import org.morango.hibernate.internal.store.NotedTable.Rows;
import org.morango.hibernate.internal.store.NotedTable.Subject;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.internal.store.Triggers;

/** The tables whose changes triggers note, as the mapping has them. */
final class TriggeredTables {
    private final Triggers triggers;
    private final Map<String, Set<Rows>> own = new LinkedHashMap<>();
    private final Map<String, Set<Parts>> parts = new LinkedHashMap<>();

    private TriggeredTables(Triggers triggers) {
        this.triggers = triggers;
    }

    /** @throws MorangoException if triggers cannot note the changes of an entity */
    static List<NotedTable> of(SessionFactoryImplementor factory, Triggers triggers) {
        TriggeredTables tables = new TriggeredTables(triggers);
        Map<String, List<EntityPersister>> hierarchies = new TreeMap<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
            if (SyncedClasses.isSynced(entity)) {
                hierarchies
                        .computeIfAbsent(entity.getRootEntityName(), root -> new ArrayList<>())
                        .add(entity);
            }
        });
        hierarchies.values().forEach(tables::add);
        return tables.tables();
    }

    private List<NotedTable> tables() {
        Set<String> names = new LinkedHashSet<>(own.keySet());
        names.addAll(parts.keySet());
        return names.stream()
                .sorted()
                .map(name -> new NotedTable(
                        name,
                        List.copyOf(own.getOrDefault(name, Set.of())),
                        List.copyOf(parts.getOrDefault(name, Set.of()))))
                .toList();
    }

    private void add(List<EntityPersister> hierarchy) {
        Map<Boolean, EntityPersister> captures = new HashMap<>();
        hierarchy.forEach(entity -> captures.putIfAbsent(SyncedClasses.isTriggered(entity), entity));
        EntityPersister triggered = captures.get(true);
        EntityPersister listened = captures.get(false);
        if (triggered != null && listened != null) {
            throw new MorangoException(
                    "Entity " + triggered.getEntityName() + " is captured by triggers, and " + listened.getEntityName()
                            + " of the same hierarchy is not; their rows may be in the same tables, so say capture ="
                            + " TRIGGERS for both.",
                    Map.of("entity", triggered.getEntityName()));
        }
        if (triggered != null) {
            List<Subject> subjects = hierarchy.stream()
                    .map(SyncedClasses::model)
                    .filter(Objects::nonNull)
                    .map(model -> new Subject(model.profile(), model.model()))
                    .sorted(Comparator.comparing(Subject::profile).thenComparing(Subject::model))
                    .toList();
            hierarchy.forEach(entity -> add(entity, subjects));
        }
    }

    private void add(EntityPersister entity, List<Subject> hierarchy) {
        List<KeyText> key = KeyTexts.of(entity, triggers);
        List<String> keyColumns = key.stream().map(KeyText::column).toList();
        Rows rows = new Rows(
                hierarchy.get(0), hierarchy, entity.getIdentifierTableDetails().getTableName(), key);
        own.computeIfAbsent(rows.table(), table -> new LinkedHashSet<>()).add(rows);
        entity.forEachMutableTable(table -> {
            if (!table.getTableName().equals(rows.table()) && !table.isInverse()) {
                add(table.getTableName(), new Parts(rows, columns(table), keyColumns));
            }
        });
        Set<String> roles = OwnedCollections.of(entity).roles();
        entity.getFactory().getMappingMetamodel().forEachCollectionDescriptor(collection -> {
            if (roles.contains(collection.getRole())) {
                add(collection, rows, keyColumns);
            }
        });
    }

    private void add(String table, Parts added) {
        parts.computeIfAbsent(table, name -> new LinkedHashSet<>()).add(added);
    }

    private static List<String> columns(EntityTableMapping table) {
        return IntStream.range(0, table.getKeyDetails().getColumnCount())
                .mapToObj(i -> table.getKeyDetails().getKeyColumn(i).getColumnName())
                .toList();
    }

    private void add(CollectionPersister collection, Rows rows, List<String> keyColumns) {
        ForeignKeyDescriptor reference = collection.getAttributeMapping().getKeyDescriptor();
        List<String> columns = columns(reference.getKeyPart());
        List<String> targets = columns(reference.getTargetPart());
        if (reference.getTargetPart().isEntityIdentifierMapping()) {
            targets = keyColumns;
        } else if (!reference.getTargetTable().equals(rows.table())) {
            throw new MorangoException(
                    "Collection " + collection.getRole() + " cannot be captured by triggers: it refers to columns of "
                            + reference.getTargetTable()
                            + ", which is not the first table of its owner; leave out capture ="
                            + " TRIGGERS.",
                    Map.of("collection", collection.getRole()));
        }
        add(reference.getKeyTable(), new Parts(rows, columns, targets));
    }

    private static List<String> columns(ValuedModelPart part) {
        List<String> columns = new ArrayList<>();
        part.forEachSelectable((at, column) -> columns.add(column.getSelectionExpression()));
        return columns;
    }
}
