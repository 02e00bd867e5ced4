package org.morango.replica;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/** The storage of this peer failed; the transaction was rolled back. */
public class ReplicaException extends MorangoException {
    private static final long serialVersionUID = 1L;

    public ReplicaException(String message, Map<String, String> ids, @Nullable Throwable cause) {
        super(message, ids, cause);
    }
}
