package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;
import org.morango.replica.SyncLog;
import org.morango.spring.event.PeerSyncEvent;
import org.morango.spring.event.SyncOutcome;
import org.springframework.context.PayloadApplicationEvent;

/** Scheduled syncs, with a clock of the test. */
class ScheduleTest {
    private static RunningApp school;
    private static Certificate root;

    private final String database = "schedule-" + UUID.randomUUID();
    private final MovingClock clock = new MovingClock();

    private static final class MovingClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-23T08:00:00Z");

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

    @BeforeAll
    static void start() {
        school = RunningApp.start("schedule-school");
        root = school.morango().certificates().createRoot("whole-book");
    }

    @AfterAll
    static void stop() {
        school.close();
    }

    /** Starts a node without a schedule: the test decides when to check. */
    private RunningApp node() {
        return node(school.url());
    }

    private RunningApp node(String url) {
        List<String> properties = List.of(
                "morango.schedule.enabled=false",
                "morango.schedule.lease=2m",
                "morango.peers[0].name=school",
                "morango.peers[0].url=" + url,
                "morango.peers[0].interval=1h",
                "morango.peers[0].retry-interval=5m");
        return RunningApp.start(database, clock, properties.toArray(String[]::new));
    }

    @Test
    void restartDoesNotSyncBeforeItIsDue() {
        try (RunningApp first = node()) {
            first.join(school.url(), root, "ada", "secret");
            assertThat(first.syncs().due()).containsExactly("school");
            assertThat(first.syncs().syncIfDue("school")).isTrue();
            assertThat(first.syncs().due()).isEmpty();
            assertThat(first.syncs().syncIfDue("school")).isFalse();
        }
        clock.pass(Duration.ofMinutes(59));
        try (RunningApp again = node()) {
            assertThat(again.syncs().due()).isEmpty();
            assertThat(again.syncs().syncIfDue("school")).isFalse();
            clock.pass(Duration.ofMinutes(1));
            assertThat(again.syncs().due()).containsExactly("school");
            assertThat(again.syncs().syncIfDue("school")).isTrue();
            assertThat(again.syncs().status().get(0).nextDue())
                    .isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        }
    }

    @Test
    void failureIsTriedAgainSooner() {
        try (RunningApp node = node("http://localhost:1/")) {
            node.join(school.url(), root, "ada", "secret");
            assertThat(node.syncs().syncIfDue("school")).isTrue();
            assertThat(node.syncs().due()).isEmpty();
            clock.pass(Duration.ofMinutes(5));
            assertThat(node.syncs().syncIfDue("school")).isTrue();
            assertThat(node.syncs().status().get(0).failures()).isEqualTo(2);
        }
        clock.pass(Duration.ofMinutes(5));
        try (RunningApp node = node()) {
            assertThat(node.syncs().syncIfDue("school")).isTrue();
            assertThat(node.syncs().status().get(0).failures()).isZero();
            clock.pass(Duration.ofMinutes(5));
            assertThat(node.syncs().due()).isEmpty();
        }
    }

    @Test
    void oneOfManyNodesSyncs() throws Exception {
        try (RunningApp one = node();
                RunningApp other = node()) {
            one.join(school.url(), root, "ada", "secret");
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                List<Future<Boolean>> begun = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    PeerSyncs syncs = (i % 2 == 0 ? one : other).syncs();
                    begun.add(threads.submit(() -> syncs.syncIfDue("school")));
                }
                int synced = 0;
                for (Future<Boolean> result : begun) {
                    synced += result.get() ? 1 : 0;
                }
                assertThat(synced).isEqualTo(1);
            } finally {
                threads.shutdown();
            }
            assertThat(one.heard().of(PeerSyncEvent.Started.class).size()
                            + other.heard().of(PeerSyncEvent.Started.class).size())
                    .isEqualTo(1);
        }
    }

    @Test
    void leaseOfANodeThatDiedRunsOut() {
        try (RunningApp node = node()) {
            node.join(school.url(), root, "ada", "secret");
            SyncLog dead = node.morango().replica().syncLog();
            Duration length = Duration.ofMinutes(2);
            SyncLog.Lease lease =
                    dead.begin(dead.read("school"), length, clock.instant()).orElseThrow();
            assertThat(node.syncs().status().get(0).running()).isTrue();
            assertThatThrownBy(() -> node.syncs().sync("school"))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("running already");
            clock.pass(Duration.ofSeconds(90));
            dead.renew(lease, length, clock.instant());
            clock.pass(Duration.ofSeconds(90));
            assertThat(node.syncs().due()).isEmpty();
            clock.pass(Duration.ofMinutes(5));
            assertThat(node.syncs().due()).containsExactly("school");
            assertThat(node.syncs().syncIfDue("school")).isTrue();

            // A node that comes back too late changes nothing.
            dead.failed(lease, "too late", clock.instant());
            assertThat(node.syncs().status().get(0).error()).isNull();
            assertThat(node.syncs().status().get(0).failures()).isZero();
        }
    }

    @Test
    void leaseOfASyncThatTakesLongIsKept() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (RunningApp slow = node();
                RunningApp other = node()) {
            slow.join(school.url(), root, "ada", "secret");
            slow.context().addApplicationListener(event -> {
                if (event instanceof PayloadApplicationEvent<?> payload
                        && payload.getPayload() instanceof PeerSyncEvent.Started) {
                    begun.countDown();
                    await(goOn);
                }
            });
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try {
                Future<SyncOutcome> sync = thread.submit(() -> slow.syncs().sync("school"));
                assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
                for (int i = 0; i < 100; i++) {
                    clock.pass(Duration.ofSeconds(90));
                    slow.syncs().renewLeases();
                    assertThat(other.syncs().due()).isEmpty();
                    assertThat(other.syncs().syncIfDue("school")).isFalse();
                }
                goOn.countDown();
                assertThat(sync.get().peer()).isEqualTo("school");
                assertThat(other.syncs().status().get(0).failures()).isZero();
            } finally {
                goOn.countDown();
                thread.shutdown();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void withoutACertificateTheReasonIsTold() {
        try (RunningApp node = node()) {
            assertThat(node.syncs().syncIfDue("school")).isTrue();
            assertThat(node.syncs().status().get(0).error()).contains("no certificate to sync with school");
        }
    }

    @Test
    void scheduleRunsByItself() throws Exception {
        String[] properties = {
            "morango.schedule.check=100ms",
            "morango.peers[0].url=" + school.url(),
            "morango.peers[0].interval=300ms",
            "morango.peers[0].retry-interval=100ms"
        };
        school.notebooks().add(root.id(), "by itself");
        try (RunningApp app = RunningApp.start(database, properties)) {
            app.join(school.url(), root, "ada", "secret");
            assertThat(app.heard().await(PeerSyncEvent.Succeeded.class, 2)).hasSizeGreaterThanOrEqualTo(2);
            assertThat(app.titles()).contains("by itself");
        }
    }
}
