package org.morango.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/** A peer could not be reached, or the host at its address is not a peer. */
public class ConnectionException extends MorangoException {
    private static final long serialVersionUID = 1L;

    public ConnectionException(String message, Map<String, String> ids, @Nullable Throwable cause) {
        super(message, ids, cause);
    }
}
