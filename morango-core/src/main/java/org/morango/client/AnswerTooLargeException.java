package org.morango.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer has more bytes than this side accepts. A smaller request may succeed. */
final class AnswerTooLargeException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    AnswerTooLargeException(String message, @Nullable Throwable cause) {
        super(message, Map.of(), cause);
    }
}
