package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.CancelledException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncProgress;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;

/** A sync is cancelled by another thread, and is resumed. */
class CancelTest {
    private static final int RECORDS = 7;
    private static final int MOST_REQUESTS = 50;

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Facility.peer(there).serve(0);
    private final Transport jdk = Transport.jdk(Duration.ofSeconds(5));
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        other.shutdownNow();
        server.close();
    }

    private static void put(InMemoryReplica replica) {
        for (int i = 0; i < RECORDS; i++) {
            replica.put("lesson", "lesson " + i, Facility.partition("lessons"), "{}");
        }
    }

    private Peer peer(PeerSettings.Builder settings) {
        return Peer.on(here, settings.limits(limits -> limits.chunkSize(2)).build());
    }

    private Peer over(Transport transport) {
        return peer(Facility.settings().client(client -> client.transport(() -> transport)));
    }

    /** Runs a push or a pull in another thread. The thread must not stay interrupted. */
    private Future<?> start(SyncClient client, boolean push) {
        return other.submit(() -> {
            try {
                if (push) {
                    client.push();
                } else {
                    client.pull();
                }
            } finally {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
            return null;
        });
    }

    private static void assertCancelled(Future<?> running) {
        assertThatThrownBy(() -> running.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("was cancelled in stage")
                .hasMessageContaining("resume");
    }

    private void assertSame() {
        assertThat(here.rows()).hasSize(RECORDS).isEqualTo(there.rows());
        assertThat(here.heldTransfers()).isEmpty();
        assertThat(there.heldTransfers()).isEmpty();
    }

    /** Cancels at each request in turn, before it is sent or while its answer is on the way. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void noRequestIsWaitedForAndNothingIsLost(boolean push, boolean isSent) throws Exception {
        put(push ? here : there);
        int cancelled = 0;
        for (int at = 1; at < MOST_REQUESTS; at++) {
            AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
            CountDownLatch reached = new CountDownLatch(1);
            Transport slow = request -> {
                if (left.decrementAndGet() != 0) {
                    return jdk.send(request);
                }
                if (isSent) {
                    jdk.send(request);
                }
                reached.countDown();
                new CountDownLatch(1).await();
                throw new AssertionError();
            };
            here.put("lesson", "lesson 0", Facility.partition("lessons"), "{\"at\": " + at + "}");
            there.put("lesson", "lesson 1", Facility.partition("lessons"), "{\"at\": " + at + "}");
            try (SyncConnection connection = over(slow).connect(Facility.url(server.port()));
                    SyncClient client = connection.openSession(Facility.CLIENT)) {
                left.set(at);
                Future<?> running = start(client, push);
                while (!running.isDone() && !reached.await(5, TimeUnit.MILLISECONDS)) {
                    // Either it is at that request, or it needs fewer.
                }
                if (reached.getCount() > 0) {
                    left.set(Integer.MAX_VALUE);
                    running.get();
                    break;
                }
                client.cancel();
                assertCancelled(running);
                cancelled++;
                assertThat(client.resume()).hasSizeLessThanOrEqualTo(1);
                client.sync();
            }
            assertSame();
        }
        assertThat(cancelled).isBetween(5, MOST_REQUESTS - 2);
    }

    @Test
    void pausesAreNotWaitedFor() throws Exception {
        put(here);
        CountDownLatch pausing = new CountDownLatch(1);
        AtomicInteger requests = new AtomicInteger();
        Transport broken = request -> {
            if (request.uri().getPath().endsWith("/buffers/") && requests.incrementAndGet() > 1) {
                throw new java.net.ConnectException("broken");
            }
            return jdk.send(request);
        };
        Peer peer = peer(Facility.settings()
                .client(client -> client.transport(() -> broken).retries(100))
                .pause(duration -> {
                    pausing.countDown();
                    new CountDownLatch(1).await();
                }));
        try (SyncConnection connection = peer.connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            Future<?> running = start(client, true);
            assertThat(pausing.await(20, TimeUnit.SECONDS)).isTrue();
            client.cancel();
            assertCancelled(running);
        }
        // A new session goes on where the other was cut off.
        try (SyncConnection connection = over(jdk).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.push();
        }
        assertSame();
    }

    /** Cancels between two steps of this side's own work. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stagesOfThisSideEndBetweenTwoSteps(boolean push) throws Exception {
        put(push ? here : there);
        here.mergeInPasses(2, () -> {});
        List<SyncProgress> told = new ArrayList<>();
        try (SyncConnection connection = over(jdk).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            var cancelling = (push
                            ? client.signals().queuing()
                            : client.signals().dequeuing())
                    .onInProgress(event -> client.cancel());
            if (push) {
                // It is found to be cancelled with the next step.
                assertCancelled(start(client, true));
            } else {
                assertCancelled(start(client, false));
                // The records of two passes: the cancellation is noticed after the second.
                assertThat(here.rows()).hasSizeLessThan(RECORDS);
            }
            cancelling.close();
            (push ? client.signals().queuing() : client.signals().dequeuing())
                    .onInProgress(event -> told.add(event.progress()));
            assertThat(client.resume()).hasSize(1);
        }
        assertSame();
        if (!push) {
            assertThat(told).isNotEmpty().allMatch(p -> p.stage() == TransferStage.DEQUEUING && p.total() == RECORDS);
        }
    }

    @Test
    void cancelDoesNothingIfNothingRuns() {
        put(here);
        try (SyncConnection connection = over(jdk).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.cancel();
            assertThat(client.push().recordsTransferred()).isEqualTo(RECORDS);
            client.cancel();
            assertThat(client.sync().sent()).isZero();
        }
        assertSame();
    }

    @Test
    void stagesTellHowFarTheyHaveGot() {
        put(here);
        List<SyncProgress> queued = new ArrayList<>();
        List<SyncProgress> moved = new ArrayList<>();
        try (SyncConnection connection = over(jdk).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.signals().queuing().onInProgress(event -> queued.add(event.progress()));
            client.signals().pushing().onInProgress(event -> moved.add(event.progress()));
            client.push();
        }
        assertThat(queued).singleElement().satisfies(progress -> {
            assertThat(progress.stage()).isEqualTo(TransferStage.QUEUING);
            assertThat(progress.records()).isEqualTo(RECORDS);
            assertThat(progress.total()).isNull();
        });
        assertThat(moved)
                .hasSize(4)
                .allMatch(progress -> progress.stage() == TransferStage.TRANSFERRING && progress.total() == RECORDS);
    }
}
