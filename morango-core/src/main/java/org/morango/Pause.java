package org.morango;

import java.time.Duration;

/** How this library waits; replaced in tests so that they wait no real time. Called by many threads at once. */
@FunctionalInterface
public interface Pause {

    /** Waits that long, or throws when the thread is interrupted. */
    void pause(Duration duration) throws InterruptedException;
}
