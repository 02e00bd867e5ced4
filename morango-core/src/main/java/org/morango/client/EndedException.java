package org.morango.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/**
 * A transfer cannot continue, now or later. It has to be ended on both sides, so that the next one starts from the
 * beginning.
 */
final class EndedException extends MorangoException {
    private static final long serialVersionUID = 1L;

    EndedException(String message, String transferId, @Nullable Throwable cause) {
        super(message, Map.of("transfer", transferId), cause);
    }
}
