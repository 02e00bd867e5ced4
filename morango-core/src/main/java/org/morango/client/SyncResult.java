package org.morango.client;

import java.util.Optional;
import org.morango.session.TransferSession;

/**
 * What a sync has done. Immutable.
 *
 * @param pulled the finished pull; empty if none was needed
 * @param pushed the finished push; empty if none was needed
 */
public record SyncResult(Optional<TransferSession> pulled, Optional<TransferSession> pushed) {
    /** Neither side had changed. */
    public static final SyncResult NONE = new SyncResult(Optional.empty(), Optional.empty());

    /** Returns the number of records that were sent. */
    public long sent() {
        return pushed.map(TransferSession::recordsTransferred).orElse(0L);
    }

    /** Returns the number of records that were received. */
    public long received() {
        return pulled.map(TransferSession::recordsTransferred).orElse(0L);
    }
}
