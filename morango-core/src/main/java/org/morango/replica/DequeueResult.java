package org.morango.replica;

/**
 * What became of the records of a transfer.
 *
 * @param inserted records unknown before
 * @param fastForwarded records replaced by a later version
 * @param conflicts records changed on both sides
 * @param alreadyKnown records dropped, as their version was known
 */
public record DequeueResult(long inserted, long fastForwarded, long conflicts, long alreadyKnown) {}
