package org.morango.settings;

import java.time.Duration;

/** Waits for a time. Tests replace it so that they do not wait in real time. Must be thread-safe. */
@FunctionalInterface
public interface Pause {

    /** Waits for the duration, or throws if the thread is interrupted. */
    void pause(Duration duration) throws InterruptedException;
}
