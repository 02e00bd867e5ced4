package org.morango.common;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.internal.text.LogText;

/**
 * The superclass of all errors of this library. The message says what went wrong, where, and what to do. {@link #ids()}
 * contains the identifiers needed to act on it (for example {@code session}, {@code certificate}, {@code record}). The
 * message is one line: in texts from other peers, blanks replace line breaks, and escapes replace other control
 * characters.
 */
public class MorangoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> ids;

    public MorangoException(String message) {
        this(message, Map.of(), null);
    }

    public MorangoException(String message, @Nullable Throwable cause) {
        this(message, Map.of(), cause);
    }

    public MorangoException(String message, Map<String, String> ids) {
        this(message, ids, null);
    }

    public MorangoException(String message, Map<String, String> ids, @Nullable Throwable cause) {
        super(LogText.line(message.replace('\n', ' ')), cause);
        this.ids = new TreeMap<>(ids);
    }

    /** Returns the identifiers that this error is about, by what they identify; empty if there are none. */
    public Map<String, String> ids() {
        return Collections.unmodifiableMap(ids);
    }
}
