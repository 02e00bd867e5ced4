package org.morango.client;

import java.util.Map;
import org.morango.common.MorangoException;
import org.morango.session.Side;

/** One of the two sides speaks only a form of the protocol that the other one does not accept. */
public class OutdatedPeerException extends MorangoException {
    private static final long serialVersionUID = 1L;

    private final Side outdated;

    public OutdatedPeerException(String message, Side outdated, Map<String, String> ids) {
        super(message, ids);
        this.outdated = outdated;
    }

    /** Returns the side that needs an update. */
    public Side outdated() {
        return outdated;
    }
}
