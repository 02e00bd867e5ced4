package org.morango.hibernate.internal.pipeline;

import java.util.List;

/**
 * Why a record stays in the store.
 *
 * @param colliding the ids of the records whose rows have what this one wants to have
 * @param isPassing whether the next serialization settles it, as the record's row has just been changed here
 */
record Reason(String text, List<String> colliding, boolean isPassing) {

    static Reason of(String text) {
        return new Reason(text, List.of(), false);
    }

    static Reason passing(String text) {
        return new Reason(text, List.of(), true);
    }

    static Reason collision(String text, String other) {
        return new Reason(text, List.of(other), false);
    }

    /** The same, as seen from somewhere else. */
    Reason with(String otherText) {
        return new Reason(otherText, colliding, isPassing);
    }
}
