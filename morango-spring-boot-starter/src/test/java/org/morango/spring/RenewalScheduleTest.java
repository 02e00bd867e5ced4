package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.morango.access.SigningPermission;
import org.morango.certificate.Certificate;
import org.morango.record.ScopeDefinition;
import org.morango.spring.event.SyncOutcome;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Scheduled syncs renew certificates. */
@ExtendWith(OutputCaptureExtension.class)
class RenewalScheduleTest {
    private static final Instant BEGIN = Instant.parse("2100-11-23T08:00:00Z");
    private static final MovingClock CLOCK = new MovingClock();
    private static volatile boolean allowed = true;
    private static RunningApp school;
    private static Certificate root;

    private final String database = "renewal-" + UUID.randomUUID();

    private static final class MovingClock extends Clock {
        private volatile Instant now = BEGIN;

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

    private static final class Permission implements SigningPermission {
        @Override
        public boolean allows(Principal user, Certificate parent, ScopeDefinition scope, Map<String, String> params) {
            return true;
        }

        @Override
        public boolean allowsRenewal(Certificate certificate, ScopeDefinition scope) {
            return allowed;
        }
    }

    @BeforeAll
    static void start() {
        school = RunningApp.start(
                "renewal-school",
                context -> {
                    context.registerBean("clock", Clock.class, () -> CLOCK);
                    context.registerBean("permission", SigningPermission.class, Permission::new);
                },
                "morango.settings.trust.certificate-lifetime=30d");
        root = school.morango().certificates().createRoot("whole-book");
    }

    @AfterAll
    static void stop() {
        school.close();
    }

    private RunningApp node(String... more) {
        CLOCK.now = BEGIN;
        school.morango().certificates().resetTime();
        allowed = true;
        List<String> properties = new ArrayList<>(List.of(
                "morango.schedule.enabled=false",
                "morango.peers[0].name=school",
                "morango.peers[0].url=" + school.url(),
                "morango.peers[0].interval=1h"));
        properties.addAll(List.of(more));
        return RunningApp.start(database, CLOCK, properties.toArray(String[]::new));
    }

    private static void day(int day) {
        CLOCK.now = BEGIN.plus(Duration.ofDays(day));
    }

    private static PeerStatus status(RunningApp node) {
        return node.syncs().status().get(0);
    }

    @Test
    void oneOfManyNodesRenewsWhenAThirdOfTheLifeIsLeft() throws Exception {
        try (RunningApp one = node();
                RunningApp other = node()) {
            Certificate first = one.join(school.url(), root, "ada", "secret");
            day(16);
            assertThat(one.syncs().syncIfDue("school")).isTrue();
            assertThat(one.morango().certificates().owned()).containsExactly(first);
            assertThat(status(one).renewalDue())
                    .isBetween(BEGIN.plus(Duration.ofDays(17)), BEGIN.plus(Duration.ofDays(21)));
            assertThat(one.get("actuator/health", "ada", "secret").body())
                    .contains("expires at 2100-12-23T08:00:00Z, to be renewed from 2100-12-1");
            day(21);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<Boolean>> begun = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    PeerSyncs syncs = (i % 2 == 0 ? one : other).syncs();
                    begun.add(threads.submit(() -> syncs.syncIfDue("school")));
                }
                for (Future<Boolean> result : begun) {
                    result.get();
                }
            } finally {
                threads.shutdown();
            }
            assertThat(one.morango().certificates().owned()).hasSize(2);
            Certificate second = one.morango().certificates().current().orElseThrow();
            assertThat(second.line()).isEqualTo(first.id());
            assertThat(status(other).certificateExpires()).isEqualTo(BEGIN.plus(Duration.ofDays(51)));
            assertThat(status(other).failures()).isZero();
            school.notebooks().add(root.id(), "later");
            day(40);
            assertThat(other.syncs().syncIfDue("school")).isTrue();
            assertThat(other.titles()).contains("later");
        }
    }

    /** The issuer may have two names, and a sync with each may begin at once. */
    @Test
    void syncsWithSeveralPeersRenewOnce() throws Exception {
        String[] second = {
            "morango.peers[1].name=again", "morango.peers[1].url=" + school.url(), "morango.peers[1].interval=1h"
        };
        try (RunningApp one = node(second);
                RunningApp other = node(second)) {
            one.join(school.url(), root, "ada", "secret");
            day(21);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Future<SyncOutcome> first = threads.submit(() -> one.syncs().sync("school"));
                Future<SyncOutcome> again = threads.submit(() -> other.syncs().sync("again"));
                first.get();
                again.get();
            } finally {
                threads.shutdown();
            }
            assertThat(one.morango().certificates().owned()).hasSize(2);
            assertThat(one.syncs().status())
                    .allSatisfy(status -> assertThat(status.renewalError()).isNull());
        }
    }

    @Test
    void formerIsUsedWhileRenewalFails(CapturedOutput output) throws Exception {
        try (RunningApp node = node()) {
            Certificate first = node.join(school.url(), root, "ada", "secret");
            allowed = false;
            for (int day = 22; day < 25; day++) {
                day(day);
                school.notebooks().add(root.id(), "on day " + day);
                assertThat(node.syncs().syncIfDue("school")).isTrue();
                assertThat(node.titles()).contains("on day " + day);
            }
            assertThat(status(node).failures()).isZero();
            assertThat(status(node).renewalError()).contains("refuses to renew certificate " + first.id());
            assertThat(node.get("actuator/health", "ada", "secret").body())
                    .contains("expires at 2100-12-23T08:00:00Z, could not be renewed: ");
            assertThat(output.getAll().split("could not be renewed by school", -1))
                    .hasSize(2);
            allowed = true;
            day(25);
            assertThat(node.syncs().syncIfDue("school")).isTrue();
            assertThat(status(node).renewalError()).isNull();
            assertThat(status(node).certificateExpires()).isEqualTo(BEGIN.plus(Duration.ofDays(55)));
        }
    }

    @Test
    void certificateOfASettingStandsForWhatRenewsIt() {
        String own;
        try (RunningApp node = node()) {
            own = node.join(school.url(), root, "ada", "secret").id();
        }
        try (RunningApp node = node("morango.peers[0].certificate=" + own, "morango.schedule.renew-at=0.8")) {
            day(7);
            assertThat(node.syncs().syncIfDue("school")).isTrue();
            assertThat(node.morango().certificates().owned()).hasSize(2);
            day(32);
            assertThat(node.syncs().syncIfDue("school")).isTrue();
            assertThat(status(node).failures()).isZero();
            day(100);
            assertThat(node.syncs().syncIfDue("school")).isTrue();
            assertThat(status(node).error()).contains("that is still valid: it has expired or was revoked");
        }
    }

    @Test
    void noneIsRenewedWhereThatIsOff() {
        try (RunningApp node = node("morango.schedule.renew-at=0")) {
            Certificate first = node.join(school.url(), root, "ada", "secret");
            day(29);
            assertThat(node.syncs().syncIfDue("school")).isTrue();
            assertThat(node.morango().certificates().owned()).containsExactly(first);
            assertThat(status(node).renewalDue()).isNull();
        }
    }
}
