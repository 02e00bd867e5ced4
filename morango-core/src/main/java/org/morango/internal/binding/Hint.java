package org.morango.internal.binding;

import java.util.Arrays;
import java.util.Optional;

/** What a server tells a session in its stream of hints. See docs/protocol.md, "Hints". In the order of writing. */
public enum Hint {
    /** The stream has begun: whatever changes from now on is told. */
    OPEN("open"),
    /** There is something new for the filter. */
    NEWS("news"),
    /** The connection still works. */
    BEAT("beat"),
    /** The stream ends; the client may open another at once. */
    AGAIN("again"),
    /** The stream ends because the session has ended, or may not go on. */
    OVER("over");

    private final String event;

    Hint(String event) {
        this.event = event;
    }

    /** Returns the name of its event. */
    public String event() {
        return event;
    }

    /** Returns whether nothing follows it. */
    public boolean isLast() {
        return this == AGAIN || this == OVER;
    }

    /** Returns the hint of an event; empty if this side does not know it. */
    public static Optional<Hint> of(String event) {
        return Arrays.stream(values()).filter(hint -> hint.event.equals(event)).findFirst();
    }
}
