package org.morango.hibernate.internal.store;

import java.util.List;
import org.hibernate.boot.Metadata;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.MariaDBDialect;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.PersistentClass;
import org.morango.hibernate.SyncableEntity;
import org.morango.hibernate.internal.version.Differences;

/** Makes databases compare texts exactly where they would otherwise ignore case, accents or trailing spaces. */
public final class ExactColumns {
    /** Collation of MariaDB, for all of Unicode, even if the database's own character set has less. */
    private static final String COLLATION = "utf8mb4_nopad_bin";

    private ExactColumns() {}

    /**
     * Sets the collation of columns of the library's tables and, in the application's tables, of ids, references to
     * them, and partitions.
     */
    public static void tune(Metadata metadata, Dialect dialect) {
        if (!(dialect instanceof MariaDBDialect)) {
            return;
        }
        for (PersistentClass entity : metadata.getEntityBindings()) {
            if (StoreMappings.isOwn(entity.getMappedClass())) {
                tune(entity.getTable().getColumns());
            } else if (isSyncable(entity)) {
                tune(entity.getIdentifier().getColumns());
                for (String place : List.of("morangoSourceId", "morangoPartition")) {
                    tune(entity.getProperty(place).getColumns());
                }
            }
        }
        metadata.collectTableMappings()
                .forEach(table -> Differences.foreignKeys(table).forEach(key -> {
                    // References need the collation of the columns that they refer to.
                    if (isSyncable(metadata.getEntityBinding(key.getReferencedEntityName()))) {
                        tune(key.getColumns());
                    }
                }));
    }

    private static boolean isSyncable(PersistentClass entity) {
        Class<?> type = entity.getMappedClass();
        return type != null && SyncableEntity.class.isAssignableFrom(type);
    }

    private static void tune(Iterable<Column> columns) {
        for (Column column : columns) {
            if (column.getValue().getType().getReturnedClass() == String.class
                    || column.getValue() instanceof org.hibernate.mapping.ManyToOne) {
                column.setCollation(COLLATION);
            }
        }
    }
}
