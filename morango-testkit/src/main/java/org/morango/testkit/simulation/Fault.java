package org.morango.testkit.simulation;

/** What can go wrong at one peer, once. */
public enum Fault {
    /** A request to the peer does not arrive. */
    LOST_REQUEST(true),
    /** The peer acts on a request, but its answer does not arrive. */
    LOST_ANSWER(true),
    /** A request arrives twice; the second time maybe much later. */
    DUPLICATE(true),
    /** A request arrives after its sender has given up waiting. */
    DELAY(true),
    /** The connection breaks in the middle of a request's body. */
    CUT_REQUEST(true),
    /** The connection breaks in the middle of an answer's body. */
    CUT_ANSWER(true),
    /** Something between the peers says that the server cannot answer now. */
    UNAVAILABLE(true),
    /** The peer's process dies before an operation on its database. */
    CRASH_BEFORE(false),
    /** The peer's process dies after an operation on its database, before it hears of it. */
    CRASH_AFTER(false),
    /** The peer's process dies before a statement of an operation on its database, if that consists of statements. */
    CRASH_WITHIN(false),
    /** An operation on the peer's database fails and changes nothing. */
    DISK_FULL(false);

    private final boolean onNetwork;

    Fault(boolean onNetwork) {
        this.onNetwork = onNetwork;
    }

    /** Whether it happens to a request to the peer, and not to an operation on its database. */
    boolean onNetwork() {
        return onNetwork;
    }
}
