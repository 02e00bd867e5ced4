package org.morango.client;

import java.time.Duration;

/** A request got no answer, or one that says that the server cannot answer now; it may be worth another try. */
final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    Unanswered(String message, Throwable cause) {
        super(message, cause);
        this.retryAfter = Duration.ZERO;
    }

    Unanswered(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** The shortest pause before another try. */
    Duration retryAfter() {
        return retryAfter;
    }
}
