package org.morango.client;

/** A request got no answer, or one that says that the server cannot answer now; it may be worth another try. */
final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    Unanswered(String message, Throwable cause) {
        super(message, cause);
    }

    Unanswered(String message) {
        super(message);
    }
}
