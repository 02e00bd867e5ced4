package org.morango.client;

import java.time.Duration;

/** A request got no answer, or one that says that the server cannot answer now; it may be worth another try. */
final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;
    private final boolean isAnswer;
    private final boolean lessMayDo;

    /**
     * No answer.
     *
     * @param lessMayDo whether a shorter body may get through where this one did not
     */
    Unanswered(String message, boolean lessMayDo, Throwable cause) {
        super(message, cause);
        this.retryAfter = Duration.ZERO;
        this.isAnswer = false;
        this.lessMayDo = lessMayDo;
    }

    /**
     * An answer that is of no use.
     *
     * @param isAnswer whether the server has answered this request; the next attempt is another one then
     * @param lessMayDo whether a shorter body may get through where this one did not
     */
    Unanswered(String message, boolean isAnswer, boolean lessMayDo, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
        this.isAnswer = isAnswer;
        this.lessMayDo = lessMayDo;
    }

    /** Whether the server has answered this request, so that its number is used up. */
    boolean isAnswer() {
        return isAnswer;
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
