package org.morango.replica;

/**
 * The side for which counters are computed. A sender must not leave out anything; a receiver must not claim too much.
 */
public enum FsicRole {
    /** The sender: an upper bound of what it has of each instance. */
    SENDER,
    /** The receiver: a lower bound of what it has of each instance. */
    RECEIVER
}
