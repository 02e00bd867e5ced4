package org.morango.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.morango.session.TransferStage;

class ProgressMeterTest {
    private final Hands clock = new Hands();
    private final ProgressMeter meter = new ProgressMeter(clock);

    @Test
    void saysNothingBeforeRecordsMove() {
        SyncProgress progress = meter.progress(0, null);

        assertThat(progress.fraction()).isZero();
        assertThat(progress.timeLeft()).isEmpty();
    }

    @Test
    void nothingToMoveIsAllOfIt() {
        meter.start(TransferStage.TRANSFERRING, 0);

        SyncProgress progress = meter.progress(0, 0L);

        assertThat(progress.fraction()).isOne();
        assertThat(progress.timeLeft()).contains(Duration.ZERO);
    }

    @Test
    void knowsTheRateOfASteadyLinkFromTheFirstChunkOn() {
        meter.start(TransferStage.TRANSFERRING, 0);
        for (int chunk = 1; chunk <= 20; chunk++) {
            clock.pass(Duration.ofSeconds(2));
            SyncProgress progress = meter.progress(chunk * 1_000, 40_000L);

            assertThat(progress.recordsPerSecond()).isCloseTo(500, within(1e-6));
            assertThat(progress.timeLeft()).contains(Duration.ofSeconds(80 - chunk * 2));
            assertThat(progress.elapsed()).isEqualTo(Duration.ofSeconds(chunk * 2));
        }
    }

    @Test
    void followsALinkThatGetsWorse() {
        meter.start(TransferStage.TRANSFERRING, 0);
        clock.pass(Duration.ofSeconds(10));
        meter.progress(10_000, 100_000L);
        for (int chunk = 1; chunk <= 20; chunk++) {
            clock.pass(Duration.ofSeconds(2));
            meter.progress(10_000 + chunk * 20, 100_000L);
        }

        assertThat(meter.progress(10_400, 100_000L).recordsPerSecond()).isBetween(10.0, 30.0);
    }

    @Test
    void doesNotCountWhatHadCrossedBeforeAnInterruption() {
        meter.start(TransferStage.TRANSFERRING, 50_000);
        clock.pass(Duration.ofSeconds(1));
        SyncProgress progress = meter.progress(50_100, 60_000L);

        assertThat(progress.recordsPerSecond()).isCloseTo(100, within(1e-6));
        assertThat(progress.fraction()).isCloseTo(0.835, within(1e-6));
        assertThat(progress.timeLeft()).contains(Duration.ofSeconds(99));
    }

    @Test
    void survivesAClockThatIsSetBack() {
        meter.start(TransferStage.TRANSFERRING, 0);
        clock.pass(Duration.ofHours(-1));

        SyncProgress progress = meter.progress(100, 200L);

        assertThat(progress.elapsed()).isZero();
        assertThat(progress.timeLeft()).isEmpty();
    }

    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
