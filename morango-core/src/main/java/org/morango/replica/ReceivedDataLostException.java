package org.morango.replica;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transfer's received records are not all there any more, or cannot be read: the disk did not keep what the database had
 * committed. The transfer cannot be finished; nothing was claimed of it, so that a new one brings the records again.
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

    /** Too few of the records are there. */
    public static ReceivedDataLostException missing(String transferId, long received, long there) {
        return new ReceivedDataLostException(transferId, "of " + received + " records " + there + " are left.", null);
    }
}
