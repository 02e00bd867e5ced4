package org.morango.hibernate.internal.capture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.MappingMetamodel;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.morango.hibernate.internal.model.KeyForm;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.internal.version.Differences;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/**
 * Maps tables to the models with content in them. Also knows which rows the database changes by itself when others are
 * deleted.
 */
final class SyncedTables {
    private final Map<String, Set<Syncable>> models = new HashMap<>();
    private final Map<Syncable, String> roots = new HashMap<>();
    private final Map<String, Set<Syncable>> others = new ConcurrentHashMap<>();
    private final Map<String, Set<Syncable>> followers = new HashMap<>();
    private final Set<Syncable> recordIds = new HashSet<>();
    private final Set<Syncable> all = new LinkedHashSet<>();
    private final Map<String, KeyForm> forms = new ConcurrentHashMap<>();

    private SyncedTables() {}

    static SyncedTables of(SessionFactoryImplementor factory) {
        SyncedTables tables = new SyncedTables();
        MappingMetamodel metamodel = factory.getMappingMetamodel();
        List<EntityPersister> synced = new ArrayList<>();
        metamodel.forEachEntityDescriptor(persister -> {
            Syncable model = SyncedClasses.model(persister);
            if (model != null) {
                synced.add(persister);
                tables.all.add(model);
                tables.roots.put(model, persister.getRootEntityName());
                if (SyncableEntity.class.isAssignableFrom(persister.getMappedClass())) {
                    tables.recordIds.add(model);
                }
                Set<String> inverse = inverse(persister);
                for (String table : persister.getSynchronizedQuerySpaces()) {
                    if (!inverse.contains(table)) {
                        tables.add(table, model);
                    }
                }
            }
        });
        metamodel.forEachCollectionDescriptor(collection -> {
            Syncable model = SyncedClasses.model(collection.getOwnerEntityPersister());
            if (model != null && !collection.isInverse() && !collection.isOneToMany()) {
                for (String table : collection.getCollectionSpaces()) {
                    tables.add(table, model);
                }
            }
        });
        metamodel.forEachEntityDescriptor(deleted -> tables.addFollowers(metamodel, deleted, synced));
        return tables;
    }

    /** Returns the tables of references that an entity does not write: they are content of the entities at the other side. */
    private static Set<String> inverse(EntityPersister entity) {
        Set<String> tables = new HashSet<>();
        entity.forEachAttributeMapping(attribute -> {
            if (attribute instanceof ToOneAttributeMapping reference) {
                tables.add(reference.getForeignKeyDescriptor().getKeyTable());
            }
        });
        written(entity).forEach(tables::remove);
        return tables;
    }

    private void add(String table, Syncable model) {
        models.computeIfAbsent(plainName(table), name -> new LinkedHashSet<>()).add(model);
    }

    /** Adds the models that the database changes, through all foreign keys that it follows. */
    private void addFollowers(MappingMetamodel metamodel, EntityPersister deleted, List<EntityPersister> synced) {
        Set<Syncable> found = new LinkedHashSet<>();
        Set<EntityPersister> seen = new LinkedHashSet<>(List.of(deleted));
        Deque<EntityPersister> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            EntityPersister target = open.remove();
            for (EntityPersister referring : synced) {
                if (follows(metamodel, referring, target)) {
                    found.add(SyncedClasses.model(referring));
                    if (seen.add(referring)) {
                        open.add(referring);
                    }
                }
            }
        }
        if (!found.isEmpty()) {
            followers.put(deleted.getEntityName(), found);
        }
    }

    private static boolean follows(MappingMetamodel metamodel, EntityPersister referring, EntityPersister target) {
        Type[] types = referring.getPropertyTypes();
        OnDeleteAction[] actions = Differences.onDeleteActions(referring);
        for (int i = 0; i < types.length; i++) {
            if (actions[i] != null
                    && actions[i] != OnDeleteAction.NO_ACTION
                    && actions[i] != OnDeleteAction.RESTRICT
                    && types[i] instanceof EntityType reference
                    && isOneOf(metamodel, reference.getAssociatedEntityName(), target)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOneOf(MappingMetamodel metamodel, String referred, EntityPersister target) {
        return target.isSubclassEntityName(referred)
                || metamodel.getEntityDescriptor(referred).isSubclassEntityName(target.getEntityName());
    }

    Collection<Syncable> all() {
        return all;
    }

    /** Returns the models with content in the table of this name, in any schema and case. */
    Collection<Syncable> in(String table) {
        return models.getOrDefault(plainName(table), Set.of());
    }

    /** Returns whether the table holds rows whose keys are the ids of their records. */
    boolean hasRecordIds(String table) {
        return in(table).stream().anyMatch(recordIds::contains);
    }

    /** Returns the form in which Hibernate has the keys of an entity. */
    KeyForm form(EntityPersister entity) {
        return forms.computeIfAbsent(entity.getEntityName(), name -> KeyForm.of(entity));
    }

    Collection<Syncable> followers(EntityPersister deleted) {
        return followers.getOrDefault(deleted.getEntityName(), Set.of());
    }

    /** Returns the models in whose tables an entity of another kind, synced or not, has its rows. */
    Collection<Syncable> besides(EntityPersister written) {
        return others.computeIfAbsent(written.getEntityName(), name -> others(written, written(written)));
    }

    /** Returns the tables that an entity writes. It reads others as well: those of references from the other side. */
    private static List<String> written(EntityPersister entity) {
        List<String> tables = new ArrayList<>();
        entity.forEachMutableTable(table -> {
            if (!table.isInverse()) {
                tables.add(table.getTableName());
            }
        });
        return tables;
    }

    /** Returns the models in whose tables a collection of an entity of another kind has its rows. */
    Collection<Syncable> besides(CollectionPersister written) {
        return others.computeIfAbsent(
                written.getRole(),
                role -> written.isInverse() || written instanceof ChildCollections
                        ? Set.of()
                        : others(written.getOwnerEntityPersister(), List.of(written.getCollectionSpaces())));
    }

    private Set<Syncable> others(EntityPersister writer, List<String> spaces) {
        Set<Syncable> found = new LinkedHashSet<>();
        for (String space : spaces) {
            found.addAll(in(space));
        }
        found.removeIf(model -> writer.getRootEntityName().equals(roots.get(model)));
        return found;
    }

    private static String plainName(String table) {
        return table.substring(table.lastIndexOf('.') + 1)
                .replaceAll("[\"`\\[\\]]", "")
                .toLowerCase(Locale.ROOT);
    }
}
