package org.morango.spring;

/** Direction of a sync with a peer. */
public enum SyncDirection {
    /** Receives only. */
    PULL,
    /** Sends only. */
    PUSH,
    /** First pulls, then pushes. */
    BOTH;

    boolean pulls() {
        return this != PUSH;
    }

    boolean pushes() {
        return this != PULL;
    }
}
