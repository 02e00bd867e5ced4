package org.morango.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.session.TransferStage;

/**
 * The progress of one stage of a push or a pull on this side. Each stage counts from its beginning:
 *
 * <ul>
 *   <li>queuing, of a push: the records that were found to be lacking so far; their total is not known before the end
 *   <li>transferring: the records that have crossed the wire so far, including those before an interruption
 *   <li>dequeuing, of a pull: the records that were merged so far, in this run
 *   <li>deserializing, of a pull: the merged records that were written later than the others; their total is not known
 * </ul>
 *
 * @param stage the stage
 * @param records records so far
 * @param total records of the whole stage; null while that is not known
 * @param elapsed time since this side began the stage, in this run
 * @param recordsPerSecond the rate of about the last ten seconds, by this side's clock; 0 before the first records
 */
public record SyncProgress(
        TransferStage stage, long records, @Nullable Long total, Duration elapsed, double recordsPerSecond) {

    static final SyncProgress NONE = new SyncProgress(TransferStage.INITIALIZING, 0, null, Duration.ZERO, 0);

    /** Returns the part that is done, from 0 to 1; 1 if there is nothing to do, 0 while that is not known. */
    public double fraction() {
        if (total == null) {
            return 0;
        }
        return total == 0 ? 1 : Math.min(1, (double) records / total);
    }

    /** Returns the time until the stage is done, if the rate stays; empty while there is no rate. */
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
