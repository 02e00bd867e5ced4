package org.morango.replica;

/** On whose behalf counters are summed up: a sender must not leave out, a receiver must not overpromise. */
public enum FsicRole {
    SENDER,
    RECEIVER
}
