package org.morango.client;

import java.util.Map;
import org.morango.common.MorangoException;

/** A peer refused a request. The message contains the peer's reason, in one line. */
public class RemoteException extends MorangoException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public RemoteException(String message, int status, Map<String, String> ids) {
        super(message, ids);
        this.status = status;
    }

    /** Returns the HTTP status of the answer. */
    public int status() {
        return status;
    }
}
