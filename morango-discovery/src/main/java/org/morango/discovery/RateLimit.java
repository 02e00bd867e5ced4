package org.morango.discovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Allows something so many times a minute, and a sixth of that at once. Not thread-safe. */
final class RateLimit {
    private static final int BURSTS = 6;
    private static final double MINUTE = Duration.ofMinutes(1).toMillis();

    private final Clock clock;
    private final double perMinute;
    private final double most;
    private double left;
    private Instant last;

    RateLimit(int perMinute, Clock clock) {
        this.clock = clock;
        this.perMinute = perMinute;
        this.most = Math.max(1, perMinute / (double) BURSTS);
        this.left = most;
        this.last = clock.instant();
    }

    /** Returns whether it is allowed now; then it counts. */
    boolean take() {
        Instant now = clock.instant();
        // The clock may go back.
        long passed = Math.max(0, Duration.between(last, now).toMillis());
        last = now;
        left = Math.min(most, left + passed / MINUTE * perMinute);
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
