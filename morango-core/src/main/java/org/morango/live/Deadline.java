package org.morango.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A time by a clock that may be set, and that goes on while a machine sleeps. It is also over if the clock was set back
 * to before it was made.
 */
final class Deadline {
    private final Clock clock;
    private final Instant made;
    private final Instant due;

    private Deadline(Clock clock, Instant made, Instant due) {
        this.clock = clock;
        this.made = made;
        this.due = due;
    }

    static Deadline in(Duration duration, Clock clock) {
        Instant now = clock.instant();
        return new Deadline(clock, now, now.plus(duration));
    }

    boolean isOver() {
        return left().isZero();
    }

    Duration left() {
        Instant now = clock.instant();
        return now.isBefore(made) || !now.isBefore(due) ? Duration.ZERO : Duration.between(now, due);
    }
}
