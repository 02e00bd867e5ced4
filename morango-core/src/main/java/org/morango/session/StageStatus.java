package org.morango.session;

import java.util.Locale;
import java.util.Optional;

/** Progress of a stage of a transfer. See docs/protocol.md, "A transfer". */
public enum StageStatus {
    /** Requested, not started. */
    PENDING,
    /** Running. */
    STARTED,
    /** Completed. */
    COMPLETED,
    /** Failed; may be tried again. */
    ERRORED;

    /** Returns the name on the wire, for example {@code completed}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the status with that wire name, if there is one. */
    public static Optional<StageStatus> ofWireName(String name) {
        for (StageStatus status : values()) {
            if (status.wireName().equals(name)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
