package org.morango.common;

import java.time.Duration;

/**
 * Wakes one thread that waits. It rings until that thread has noticed, so no ring is missed; several rings may be
 * noticed as one. Thread-safe.
 */
public interface Alarm {

    /** Waits until it rings, at most for the duration, and ends the ringing. It may return earlier. */
    void await(Duration most) throws InterruptedException;

    /** Wakes the thread that waits, or the next that will wait. Never blocks. */
    void ring();

    /** Returns an alarm that waits in real time. */
    static Alarm create() {
        return new MonitorAlarm();
    }
}
