package org.morango.record;

/**
 * What a certificate lets its owner read from and write to a peer.
 *
 * @param read the partitions that the owner may pull
 * @param write the partitions that the owner may push
 */
public record Scope(Filter read, Filter write) {
    /** Whether the other scope allows all that this one allows. */
    public boolean isSubsetOf(Scope other) {
        return read.isSubsetOf(other.read) && write.isSubsetOf(other.write);
    }
}
