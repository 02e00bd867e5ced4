package org.morango.client;

import java.util.Map;
import org.morango.common.MorangoException;

/**
 * A peer could not join by an invitation. The message contains the address and the reason, and no text of the other
 * side. Nothing was stored, except that a private key waits for the next attempt.
 */
public class JoinException extends MorangoException {
    private static final long serialVersionUID = 1L;

    private final JoinFailure failure;

    JoinException(String address, JoinFailure failure) {
        super("This peer could not join at " + address + ": " + failure.text() + ".", Map.of("url", address));
        this.failure = failure;
    }

    /** Returns the reason. */
    public JoinFailure failure() {
        return failure;
    }
}
