package org.morango.replica;

/** What comes of hearing up to which counter a peer holds this instance. */
public enum RestoreClaim {
    /** It may be so: the counter was handed out. */
    POSSIBLE,
    /** The counter was not handed out, so that this database was restored from an older copy. It is another instance now. */
    BELIEVED,
    /** The counter was not handed out. This was believed as often as may be, and is not believed again so soon. */
    DOUBTED
}
