package org.morango.hibernate.hook;

import java.util.List;

/**
 * Rows of one entity that a sync has changed in one transaction.
 *
 * @param entity the class of the entity itself, not of one that it extends
 * @param inserted keys of new rows, as {@code EntityManager.find} takes them
 * @param updated keys of rows that were overwritten
 * @param deleted keys of deleted rows, including rows that were deleted because they referred to a deleted one
 */
public record EntityChanges(Class<?> entity, List<Object> inserted, List<Object> updated, List<Object> deleted) {
    public EntityChanges {
        inserted = List.copyOf(inserted);
        updated = List.copyOf(updated);
        deleted = List.copyOf(deleted);
    }
}
