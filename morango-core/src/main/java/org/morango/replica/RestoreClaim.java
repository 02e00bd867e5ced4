package org.morango.replica;

/** The outcome of a peer's claim about the counter up to which it holds this instance. */
public enum RestoreClaim {
    /** The claim is possible: the counter was issued. */
    POSSIBLE,
    /** The counter was not issued, so this database was restored from an older copy. It is another instance now. */
    BELIEVED,
    /** The counter was not issued. Such claims were believed as often as is allowed; this one is not believed. */
    DOUBTED
}
