package org.morango.client;

import java.util.Map;
import org.morango.common.MorangoException;

/** The server does not know a transfer any more, or has ended it. The message has the server's reason. */
final class TransferGoneException extends MorangoException {
    private static final long serialVersionUID = 1L;

    TransferGoneException(String transferId, String reason) {
        super(
                (isSaid(reason)
                                ? "The server has ended this transfer: " + reason
                                : "The server does not know this transfer any more.")
                        + " It is ended here as well. Sync again; the next transfer brings the rest.",
                Map.of("transfer", transferId));
    }

    private static boolean isSaid(String reason) {
        return !reason.isEmpty() && !reason.equals("Not found.");
    }
}
