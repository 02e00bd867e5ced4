package org.morango.session;

/**
 * Context of a {@link StageOperation}.
 *
 * @param stage the stage to run
 * @param session the session that the stage belongs to
 * @param transfer the transfer, as it was when the stage began
 */
public record StageContext(TransferStage stage, SyncSession session, TransferSession transfer) {

    /** Returns whether this side sends in this transfer; otherwise it receives. */
    public boolean isSender() {
        return session.isSender(transfer);
    }
}
