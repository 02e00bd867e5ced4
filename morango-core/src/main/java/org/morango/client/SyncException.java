package org.morango.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/**
 * A push or a pull did not complete. {@link #ids()} has {@code session}, {@code transfer} and {@code stage} as far as
 * they were reached. Records that were merged before stay; the next push or pull sends the rest.
 */
public class SyncException extends MorangoException {
    private static final long serialVersionUID = 1L;

    public SyncException(String message, Map<String, String> ids, @Nullable Throwable cause) {
        super(message, ids, cause);
    }
}
