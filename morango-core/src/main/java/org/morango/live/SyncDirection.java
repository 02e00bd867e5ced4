package org.morango.live;

/** Direction of a sync with a peer. */
public enum SyncDirection {
    /** Receives only. */
    PULL,
    /** Sends only. */
    PUSH,
    /** First pulls, then pushes. */
    BOTH
}
