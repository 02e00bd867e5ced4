package org.morango.replica;

/** On whose behalf counters are summed up: a sender must not leave out, a receiver must not overpromise. */
public enum FsicRole {
    /** What it may have of each instance: at most so much. */
    SENDER,
    /** What it has of each instance for sure: at least so much. */
    RECEIVER
}
