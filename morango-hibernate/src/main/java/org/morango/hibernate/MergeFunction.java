package org.morango.hibernate;

/**
 * An application's own way to make one entity of two. The rules of {@link org.morango.merge.ConflictResolver} hold for it:
 * it should be quick, must not use the database, and if it throws, ours stays.
 *
 * @param <E> the entity
 */
@FunctionalInterface
public interface MergeFunction<E extends SyncableEntity> {
    /**
     * What the record holds from now on: one of the two, changed or not, or another entity.
     *
     * @param ours the entity as it is here, detached; what it refers to is not loaded, only its id is there
     * @param theirs the entity as it was received
     */
    E merge(E ours, E theirs, MergeContext<E> context);
}
