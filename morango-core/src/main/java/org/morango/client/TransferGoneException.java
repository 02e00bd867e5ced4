package org.morango.client;

import java.util.Map;
import org.morango.MorangoException;

/** The server does not know a transfer any more, or has lost what it had received of it. */
final class TransferGoneException extends MorangoException {
    private static final long serialVersionUID = 1L;

    TransferGoneException(String transferId, String reason) {
        super(
                "The server does not know this transfer any more" + (reason.isEmpty() ? "" : " (" + reason + ")")
                        + "; it is ended here as well. Sync again: what it has not brought, the next one will.",
                Map.of("transfer", transferId));
    }
}
