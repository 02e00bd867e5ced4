package org.morango.client;

import java.util.Map;
import org.morango.common.MorangoException;
import org.morango.session.TransferStage;

/** The server reports that it has failed in a stage. */
final class StageFailedException extends MorangoException {
    private static final long serialVersionUID = 1L;

    StageFailedException(TransferStage stage, String transferId) {
        super(
                "The server failed in stage " + stage.wireName() + "; its log says why, under transfer " + transferId
                        + ".",
                Map.of("transfer", transferId));
    }
}
