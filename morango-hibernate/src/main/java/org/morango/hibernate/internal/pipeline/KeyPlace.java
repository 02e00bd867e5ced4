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
import org.morango.hibernate.internal.store.KeyNumbers;
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
 * @param numbers what numbers the rows, see {@link KeyNumbers#text}; null if nothing does
 */
record KeyPlace(
        String hierarchy,
        String identity,
        @Nullable String table,
        @Nullable String column,
        @Nullable String query,
        @Nullable String numbers) {
    private static final int MAX_LENGTH = 300;

    /** Greatest length of the statement, in characters. */
    private static final int MAX_QUERY = 2_000;

    /** Greatest length of the text about numbers, in characters. */
    private static final int MAX_NUMBERS = 500;

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
        String numbers = GeneratedNumbers.of(persister)
                .map(KeyNumbers::text)
                .filter(text -> text.length() <= MAX_NUMBERS)
                .orElse(null);
        return isKnown
                ? new KeyPlace(hierarchy, identity, persister.getRootTableName(), columns, query, numbers)
                : new KeyPlace(hierarchy, identity, null, null, null, null);
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
                && Objects.equals(row.keyQuery, query)
                && Objects.equals(row.keyNumbers, numbers);
    }

    void note(ModelRow row) {
        row.hierarchy = hierarchy;
        row.identity = identity;
        row.keyTable = table;
        row.keyColumn = column;
        row.keyQuery = query;
        row.keyNumbers = numbers;
    }
}
