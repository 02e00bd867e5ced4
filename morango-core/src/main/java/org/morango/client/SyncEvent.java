package org.morango.client;

import org.jspecify.annotations.Nullable;
import org.morango.session.TransferSession;

/**
 * What a listener is told of a push or a pull.
 *
 * @param transfer the transfer as this side knows it at that moment; null for signals of the session group
 * @param progress how far the records are, how fast they move, and how long it takes until all have
 */
public record SyncEvent(@Nullable TransferSession transfer, SyncProgress progress) {

    /** Records that have crossed the wire so far. */
    public long recordsTransferred() {
        return transfer == null ? 0 : transfer.recordsTransferred();
    }

    /** Records that will cross the wire; 0 while that is not known. */
    public long recordsTotal() {
        return transfer == null || transfer.recordsTotal() == null ? 0 : transfer.recordsTotal();
    }

    /** Bytes of bodies sent in this transfer, as they went over the wire. */
    public long bytesSent() {
        return transfer == null ? 0 : transfer.bytesSent();
    }

    /** Bytes of bodies received in this transfer, as they came over the wire. */
    public long bytesReceived() {
        return transfer == null ? 0 : transfer.bytesReceived();
    }
}
