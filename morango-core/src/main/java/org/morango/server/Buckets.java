package org.morango.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * For each key a bucket of attempts that fills up again over a minute. Keys that have been quiet for longest are forgotten.
 * Safe for use by many threads.
 */
final class Buckets {
    private static final int MOST_KEYS = 10_000;
    private static final double MILLIS_PER_MINUTE = 60_000;

    private final int size;
    private final Map<String, Level> levels = new Recent<>(MOST_KEYS);

    private record Level(double left, Instant at) {}

    /** Buckets of so many attempts; 0 for any number. */
    Buckets(int size) {
        this.size = size;
    }

    /** Refuses if there is no attempt left. */
    synchronized void require(String key, Instant now) {
        if (size > 0 && level(key, now) < 1) {
            double missing = 1 - level(key, now);
            throw Refusal.later((int) Math.ceil(missing * MILLIS_PER_MINUTE / size / 1_000));
        }
    }

    /** Uses up an attempt, or refuses if there is none left. */
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
            // The clock went back. The bucket goes on filling up from here.
            levels.put(key, new Level(level.left(), now));
            return level.left();
        }
        double passed = Duration.between(level.at(), now).toMillis();
        return Math.min(size, level.left() + passed * size / MILLIS_PER_MINUTE);
    }
}
