package org.morango.client;

import java.time.Duration;

/** A request got no answer, or one that says that the server cannot answer now; it may be worth another try. */
final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;
    private final boolean lessMayDo;

    /** @param lessMayDo whether a shorter body may get through where this one did not */
    Unanswered(String message, boolean lessMayDo, Throwable cause) {
        super(message, cause);
        this.retryAfter = Duration.ZERO;
        this.lessMayDo = lessMayDo;
    }

    /** @param lessMayDo whether a shorter body may get through where this one did not */
    Unanswered(String message, boolean lessMayDo, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
        this.lessMayDo = lessMayDo;
    }

    /** The shortest pause before another try. */
    Duration retryAfter() {
        return retryAfter;
    }

    /** Whether a shorter body may get through where this one did not. */
    boolean lessMayDo() {
        return lessMayDo;
    }
}
