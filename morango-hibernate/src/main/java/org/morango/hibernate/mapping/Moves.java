package org.morango.hibernate.mapping;

import org.morango.settings.TrustSettings;

/**
 * What happens to a record if the values of its row change so that they give another partition, or another
 * {@link Identity#NATURAL} identity, than the record has. An entity that extends {@link SyncableEntity} cannot move,
 * because its key is the id of its record: such a change is refused, unless its records {@link #STAY}.
 */
public enum Moves {
    /**
     * The record moves: it is deleted where it was, with its content, and continued by another record where it belongs
     * now. The row stays. While {@linkplain TrustSettings#allowPlainMorango() plain Morango} is allowed, a row to which
     * others refer is held back instead, because such a peer deletes what refers to a deleted record.
     */
    FOLLOW,
    /** The record moves, also while plain Morango is allowed and other rows refer to it. */
    ALWAYS,
    /**
     * The record stays in the partition in which it was made, and its partition and source id are not compared with its
     * content. For partitions that are made of values that change and do not matter to access, or that are not synced.
     * Danger: a peer may write records of the model into every partition to which it has write access.
     */
    STAY
}
