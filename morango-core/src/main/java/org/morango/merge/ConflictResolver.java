package org.morango.merge;

import tools.jackson.databind.node.ObjectNode;

/**
 * Decides which content a record has after two peers have changed it independently. Asked inside the transaction that
 * merges, once for each conflict: it should be quick, and must not use the database. If it throws, that is logged and the
 * content of this side stays.
 *
 * <p>Whether the record is deleted is not up to it: it is, if either side has deleted it, and it is not asked then.
 *
 * <p>Peers that meet in any order agree by themselves if the result does not depend on which side is whose, nor on the
 * order in which three contents are merged, and if a content merged with itself stays as it is.
 */
@FunctionalInterface
public interface ConflictResolver {

    /**
     * The content the record has from now on. May be one of the two, which both may be changed; the members by which a
     * record is identified stay as they are.
     */
    ObjectNode resolve(Conflict conflict);

    /** Whether {@link Conflict#ancestor()} is to be kept for it, which takes room for a content or two in each record. */
    default boolean usesAncestor() {
        return false;
    }

    /** The content of the side that merges stays, as in the original. */
    static ConflictResolver keepOurs() {
        return Resolvers.KEEP_OURS;
    }

    /** The content that was received stays. */
    static ConflictResolver takeTheirs() {
        return Resolvers.TAKE_THEIRS;
    }

    /**
     * The content with the greater value in one member stays; of equal ones, that which is greater as a text. Values are
     * compared as points in time if both are (ISO 8601 with an offset), as numbers if both are, otherwise as texts; one
     * that is missing is the least. Deterministic.
     *
     * @param member its name in JSON
     */
    static ConflictResolver latestBy(String member) {
        return conflict ->
                Values.compareBy(member, conflict.ours(), conflict.theirs()) >= 0 ? conflict.ours() : conflict.theirs();
    }

    /**
     * Each member is merged for itself. One that only one side has changed since the common ancestor has that side's value,
     * where the ancestor is known; one that both have changed, or whose ancestor is not known, has the greater value.
     * Deterministic.
     */
    static ConflictResolver fieldByField() {
        return Resolvers.FIELD_BY_FIELD;
    }
}
