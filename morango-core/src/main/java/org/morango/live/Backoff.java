package org.morango.live;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing delays between attempts, different at each client so that not all of them come back at once. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(500);

    private final Duration most;
    private final RandomGenerator random;
    private Duration next = FIRST;

    Backoff(Duration most, RandomGenerator random) {
        this.most = most;
        this.random = random;
        reset();
    }

    /** Begins anew after a success. */
    void reset() {
        next = most.compareTo(FIRST) < 0 ? most : FIRST;
    }

    /** Returns the next delay: between half and all of one that doubles each time. */
    Duration next() {
        long full = next.toMillis();
        next = next.multipliedBy(2).compareTo(most) < 0 ? next.multipliedBy(2) : most;
        return Duration.ofMillis(full - random.nextLong(full / 2 + 1));
    }
}
