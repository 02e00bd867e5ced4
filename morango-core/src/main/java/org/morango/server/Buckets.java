package org.morango.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Rate limiter with a token bucket per key, which refills over a minute. Evicts the least recently used buckets.
 * Thread-safe.
 */
final class Buckets {
    private static final int MOST_KEYS = 10_000;
    private static final double MILLIS_PER_MINUTE = 60_000;

    private final int size;
    private final Map<String, Level> levels = new Recent<>(MOST_KEYS);

    private record Level(double left, Instant at) {}

    /** @param size attempts per bucket; 0 for any number */
    Buckets(int size) {
        this.size = size;
    }

    /** Refuses if no attempt is left. */
    synchronized void require(String key, Instant now) {
        if (size > 0 && level(key, now) < 1) {
            double missing = 1 - level(key, now);
            throw Refusal.later((int) Math.ceil(missing * MILLIS_PER_MINUTE / size / 1_000));
        }
    }

    /** Uses up an attempt, or refuses if none is left. */
    synchronized void take(String key, Instant now) {
        require(key, now);
        use(key, now);
    }

    /** Uses up an attempt that has been made. */
    synchronized void use(String key, Instant now) {
        if (size > 0) {
            levels.put(key, new Level(Math.max(0, level(key, now) - 1), now));
        }
    }

    private double level(String key, Instant now) {
        Level level = levels.get(key);
        if (level == null) {
            return size;
        }
        if (now.isBefore(level.at())) {
            // The clock went back. The bucket continues to fill from here.
            levels.put(key, new Level(level.left(), now));
            return level.left();
        }
        double passed = Duration.between(level.at(), now).toMillis();
        return Math.min(size, level.left() + passed * size / MILLIS_PER_MINUTE);
    }
}
