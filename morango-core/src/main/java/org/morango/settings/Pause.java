package org.morango.settings;

import java.time.Duration;
import org.morango.common.Alarm;

/** Waits for a time. Tests replace it so that they do not wait in real time. Must be thread-safe. */
@FunctionalInterface
public interface Pause {

    /** Waits for the duration, or throws if the thread is interrupted. */
    void pause(Duration duration) throws InterruptedException;

    /** Returns an alarm at which one thread waits until another wakes it. */
    default Alarm alarm() {
        return Alarm.create();
    }
}
