package org.morango.client;

import java.time.Duration;

/** A request got no answer, or an answer that the server cannot handle it now. It may be worth another attempt. */
final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;
    private final boolean isAnswer;
    private final boolean lessMayDo;

    /**
     * No answer.
     *
     * @param lessMayDo whether a shorter body may get through
     */
    Unanswered(String message, boolean lessMayDo, Throwable cause) {
        super(message, cause);
        this.retryAfter = Duration.ZERO;
        this.isAnswer = false;
        this.lessMayDo = lessMayDo;
    }

    /**
     * An answer that cannot be used.
     *
     * @param isAnswer whether the server has answered this request; the next attempt is then a new request
     * @param lessMayDo whether a shorter body may get through
     */
    Unanswered(String message, boolean isAnswer, boolean lessMayDo, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
        this.isAnswer = isAnswer;
        this.lessMayDo = lessMayDo;
    }

    /** Returns whether the server has answered this request, so that its number is used up. */
    boolean isAnswer() {
        return isAnswer;
    }

    /** Returns the shortest pause before another attempt. */
    Duration retryAfter() {
        return retryAfter;
    }

    /** Returns whether a shorter body may get through. */
    boolean lessMayDo() {
        return lessMayDo;
    }
}
