package org.morango.testkit.simulation;

import java.util.EnumSet;
import java.util.List;

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
    /** A stream of hints from the peer breaks. Each side notices, or does not. */
    BROKEN_STREAM(true),
    /** Nothing arrives any more in a stream of hints from the peer. */
    SILENT_STREAM(true),
    /** Hints from the peer arrive late. */
    LATE_EVENTS(true),
    /** Hints from the peer do not arrive, but those after them do. */
    LOST_EVENTS(true),
    /** Hints from the peer arrive twice. */
    DOUBLE_EVENTS(true),
    /** Somebody adds a hint to those of the peer. */
    FORGED_EVENT(true),
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

    /** Returns the faults that happen to streams of hints, or the others. */
    static List<Fault> ofStreams(boolean wanted) {
        EnumSet<Fault> all = EnumSet.range(BROKEN_STREAM, FORGED_EVENT);
        return List.copyOf(wanted ? all : EnumSet.complementOf(all));
    }

    /** Returns whether it happens to a request to the peer, and not to an operation on its database. */
    boolean onNetwork() {
        return onNetwork;
    }
}
