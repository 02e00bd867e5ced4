package org.morango.hibernate.internal.model;

import java.util.HashSet;
import java.util.Set;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;

/** References that are in tables of their own, which have rows only where there is something to refer to. */
public final class TableReferences {
    private TableReferences() {}

    /** Returns the positions of such references in an entity's state. */
    public static Set<Integer> of(EntityPersister entity) {
        Set<Integer> found = new HashSet<>();
        entity.forEachAttributeMapping(attribute -> {
            if (attribute instanceof ToOneAttributeMapping reference
                    && reference.getSideNature() == ForeignKeyDescriptor.Nature.KEY
                    && isAlone(entity, reference)) {
                found.add(reference.getStateArrayPosition());
            }
        });
        return found;
    }

    /** Returns whether a reference is in such a table, which holds nothing else. */
    static boolean isAlone(EntityPersister entity, ToOneAttributeMapping reference) {
        return FixedColumns.tablesOf(entity, reference.getForeignKeyDescriptor().getSelectable(0))
                .anyMatch(table -> table.isOptional() && table.getAttributeIndexes().length == 1);
    }

    /** Returns whether a reference is in a table that need not have a row for each row of the entity. */
    static boolean isIn(EntityPersister entity, ToOneAttributeMapping reference) {
        return FixedColumns.isInOptionalTable(
                entity, reference.getForeignKeyDescriptor().getSelectable(0));
    }
}
