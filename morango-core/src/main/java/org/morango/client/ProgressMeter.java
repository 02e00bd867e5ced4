package org.morango.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.session.TransferStage;

/** Measures how fast a stage moves records. Older movements count less, so the rate follows the link. */
final class ProgressMeter {
    /** Time after which a record counts about a third of its original weight, in seconds. */
    private static final double MEMORY_SECONDS = 10;

    private final Clock clock;
    private TransferStage stage = TransferStage.INITIALIZING;
    private @Nullable Instant began;
    private Instant last = Instant.EPOCH;
    private long counted;
    private double weightedSeconds;
    private double weightedRecords;
    private SyncProgress latest = SyncProgress.NONE;

    ProgressMeter(Clock clock) {
        this.clock = clock;
    }

    /** Starts the measurement of a stage; so many of its records were done before this run. */
    void start(TransferStage begun, long records) {
        stage = begun;
        weightedSeconds = 0;
        weightedRecords = 0;
        last = clock.instant();
        began = last;
        counted = records;
        latest = new SyncProgress(begun, records, null, Duration.ZERO, 0);
    }

    /** Returns the last progress that was measured. */
    SyncProgress latest() {
        return latest;
    }

    SyncProgress progress(long records, @Nullable Long total) {
        Instant since = began;
        if (since == null) {
            return SyncProgress.NONE;
        }
        Instant now = clock.instant();
        if (records > counted && now.isAfter(last)) {
            double seconds = Duration.between(last, now).toNanos() / 1e9;
            double kept = Math.exp(-seconds / MEMORY_SECONDS);
            weightedSeconds = weightedSeconds * kept + seconds;
            weightedRecords = weightedRecords * kept + (records - counted);
            counted = records;
            last = now;
        }
        Duration elapsed = Duration.between(since, now);
        latest = new SyncProgress(
                stage,
                records,
                total,
                elapsed.isNegative() ? Duration.ZERO : elapsed,
                weightedSeconds > 0 ? weightedRecords / weightedSeconds : 0);
        return latest;
    }
}
