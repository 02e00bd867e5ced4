package org.morango.hibernate.internal.store;

import org.hibernate.Length;
import org.hibernate.boot.Metadata;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.PersistentClass;

/** Types of the store's long columns, where Hibernate's choice is slow. */
public final class LongColumns {
    private LongColumns() {}

    /**
     * Replaces large objects on H2, which stores them outside the row. Its plain texts and bytes may be as long, and
     * are inside.
     */
    public static void tune(Metadata metadata, Dialect dialect) {
        if (!(dialect instanceof H2Dialect)) {
            return;
        }
        for (PersistentClass entity : metadata.getEntityBindings()) {
            if (StoreMappings.isOwn(entity.getMappedClass())) {
                entity.getTable().getColumns().forEach(LongColumns::tune);
            }
        }
    }

    private static void tune(Column column) {
        Long length = column.getLength();
        if (length != null && length == Length.LONG32) {
            boolean isText = column.getValue().getType().getReturnedClass() == String.class;
            column.setSqlType(isText ? "character varying" : "binary varying");
        }
    }
}
