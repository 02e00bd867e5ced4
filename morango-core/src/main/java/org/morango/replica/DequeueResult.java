package org.morango.replica;

/**
 * The result of merging the records of a transfer.
 *
 * @param inserted records unknown before
 * @param fastForwarded records replaced by a later version
 * @param conflicts records changed on both sides
 * @param alreadyKnown records dropped, because their version was known
 * @param refused records dropped, because the replica has a record of another model, partition or source id under the
 *     same id, or because they claim to be versions of this instance that it has never saved
 * @param forks number of conflicts between two contents of one version: a counter was used twice, or a peer lies
 */
public record DequeueResult(
        long inserted, long fastForwarded, long conflicts, long alreadyKnown, long refused, long forks) {
    /** Makes a result without forks. */
    public DequeueResult(long inserted, long fastForwarded, long conflicts, long alreadyKnown, long refused) {
        this(inserted, fastForwarded, conflicts, alreadyKnown, refused, 0);
    }

    /** Nothing merged. */
    public static final DequeueResult NONE = new DequeueResult(0, 0, 0, 0, 0);

    /** Returns the number of records that were looked at. */
    public long records() {
        return inserted + fastForwarded + conflicts + alreadyKnown + refused;
    }

    /** Returns the sum of two results. */
    public DequeueResult plus(DequeueResult other) {
        return new DequeueResult(
                inserted + other.inserted,
                fastForwarded + other.fastForwarded,
                conflicts + other.conflicts,
                alreadyKnown + other.alreadyKnown,
                refused + other.refused,
                forks + other.forks);
    }
}
