package org.morango.session;

import java.util.Locale;
import java.util.Optional;

/**
 * The stages of a transfer, in order; a transfer never goes back to an earlier stage. See docs/protocol.md,
 * "A transfer".
 */
public enum TransferStage {
    /** The two sides agree on the transfer. */
    INITIALIZING,
    /** Changed rows are written into the store. */
    SERIALIZING,
    /** The sender finds the records that the receiver lacks. */
    QUEUING,
    /** The records cross the wire in chunks. */
    TRANSFERRING,
    /** The receiver merges the records into its store. */
    DEQUEUING,
    /** The receiver writes the records into the application's tables. */
    DESERIALIZING,
    /** Queue and buffer of the transfer are dropped. */
    CLEANUP;

    /** Returns the name on the wire, for example {@code serializing}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the stage with that wire name, if there is one. */
    public static Optional<TransferStage> ofWireName(String name) {
        for (TransferStage stage : values()) {
            if (stage.wireName().equals(name)) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }
}
