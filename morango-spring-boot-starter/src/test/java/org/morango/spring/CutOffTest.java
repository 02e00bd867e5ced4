package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.client.SyncException;
import org.morango.session.CleanUp;
import org.morango.session.SyncSession;
import org.morango.spring.event.StageEvent;
import org.morango.transport.Transport;

/** A sync that the network cuts off and another process of the application resumes. */
class CutOffTest {
    private final String database = "cut-off-" + UUID.randomUUID();

    /** A network that lets a limited number of chunks through. */
    private static final class Network implements Supplier<Transport> {
        private final int most;
        private final AtomicInteger chunks = new AtomicInteger();

        Network(int most) {
            this.most = most;
        }

        @Override
        public Transport get() {
            Transport wrapped = Transport.jdk(Duration.ofSeconds(5));
            return request -> {
                if (request.method().equals("POST") && request.uri().getPath().endsWith("/buffers/")) {
                    if (chunks.get() == most) {
                        throw new IOException("the network is gone");
                    }
                    chunks.incrementAndGet();
                }
                return wrapped.send(request);
            };
        }
    }

    private RunningApp tablet(RunningApp school, Network network) {
        return RunningApp.start(
                database,
                context -> context.registerBean(Network.class, () -> network),
                "morango.settings.limits.chunk-size=1",
                "morango.keep-in-sync=false",
                "morango.peers[0].name=school",
                "morango.peers[0].url=" + school.url());
    }

    @Test
    void nextProcessTakesItUp() {
        try (RunningApp school = RunningApp.start(database + "-school")) {
            Certificate root = school.morango().certificates().createRoot("whole-book");
            Network narrow = new Network(1);
            String session;
            try (RunningApp tablet = tablet(school, narrow)) {
                tablet.join(school.url(), root, "ada", "secret");
                for (int i = 0; i < 3; i++) {
                    tablet.notebooks().add(root.id(), "number " + i);
                }
                assertThatThrownBy(() -> tablet.syncs().sync("school")).isInstanceOf(SyncException.class);
                session = tablet.morango().openSessions().get(0).id();
                assertThatThrownBy(() -> tablet.syncs().sync("school"))
                        .as("what is taken up is cut off again")
                        .isInstanceOf(SyncException.class);
                assertThat(tablet.morango().openSessions())
                        .extracting(SyncSession::id)
                        .containsExactly(session);
            }
            Network wide = new Network(100);
            try (RunningApp tablet = tablet(school, wide)) {
                tablet.syncs().sync("school");
                assertThat(tablet.syncs().status().get(0).sent()).isEqualTo(3);
                assertThat(tablet.heard().of(StageEvent.class))
                        .extracting(e -> e.context().session().id())
                        .contains(session);
                assertThat(tablet.morango().openSessions()).isEmpty();
            }
            assertThat(narrow.chunks.get() + wide.chunks.get()).isEqualTo(3);
            assertThat(school.titles()).containsExactly("number 0", "number 1", "number 2");
        }
    }

    @Test
    void sessionThatTheServerHasForgottenIsGivenUp() {
        try (RunningApp school = RunningApp.start(database + "-school")) {
            Certificate root = school.morango().certificates().createRoot("whole-book");
            try (RunningApp tablet = tablet(school, new Network(0))) {
                tablet.join(school.url(), root, "ada", "secret");
                tablet.notebooks().add(root.id(), "one");
                assertThatThrownBy(() -> tablet.syncs().sync("school")).isInstanceOf(SyncException.class);
            }
            school.morango().cleanUp(CleanUp.unusedFor(Duration.ZERO));
            try (RunningApp tablet = tablet(school, new Network(100))) {
                assertThat(tablet.syncs().sync("school").sent()).isEqualTo(1);
                assertThat(tablet.morango().openSessions()).isEmpty();
            }
            assertThat(school.titles()).containsExactly("one");
        }
    }
}
