package org.morango.hibernate.internal.store;

import org.hibernate.boot.Metadata;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.Type;
import org.morango.hibernate.internal.version.Differences;

/** Makes databases compare texts exactly where they would otherwise ignore case, accents or trailing spaces. */
final class ExactColumns {
    private ExactColumns() {}

    /**
     * Sets the collation of columns of the library's tables and, in the application's tables, of keys that are
     * ids of records, and of references to them. Other keys are the application's own.
     */
    static void collate(Metadata metadata, String collation) {
        for (PersistentClass entity : metadata.getEntityBindings()) {
            if (StoreMappings.isOwn(entity.getMappedClass())) {
                collate(entity.getTable().getColumns(), collation);
            } else if (SyncedClasses.hasRecordIds(entity)) {
                collate(entity.getIdentifier().getColumns(), collation);
            }
        }
        metadata.collectTableMappings()
                .forEach(table -> Differences.foreignKeys(table).forEach(key -> {
                    // References need the collation of the columns that they refer to.
                    if (SyncedClasses.hasRecordIds(metadata.getEntityBinding(key.getReferencedEntityName()))) {
                        collate(key.getColumns(), collation);
                    }
                }));
    }

    private static void collate(Iterable<Column> columns, String collation) {
        for (Column column : columns) {
            if (isText(column.getValue().getType()) || column.getValue() instanceof org.hibernate.mapping.ManyToOne) {
                column.setCollation(collation);
            }
        }
    }

    private static boolean isText(Type type) {
        return type instanceof JdbcMapping mapping && mapping.getJdbcType().isString();
    }
}
