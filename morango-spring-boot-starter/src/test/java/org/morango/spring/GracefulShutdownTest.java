package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.morango.certificate.Certificate;
import org.morango.client.HintListener;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;

/** An application that is shut down gracefully does not wait for those who listen. */
class GracefulShutdownTest {
    private static final int LISTENERS = 100;
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final CountDownLatch listening = new CountDownLatch(LISTENERS);
    private final CountDownLatch askedToComeAgain = new CountDownLatch(LISTENERS);

    private final class Listener implements HintListener {
        @Override
        public void news() {}

        @Override
        public void alive() {
            listening.countDown();
        }

        @Override
        public void ended(End reason) {
            if (reason == End.AGAIN) {
                askedToComeAgain.countDown();
            }
        }
    }

    @Test
    void streamsEndBeforeTheGraceDoes(TestReporter reporter) throws InterruptedException {
        List<SyncConnection> open = new ArrayList<>();
        try (RunningApp school = RunningApp.start(
                        "stopped",
                        "server.shutdown=graceful",
                        "spring.lifecycle.timeout-per-shutdown-phase=" + GRACE.toSeconds() + "s");
                RunningApp tablet = RunningApp.start("listening")) {
            Certificate root = school.morango().certificates().createRoot("whole-book");
            Certificate certificate = tablet.join(school.url(), root, "ada", "secret");
            for (int i = 0; i < LISTENERS; i++) {
                SyncConnection connection = tablet.morango().connect(school.url());
                open.add(connection);
                SyncClient session = connection.openSession(certificate);
                session.listen(new Listener());
            }
            assertThat(listening.await(20, TimeUnit.SECONDS)).isTrue();

            long begin = System.nanoTime();
            school.context().close();
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);

            reporter.publishEntry("stopped after", taken.toMillis() + " ms");
            assertThat(taken).isLessThan(GRACE.dividedBy(2));
            assertThat(askedToComeAgain.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            open.forEach(SyncConnection::close);
        }
    }
}
