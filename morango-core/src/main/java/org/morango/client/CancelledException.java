package org.morango.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A push, pull or sync was ended by {@link SyncClient#cancel}. What was merged stays; {@link SyncClient#resume} goes on
 * where the transfer was cut off, and so does the next session with this server.
 */
public final class CancelledException extends SyncException {
    private static final long serialVersionUID = 1L;

    CancelledException(String message, Map<String, String> ids, @Nullable Throwable cause) {
        super(message, ids, cause);
    }
}
