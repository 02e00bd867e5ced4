package org.morango.benchmark;

import java.util.Map;

/** A peer whose application writes logs, and notes the times at which its own and others' are committed. */
interface Station {

    /**
     * Writes logs of the learner, each in a transaction of its own.
     *
     * @return when each was committed, by {@link System#nanoTime}, which all processes of a machine share on Linux
     */
    Map<String, Long> write(int perSecond, int seconds);

    /** Waits until that many rows have been received since the last call, and returns when each was committed. */
    Map<String, Long> received(int count);
}
