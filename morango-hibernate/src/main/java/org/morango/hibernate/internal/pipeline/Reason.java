package org.morango.hibernate.internal.pipeline;

import java.util.List;

/**
 * Why a record stays in the store.
 *
 * @param colliding the ids of the records whose rows have what this one wants to have
 */
record Reason(String text, Kind kind, List<String> colliding) {

    enum Kind {
        /** It cannot be written as it is. */
        REFUSED,
        /** What it refers to is not there yet. */
        WAITING,
        /** Another record that waits is in its way, and may be settled in the same sync. */
        LATER,
        /** The next serialization settles it, as the record's row has just been changed here. */
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

    /** Whether it may be settled without anybody's doing. */
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

    /** The same, as seen from somewhere else. */
    Reason with(String otherText) {
        return new Reason(otherText, kind, colliding);
    }
}
