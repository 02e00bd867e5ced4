package org.morango.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The progress of the records of a push or a pull. The work before (finding out what is lacking) and after (merging the
 * received records) is not part of it.
 *
 * @param records records that have crossed the wire so far, including those before an interruption
 * @param total records that will cross it; null while that is not known
 * @param elapsed time since this side began to move records, in this run
 * @param recordsPerSecond the rate of about the last ten seconds, by this side's clock; 0 before the first have crossed
 */
public record SyncProgress(long records, @Nullable Long total, Duration elapsed, double recordsPerSecond) {

    static final SyncProgress NONE = new SyncProgress(0, null, Duration.ZERO, 0);

    /** Returns the part that has crossed, from 0 to 1; 1 if there is nothing to move, 0 while that is not known. */
    public double fraction() {
        if (total == null) {
            return 0;
        }
        return total == 0 ? 1 : Math.min(1, (double) records / total);
    }

    /** Returns the time until all have crossed, if the rate stays; empty while there is no rate. */
    public Optional<Duration> timeLeft() {
        long left = total == null ? Long.MAX_VALUE : Math.max(0, total - records);
        if (left == 0) {
            return Optional.of(Duration.ZERO);
        }
        return total == null || recordsPerSecond <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(left / recordsPerSecond * 1_000)));
    }
}
