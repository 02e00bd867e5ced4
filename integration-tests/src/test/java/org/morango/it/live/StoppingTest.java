package org.morango.it.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.Peer;
import org.morango.client.HintListener;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.it.support.WebServer;
import org.morango.record.Filter;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;

/** A web server that is stopped gracefully does not wait for those who listen. */
class StoppingTest {
    private static final int LISTENERS = 100;

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final Transport transport = Transport.jdk(Duration.ofSeconds(5));
    private final List<SyncConnection> open = new ArrayList<>();
    private final AtomicInteger listening = new AtomicInteger();
    private final AtomicInteger askedToComeAgain = new AtomicInteger();

    /** One HTTP client for all connections. */
    private record Shared(Transport wrapped) implements Transport {
        @Override
        public Response send(Request request) throws IOException, InterruptedException {
            return wrapped.send(request);
        }

        @Override
        public boolean canStream() {
            return true;
        }

        @Override
        public Stream stream(Request request, Lines lines) throws IOException, InterruptedException {
            return wrapped.stream(request, lines);
        }
    }

    private final class Listener implements HintListener {
        @Override
        public void news() {}

        @Override
        public void alive() {
            listening.incrementAndGet();
        }

        @Override
        public void ended(End reason) {
            if (reason == End.AGAIN) {
                askedToComeAgain.incrementAndGet();
            }
        }
    }

    @AfterEach
    void close() {
        open.forEach(SyncConnection::close);
        transport.close();
    }

    private void listen(int port) {
        PeerSettings settings = Facility.settings()
                .client(client -> client.transport(() -> new Shared(transport)))
                .build();
        for (int i = 0; i < LISTENERS; i++) {
            SyncConnection connection = Peer.on(here, settings).connect(Facility.url(port));
            open.add(connection);
            SyncClient session = connection.openSession(Facility.CLIENT);
            session.listen(Filter.of(Facility.ROOT.id()), new Listener());
        }
        await().atMost(LivePeers.LONG).untilAsserted(() -> assertThat(listening).hasValue(LISTENERS));
    }

    @ParameterizedTest
    @EnumSource
    void streamsEndBeforeTheGraceDoes(WebServer server, TestReporter reporter) throws Exception {
        WebServer.Running running = server.start(Facility.peer(there), 0);
        long begin;
        try (running) {
            listen(running.port());
            begin = System.nanoTime();
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        reporter.publishEntry("stopped after", taken.toMillis() + " ms");
        assertThat(taken).isLessThan(WebServer.GRACE.dividedBy(2));
        await().atMost(LivePeers.LONG)
                .untilAsserted(() -> assertThat(askedToComeAgain).hasValue(LISTENERS));
    }
}
