package org.morango.session;

import java.util.Locale;
import java.util.Optional;

/** How far the stage of a transfer is. Protocol section 5. */
public enum StageStatus {
    /** Asked for, not begun. */
    PENDING,
    /** Under way. */
    STARTED,
    /** Done. */
    COMPLETED,
    /** Failed; it may be tried again. */
    ERRORED;

    /** The name on the wire, for example {@code completed}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of that wire name, if there is one. */
    public static Optional<StageStatus> ofWireName(String name) {
        for (StageStatus status : values()) {
            if (status.wireName().equals(name)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
