package org.morango.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;

/** A transfer cannot go on, now or later. It is to be ended on both sides, so that the next one begins anew. */
final class EndedException extends MorangoException {
    private static final long serialVersionUID = 1L;

    EndedException(String message, String transferId, @Nullable Throwable cause) {
        super(message, Map.of("transfer", transferId), cause);
    }
}
