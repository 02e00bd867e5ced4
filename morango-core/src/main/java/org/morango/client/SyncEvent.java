package org.morango.client;

import org.jspecify.annotations.Nullable;
import org.morango.session.TransferSession;

/**
 * The state of a push or a pull when a signal is sent.
 *
 * @param transfer the transfer as this side knows it at that moment; null for signals of the session group
 * @param progress how many records have moved, how fast they move, and how long the rest takes
 */
public record SyncEvent(@Nullable TransferSession transfer, SyncProgress progress) {

    /** Returns the number of records that have crossed the wire so far. */
    public long recordsTransferred() {
        return transfer == null ? 0 : transfer.recordsTransferred();
    }

    /** Returns the number of records that will cross the wire; 0 while it is not known. */
    public long recordsTotal() {
        return transfer == null || transfer.recordsTotal() == null ? 0 : transfer.recordsTotal();
    }

    /** Returns the bytes of bodies sent in this transfer, as they went over the wire. */
    public long bytesSent() {
        return transfer == null ? 0 : transfer.bytesSent();
    }

    /** Returns the bytes of bodies received in this transfer, as they came over the wire. */
    public long bytesReceived() {
        return transfer == null ? 0 : transfer.bytesReceived();
    }
}
