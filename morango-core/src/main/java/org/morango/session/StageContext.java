package org.morango.session;

/**
 * What a {@link StageOperation} is told.
 *
 * @param stage the stage that is due
 * @param session the session it belongs to
 * @param transfer the transfer, as it was when the stage began
 */
public record StageContext(TransferStage stage, SyncSession session, TransferSession transfer) {

    /** Whether this side sends in this transfer; otherwise it receives. */
    public boolean sender() {
        return transfer.push() != session.server();
    }
}
