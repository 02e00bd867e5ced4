package org.morango.hibernate.internal.store;

import org.hibernate.Length;
import org.hibernate.boot.Metadata;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.PersistentClass;

/** Types of the store's long columns, for databases where Hibernate's choice is slow. */
final class LongColumns {
    private LongColumns() {}

    /** Gives the long columns of the library's tables these types. */
    static void replace(Metadata metadata, String textType, String binaryType) {
        for (PersistentClass entity : metadata.getEntityBindings()) {
            if (StoreMappings.isOwn(entity.getMappedClass())) {
                entity.getTable().getColumns().forEach(column -> replace(column, textType, binaryType));
            }
        }
    }

    private static void replace(Column column, String textType, String binaryType) {
        Long length = column.getLength();
        if (length != null && length == Length.LONG32) {
            boolean isText = column.getValue().getType().getReturnedClass() == String.class;
            column.setSqlType(isText ? textType : binaryType);
        }
    }
}
