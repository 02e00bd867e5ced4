package org.morango.testkit.simulation;

/** A fault that can happen once at one peer. */
public enum Fault {
    /** A request to the peer does not arrive. */
    LOST_REQUEST(true),
    /** The peer acts on a request, but its answer does not arrive. */
    LOST_ANSWER(true),
    /** A request arrives twice, possibly much later the second time. */
    DUPLICATE(true),
    /** A request arrives after its sender has stopped waiting. */
    DELAY(true),
    /** The connection breaks in the middle of a request's body. */
    CUT_REQUEST(true),
    /** The connection breaks in the middle of an answer's body. */
    CUT_ANSWER(true),
    /** A proxy between the peers says that the server is unavailable. */
    UNAVAILABLE(true),
    /** The peer's process dies before an operation on its database. */
    CRASH_BEFORE(false),
    /** The peer's process dies after an operation on its database, before it gets the result. */
    CRASH_AFTER(false),
    /** The peer's process dies before a statement of an operation on its database, if that consists of statements. */
    CRASH_WITHIN(false),
    /** An operation on the peer's database fails and changes nothing. */
    DISK_FULL(false);

    private final boolean onNetwork;

    Fault(boolean onNetwork) {
        this.onNetwork = onNetwork;
    }

    /** Returns whether it happens to a request to the peer, and not to an operation on its database. */
    boolean onNetwork() {
        return onNetwork;
    }
}
