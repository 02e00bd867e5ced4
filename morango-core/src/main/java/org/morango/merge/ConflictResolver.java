package org.morango.merge;

import tools.jackson.databind.node.ObjectNode;

/**
 * Decides which content a record has after two peers have changed it independently. Called inside the merging
 * transaction, once for each conflict; it should be quick and must not use the database. If it throws, the exception is
 * logged and this side's content stays.
 *
 * <p>It does not decide on the content of a record that one side has deleted: the record then has the other side's
 * content, and {@link #staysDeleted} decides whether it is deleted.
 *
 * <p>Peers reach the same result in whatever order they meet if three conditions hold: the result does not depend on
 * which side is ours, it does not depend on the order in which three contents are merged, and merging a content with
 * itself leaves it as it is.
 */
@FunctionalInterface
public interface ConflictResolver {

    /**
     * Returns the content that the record has from now on. It may be one of the two given contents; both may be
     * modified. The members that identify a record stay as they are, whatever is returned.
     */
    ObjectNode resolve(Conflict conflict);

    /**
     * Returns whether {@link Conflict#ancestor()} has to be stored for this strategy. That takes the space of one or
     * two contents in each record.
     */
    default boolean usesAncestor() {
        return false;
    }

    /** Returns whether {@link ChangeTimes} have to be noted for this strategy, which takes space in each record. */
    default boolean usesChangeTimes() {
        return false;
    }

    /**
     * Returns whether a record stays deleted if one side has deleted it and the other has changed it, or made it again,
     * without knowing of the deletion. By default it does. Not called after a hard deletion.
     *
     * @param oursIsDeleted whether this side has deleted it
     */
    default boolean staysDeleted(Conflict conflict, boolean oursIsDeleted) {
        return true;
    }

    /**
     * Returns whether a deletion here that no other peer knows of yet is dropped when a change arrives that was made
     * without knowing of it. If not, the record stays deleted and the change is kept as conflicting content.
     */
    default boolean forgetsUnsyncedDeletion() {
        return false;
    }

    /** Keeps the content of the side that merges, as Python Morango does. */
    static ConflictResolver keepOurs() {
        return Resolvers.KEEP_OURS;
    }

    /** Takes the received content. */
    static ConflictResolver takeTheirs() {
        return Resolvers.TAKE_THEIRS;
    }

    /**
     * Keeps the content with the greater value in one member; if the values are equal, the content that is greater as
     * text. Values are compared as points in time if both are (ISO 8601 with an offset), as numbers if both are,
     * otherwise as texts; a missing value is the least. A deletion counts as a change that left the value as it was; if
     * the values are equal, the deletion stays. Deterministic.
     *
     * @param member its name in JSON
     */
    static ConflictResolver latestBy(String member) {
        return new LatestBy(member);
    }

    /**
     * Merges each member by itself. A member that only one side has changed gets that side's value; a member that both
     * have changed gets the value that was set later. If times are not known, the common ancestor tells which side has
     * changed the member; if the ancestor is not known either, the greater value stays. A record that one side has
     * deleted is not deleted if the other side has made it later. Deterministic.
     */
    static ConflictResolver fieldByField() {
        return Resolvers.FIELD_BY_FIELD;
    }
}
