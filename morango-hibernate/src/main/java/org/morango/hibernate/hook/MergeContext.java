package org.morango.hibernate.hook;

import java.util.Optional;
import org.morango.merge.Conflict;

/**
 * Details of a conflict beyond the two entities.
 *
 * @param ancestor the entity that both were made from, if it is known
 * @param conflict the record and its contents as JSON
 */
public record MergeContext<E>(Optional<E> ancestor, Conflict conflict) {}
