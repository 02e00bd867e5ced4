package org.morango.hibernate.hook;

import java.util.List;
import org.morango.hibernate.mapping.SyncableEntity;

/**
 * Rows of one entity that a sync has changed in one transaction.
 *
 * @param entity the class of the entity itself, not of one that it extends
 * @param inserted ids of new rows
 * @param updated ids of rows that were overwritten
 * @param deleted ids of deleted rows, including rows that were deleted because they referred to a deleted one
 */
public record EntityChanges(
        Class<? extends SyncableEntity> entity, List<String> inserted, List<String> updated, List<String> deleted) {
    public EntityChanges {
        inserted = List.copyOf(inserted);
        updated = List.copyOf(updated);
        deleted = List.copyOf(deleted);
    }
}
