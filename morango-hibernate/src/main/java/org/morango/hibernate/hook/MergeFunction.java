package org.morango.hibernate.hook;

/**
 * The application's own function that merges two entities into one. The rules of
 * {@link org.morango.merge.ConflictResolver} apply: it should be quick and must not use the database. If it throws,
 * ours stays.
 *
 * @param <E> the entity
 */
@FunctionalInterface
public interface MergeFunction<E> {
    /**
     * Returns what the record holds from now on: one of the two, changed or not, or another entity.
     *
     * @param ours the entity as it is here, detached; of entities that it refers to only the key is loaded, which is
     *     that of the row here. A reference to a record that has no row here is null, and stays in the record as it is
     *     unless another is set
     * @param theirs the entity as it was received
     */
    E merge(E ours, E theirs, MergeContext<E> context);
}
