package org.morango.session;

import java.util.Locale;

/** The direction of a transfer. */
public enum Direction {
    /** The client sends. */
    PUSH(Side.CLIENT, Side.SERVER),
    /** The server sends. */
    PULL(Side.SERVER, Side.CLIENT);

    private final Side sender;
    private final Side receiver;

    Direction(Side sender, Side receiver) {
        this.sender = sender;
        this.receiver = receiver;
    }

    /** Returns the side whose records travel. */
    public Side sender() {
        return sender;
    }

    /** Returns the side that merges them. */
    public Side receiver() {
        return receiver;
    }

    /** Returns the name in logs and meters, for example {@code push}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
