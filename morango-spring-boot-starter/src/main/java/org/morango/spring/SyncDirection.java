package org.morango.spring;

/** Which way a sync with a peer goes. */
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
