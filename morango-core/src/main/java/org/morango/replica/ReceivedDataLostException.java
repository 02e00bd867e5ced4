package org.morango.replica;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The received records of a transfer are incomplete or cannot be read: the disk has lost data that the database had
 * committed. The transfer cannot be finished. Its records were not claimed as held, so a new transfer brings them
 * again.
 */
public final class ReceivedDataLostException extends ReplicaException {
    private static final long serialVersionUID = 1L;

    /** @param reason what was found in place of the records, as a sentence */
    public ReceivedDataLostException(String transferId, String reason, @Nullable Throwable cause) {
        super(
                "What transfer " + transferId + " had received is not all there any more: " + reason
                        + " The transfer is ended; the next sync transfers the records again.",
                Map.of("transfer", transferId),
                cause);
    }

    /** Returns the exception for too few records. */
    public static ReceivedDataLostException missing(String transferId, long received, long there) {
        return new ReceivedDataLostException(transferId, "of " + received + " records " + there + " are left.", null);
    }
}
