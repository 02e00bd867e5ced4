package org.morango.live;

/** What a peer that keeps in sync is doing. */
public enum SyncPhase {
    /** It connects for the first time, or again. */
    CONNECTING,
    /** Records are moving; {@link SyncState#progress} says how far. */
    CATCHING_UP,
    /** Both sides have what the other one has. Changes are exchanged as they are made. */
    UP_TO_DATE,
    /** The server cannot be reached; it is tried again by itself. */
    OFFLINE,
    /** The server has refused, or this side cannot sync; {@link SyncState#reason} says why. It is tried again at times. */
    REFUSED,
    /** The server speaks only an older form of the protocol, which this side does not accept. */
    UPDATE_NEEDED_THERE,
    /** The server does not accept the form of the protocol that this side speaks. */
    UPDATE_NEEDED_HERE,
    /**
     * It does nothing for now: {@link SyncTarget.Builder#when} says that this is not a good time, the next sync of
     * {@link SyncTarget.Builder#every} is not due, or it syncs only on request.
     */
    WAITING,
    /** Another process on this database keeps in sync with the server. This one takes over if that one ends. */
    ELSEWHERE,
    /** The application has paused it. */
    PAUSED,
    /** It has ended. */
    CLOSED
}
