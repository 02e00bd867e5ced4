package org.morango.replica;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The storage of this peer cannot be used for now. The transaction was rolled back, and can be tried again later. A
 * server answers with 503, so that clients repeat their request.
 */
public class UnavailableException extends ReplicaException {
    private static final long serialVersionUID = 1L;

    private final Cause reason;

    /** Why the storage cannot be used. */
    public enum Cause {
        UNREACHABLE("cannot be reached, or has no connection left"),
        FULL("is full"),
        READ_ONLY("is read-only");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        /** Returns the end of a sentence about the database, which a peer may read. */
        public String text() {
            return text;
        }
    }

    public UnavailableException(Cause reason, String message, Map<String, String> ids, @Nullable Throwable cause) {
        super(message, ids, cause);
        this.reason = reason;
    }

    /** Why the storage cannot be used. */
    public Cause reason() {
        return reason;
    }
}
