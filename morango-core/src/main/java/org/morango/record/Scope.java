package org.morango.record;

/**
 * Rights of a certificate: what its owner may read from and write to a peer.
 *
 * @param read the partitions that the owner may pull
 * @param write the partitions that the owner may push
 * @param readModels the models of the records that the owner may pull
 * @param writeModels the models of the records that the owner may push
 */
public record Scope(Filter read, Filter write, ModelSet readModels, ModelSet writeModels) {
    /** All partitions and models. */
    public static final Scope EVERYTHING = new Scope(Filter.EVERYTHING, Filter.EVERYTHING);

    /** Makes a scope of all models. */
    public Scope(Filter read, Filter write) {
        this(read, write, ModelSet.ALL, ModelSet.ALL);
    }

    /** Returns whether the other scope allows all that this one allows. */
    public boolean isSubsetOf(Scope other) {
        return read.isSubsetOf(other.read)
                && write.isSubsetOf(other.write)
                && readModels.isSubsetOf(other.readModels)
                && writeModels.isSubsetOf(other.writeModels);
    }
}
