package org.morango.merge;

import tools.jackson.databind.node.ObjectNode;

/**
 * Decides which content a record has after two peers have changed it independently. Asked inside the transaction that
 * merges, once for each conflict: it should be quick, and must not use the database. If it throws, that is logged and the
 * content of this side stays.
 *
 * <p>It is not asked for the content of a record that one side has deleted: the other side's content is the record's, and
 * {@link #staysDeleted} decides whether it is deleted.
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

    /** Whether {@link ChangeTimes} are to be noted for it, which takes room in each record. */
    default boolean usesChangeTimes() {
        return false;
    }

    /**
     * Whether a record that one side has deleted is deleted from now on, where the other side has changed it, or made it
     * again, without knowing of that. It is, if the strategy does not say otherwise. Not asked after a hard deletion.
     *
     * @param oursIsDeleted whether it is this side that has deleted it
     */
    default boolean staysDeleted(Conflict conflict, boolean oursIsDeleted) {
        return true;
    }

    /**
     * Whether a deletion here that no other peer knows of yet is forgotten when a change arrives that was made without knowing
     * of it. If not, the record stays deleted, and the change is kept.
     */
    default boolean forgetsUnsyncedDeletion() {
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
     * that is missing is the least. A deletion counts as a change that has left the value as it was; of equal values it
     * stays. Deterministic.
     *
     * @param member its name in JSON
     */
    static ConflictResolver latestBy(String member) {
        return new LatestBy(member);
    }

    /**
     * Each member is merged for itself. One that only one side has changed has that side's value, one that both have
     * changed the value that was set later. Where times are not known, the common ancestor tells who has changed it, and
     * where that is not known either, the greater value stays. A record that one side has deleted is not deleted if the
     * other side has made it later. Deterministic.
     */
    static ConflictResolver fieldByField() {
        return Resolvers.FIELD_BY_FIELD;
    }
}
