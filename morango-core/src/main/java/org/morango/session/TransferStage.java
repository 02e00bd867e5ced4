package org.morango.session;

import java.util.Locale;
import java.util.Optional;

/** The stages of a transfer in their order; a stage never goes back. Protocol section 5. */
public enum TransferStage {
    /** The sides have agreed on the transfer. */
    INITIALIZING,
    /** Changed rows become records of the store. */
    SERIALIZING,
    /** The sender finds the records that the receiver lacks. */
    QUEUING,
    /** They cross the wire, in chunks. */
    TRANSFERRING,
    /** The receiver merges them into its store. */
    DEQUEUING,
    /** They become rows of the receiver's application. */
    DESERIALIZING,
    /** What the transfer held is dropped. */
    CLEANUP;

    /** The name on the wire, for example {@code serializing}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The stage of that wire name, if there is one. */
    public static Optional<TransferStage> ofWireName(String name) {
        for (TransferStage stage : values()) {
            if (stage.wireName().equals(name)) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }
}
