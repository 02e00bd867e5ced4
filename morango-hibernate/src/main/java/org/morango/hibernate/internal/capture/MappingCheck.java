package org.morango.hibernate.internal.capture;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.boot.Metadata;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Join;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.SimpleValue;
import org.hibernate.mapping.Table;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.internal.version.Differences;

/** Refuses mappings with which Hibernate would write or read other rows than the library assumes. */
final class MappingCheck {
    private final Metadata metadata;

    /** The root entity of each table. */
    private final Map<Table, PersistentClass> owners = new HashMap<>();

    private MappingCheck(Metadata metadata) {
        this.metadata = metadata;
    }

    /** @throws MorangoException if an entity cannot be synced as it is mapped */
    static void run(Metadata metadata) {
        MappingCheck check = new MappingCheck(metadata);
        metadata.getEntityBindings().stream().filter(SyncedClasses::isMeantToBe).forEach(check::check);
        metadata.getCollectionBindings().stream()
                .filter(collection -> SyncedClasses.isMeantToBe(collection.getOwner()) && !collection.isInverse())
                .forEach(check::check);
    }

    private void check(PersistentClass entity) {
        if (entity.getTable().isSubselect()) {
            throw refused(
                    entity, "it is a @Subselect, which cannot be written; sync the entities that it selects from.");
        }
        if (hasOwnSql(entity)) {
            throw refused(
                    entity,
                    "@SQLInsert and @SQLUpdate, and @SQLDelete without a @SQLRestriction that hides the row, write something"
                            + " else than what changes, so that peers would differ; leave them out, and leave the rest to"
                            + " triggers.");
        }
        entity.getFilters().forEach(filter -> checkFilter(entity, null, filter.getName()));
        if (Differences.keepsOldRows(entity)) {
            throw refused(
                    entity,
                    "Hibernate keeps old states as rows of its table, which a sync would take for others; leave that to"
                            + " Envers or the database.");
        }
        PersistentClass other = owners.putIfAbsent(entity.getTable(), entity.getRootClass());
        if (other != null && other != entity.getRootClass()) {
            throw refused(
                    entity,
                    "its table " + entity.getTable().getName() + " is that of " + other.getEntityName()
                            + " too, so that each row would be two records; let only one of them be synced.");
        }
    }

    private static boolean hasOwnSql(PersistentClass entity) {
        boolean hidesRows = entity.getRootClass().getWhere() != null;
        return Stream.of(
                                entity.getCustomSQLInsert(),
                                entity.getCustomSQLUpdate(),
                                hidesRows ? null : entity.getCustomSQLDelete())
                        .anyMatch(sql -> sql != null)
                || entity.getJoins().stream().anyMatch(MappingCheck::hasOwnSql);
    }

    private static boolean hasOwnSql(Join table) {
        return Stream.of(table.getCustomSQLInsert(), table.getCustomSQLUpdate(), table.getCustomSQLDelete())
                .anyMatch(sql -> sql != null);
    }

    private void check(Collection collection) {
        PersistentClass owner = collection.getOwner();
        String attribute =
                collection.getRole().substring(collection.getOwnerEntityName().length() + 1);
        boolean hasOwnSql = Stream.of(
                        collection.getCustomSQLInsert(),
                        collection.getCustomSQLUpdate(),
                        collection.getCustomSQLDelete(),
                        collection.getCustomSQLDeleteAll())
                .anyMatch(sql -> sql != null);
        if (hasOwnSql) {
            throw refused(
                    owner,
                    attribute,
                    "@SQLInsert, @SQLUpdate, @SQLDelete and @SQLDeleteAll write something else than what changes; leave"
                            + " them out.");
        }
        if (collection.isOneToMany()
                && collection.getKey() instanceof SimpleValue key
                && changesElements(key.getOnDeleteAction())) {
            throw refused(
                    owner,
                    attribute,
                    "@OnDelete lets the database change rows of its elements, which are records of their own; leave it"
                            + " out, so that Hibernate changes them.");
        }
        if (collection.getWhere() != null
                || collection.getManyToManyWhere() != null
                || Differences.keepsOldRows(collection)) {
            throw refused(
                    owner,
                    attribute,
                    "@SQLRestriction, @SQLJoinTableRestriction and @SoftDelete hide elements that a sync has to see; leave"
                            + " them out, and select elements where they are shown.");
        }
        collection.getFilters().forEach(filter -> checkFilter(owner, attribute, filter.getName()));
    }

    private static boolean changesElements(@Nullable OnDeleteAction action) {
        return action != null && action != OnDeleteAction.NO_ACTION && action != OnDeleteAction.RESTRICT;
    }

    /**
     * Refuses filters that are enabled in every session. A filter that a session enables itself does not affect the
     * library's own sessions.
     */
    private void checkFilter(PersistentClass entity, @Nullable String attribute, String filter) {
        if (metadata.getFilterDefinition(filter).isAutoEnabled()) {
            throw refused(
                    entity,
                    attribute,
                    "the filter " + filter + " is enabled in every session, and hides rows that a sync has to"
                            + " see; enable it in the application's own sessions instead.");
        }
    }

    private static MorangoException refused(PersistentClass entity, String reason) {
        return refused(entity, null, reason);
    }

    private static MorangoException refused(PersistentClass entity, @Nullable String attribute, String reason) {
        String where = attribute == null ? "" : ", attribute " + attribute + ",";
        return new MorangoException(
                "Entity " + entity.getEntityName() + where + " cannot be synced: " + reason,
                attribute == null
                        ? Map.of("entity", entity.getEntityName())
                        : Map.of("entity", entity.getEntityName(), "attribute", attribute));
    }
}
