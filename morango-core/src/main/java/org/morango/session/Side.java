package org.morango.session;

import java.util.Locale;

/** One of the two sides of a sync session. */
public enum Side {
    /** The side that opens sessions and leads transfers. */
    CLIENT,
    /** The side that answers. */
    SERVER;

    /** Returns the name in logs and meters, for example {@code client}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
