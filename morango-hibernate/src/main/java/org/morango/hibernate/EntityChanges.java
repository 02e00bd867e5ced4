package org.morango.hibernate;

import java.util.List;

/**
 * The rows of one entity that a sync has changed in one transaction.
 *
 * @param entity the class of the entity itself, not of one that it extends
 * @param inserted ids of rows that are new
 * @param updated ids of rows that were written over
 * @param deleted ids of rows that are gone, those deleted because they referred to a deleted one included
 */
public record EntityChanges(
        Class<? extends SyncableEntity> entity, List<String> inserted, List<String> updated, List<String> deleted) {
    public EntityChanges {
        inserted = List.copyOf(inserted);
        updated = List.copyOf(updated);
        deleted = List.copyOf(deleted);
    }
}
