package org.morango.hibernate.internal.pipeline;

import java.util.List;

/**
 * Reason why a record stays pending.
 *
 * @param colliding the ids of the records whose rows have the values that this one wants
 */
record Reason(String text, Kind kind, List<String> colliding) {

    enum Kind {
        /** The record cannot be written as it is. */
        REFUSED,
        /** A record that it refers to is not there yet. */
        WAITING,
        /** Another pending record is in its way, and may be written in the same sync. */
        LATER,
        /** The record's row has just been changed here. The next serialization settles it. */
        PASSING
    }

    static Reason of(String text) {
        return new Reason(text, Kind.REFUSED, List.of());
    }

    static Reason waiting(String text) {
        return new Reason(text, Kind.WAITING, List.of());
    }

    static Reason passing(String text) {
        return new Reason(text, Kind.PASSING, List.of());
    }

    static Reason collision(String text, String other) {
        return new Reason(text, Kind.REFUSED, List.of(other));
    }

    /** Returns whether it may be settled without any action of the application. */
    boolean isPassing() {
        return kind == Kind.PASSING || kind == Kind.LATER;
    }

    boolean isLater() {
        return kind == Kind.LATER;
    }

    Reason later() {
        return new Reason(text, Kind.LATER, colliding);
    }

    boolean isWaiting() {
        return kind == Kind.WAITING;
    }

    /** Returns the same reason with another text. */
    Reason with(String otherText) {
        return new Reason(otherText, kind, colliding);
    }
}
