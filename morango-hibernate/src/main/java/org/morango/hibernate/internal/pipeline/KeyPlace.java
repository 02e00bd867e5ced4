package org.morango.hibernate.internal.pipeline;

import java.util.Collections;
import java.util.Objects;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.internal.store.SyncedClasses;

/**
 * Where the keys of a model's rows are. It is noted for programs that do not know the application's entities.
 *
 * @param hierarchy the model that stands for its hierarchy
 * @param table the table as written in SQL; null if it also has rows that are not synced, or if only the application
 *     knows what its keys mean, such as the constants of an enum
 * @param column the column as written in SQL, or several, separated by a comma and a space, in the order of the key
 * @param query the statement that selects the keys; null if soft deletion hides no rows of the table
 */
record KeyPlace(
        String hierarchy,
        String identity,
        @Nullable String table,
        @Nullable String column,
        @Nullable String query) {
    private static final int MAX_LENGTH = 300;

    /** Greatest length of the statement, in characters. */
    private static final int MAX_QUERY = 2_000;

    static KeyPlace of(SyncableModel model, SyncableModels models) {
        AbstractEntityPersister persister = (AbstractEntityPersister) model.persister();
        String hierarchy = Collections.min(models.related(model));
        String identity = model.identity().name();
        SessionFactoryImplementor factory = persister.getFactory();
        boolean isHiding = models.relatives(model).stream().anyMatch(SyncableModel::hidesDeletedRows);
        String query = isHiding ? ShownKeys.of(factory, model) : null;
        String columns = String.join(", ", persister.getIdentifierColumnNames());
        boolean isKnown = isSyncedOnly(persister)
                && model.key().isPlain()
                && columns.length() <= MAX_LENGTH
                && isHiding == (query != null && query.length() <= MAX_QUERY);
        return isKnown
                ? new KeyPlace(hierarchy, identity, persister.getRootTableName(), columns, query)
                : new KeyPlace(hierarchy, identity, null, null, null);
    }

    /** Returns whether every row of the table is one of a synced entity. */
    private static boolean isSyncedOnly(EntityPersister persister) {
        return persister instanceof UnionSubclassEntityPersister
                || SyncedClasses.areAllSynced(persister.getRootEntityDescriptor());
    }

    boolean isIn(ModelRow row) {
        return row.hierarchy.equals(hierarchy)
                && row.identity.equals(identity)
                && Objects.equals(row.keyTable, table)
                && Objects.equals(row.keyColumn, column)
                && Objects.equals(row.keyQuery, query);
    }

    void note(ModelRow row) {
        row.hierarchy = hierarchy;
        row.identity = identity;
        row.keyTable = table;
        row.keyColumn = column;
        row.keyQuery = query;
    }
}
