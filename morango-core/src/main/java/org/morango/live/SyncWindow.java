package org.morango.live;

/** Says whether now is a good time to sync, for example because the network is not metered. */
@FunctionalInterface
public interface SyncWindow {

    /**
     * Returns whether to sync now. Asked before each push and pull, and about once a second while it says no; has to
     * return soon. While it says no, no connection is held.
     */
    boolean isOpen();
}
