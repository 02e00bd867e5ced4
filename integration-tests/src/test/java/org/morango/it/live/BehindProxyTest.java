package org.morango.it.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.Peer;
import org.morango.client.Joining;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.it.support.ReverseProxy;
import org.morango.it.support.ReverseProxy.Changes;
import org.morango.it.support.WebServer;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;

/**
 * Peers sync and get hints through reverse proxies with their default settings. Heartbeats and the limits of the
 * proxies are shortened in proportion, from 15 and 60 seconds to one and four.
 */
@ParameterizedClass
@EnumSource(ReverseProxy.Kind.class)
class BehindProxyTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final Duration BEAT = Duration.ofSeconds(1);

    @Parameter
    private ReverseProxy.Kind kind;

    @TempDir
    private Path directory;

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Counting counting = new Counting(Transport.jdk(Duration.ofSeconds(5)));

    /** Changes arrive only if they are told: nobody asks at intervals. */
    private final PeerSettings.Builder settings = Facility.settings()
            .clock(Clock.systemUTC())
            .client(client -> client.transport(() -> counting))
            .live(live -> live.gatherFor(Duration.ofMillis(1))
                    .maxRetryDelay(Duration.ofMillis(200))
                    .checkInterval(NEVER)
                    .pollInterval(NEVER)
                    .heartbeat(NEVER));

    /** Counts the answers that go on, and notes the largest body. */
    private record Counting(Transport wrapped, AtomicInteger streams, AtomicLong largest) implements Transport {
        Counting(Transport wrapped) {
            this(wrapped, new AtomicInteger(), new AtomicLong());
        }

        @Override
        public Response send(Request request) throws IOException, InterruptedException {
            Response response = wrapped.send(request);
            if (response.status() < 300) {
                largest.accumulateAndGet(request.body().length, Math::max);
            }
            return response;
        }

        @Override
        public boolean canStream() {
            return true;
        }

        @Override
        public Stream stream(Request request, Lines lines) throws IOException, InterruptedException {
            Stream stream = wrapped.stream(request, lines);
            streams.incrementAndGet();
            return stream;
        }
    }

    @BeforeEach
    void requireProgram() {
        assumeTrue(kind.find().isPresent(), () -> kind + " is not installed; tests.proxies can name its directory");
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private WebServer.Running serve(WebServer server) throws Exception {
        return serve(server, 0);
    }

    private WebServer.Running serve(WebServer server, int port) throws Exception {
        WebServer.Running running = server.start(Peer.on(there, settings.build()), port);
        open.add(running);
        return running;
    }

    private ReverseProxy proxy(WebServer.Running server, Changes changes) throws Exception {
        ReverseProxy proxy = ReverseProxy.start(kind, server.port(), changes, directory);
        open.add(proxy);
        return proxy;
    }

    private ContinuousSync keep(ReverseProxy proxy) {
        ContinuousSync sync = Peer.on(here, settings.build()).keepInSync(proxy.url());
        open.add(sync);
        LivePeers.awaitPhase(sync, SyncPhase.UP_TO_DATE);
        return sync;
    }

    /** Changes at the server arrive at the client, one by one. */
    private void exchange(int count) {
        for (int i = 0; i < count; i++) {
            LivePeers.awaitRow(here, LivePeers.put(there, "told " + i));
            LivePeers.awaitRow(there, LivePeers.put(here, "sent " + i));
        }
    }

    @ParameterizedTest
    @EnumSource
    void peerJoinsAndSyncs(WebServer server) throws Exception {
        InMemoryReplica bare = Facility.bareReplica();
        String before = LivePeers.put(bare, "before joining");
        ReverseProxy proxy = proxy(serve(server), Changes.NONE);
        open.add(Peer.on(bare, settings.build())
                .keepInSync(SyncTarget.at(proxy.url())
                        .join(Joining.as("admin", "pw").build())
                        .build()));
        LivePeers.awaitRow(there, before);
        LivePeers.awaitRow(bare, LivePeers.put(there, "after"));
    }

    @ParameterizedTest
    @EnumSource
    void hintsComeAtOnce(WebServer server) throws Exception {
        keep(proxy(serve(server), Changes.NONE));
        exchange(5);
        assertThat(counting.streams).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void compressingProxyHoldsNothingBack(WebServer server) throws Exception {
        keep(proxy(serve(server), Changes.compressing()));
        exchange(5);
        assertThat(counting.streams).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void heartbeatsKeepTheStreamOpen(WebServer server) throws Exception {
        settings.live(live -> live.heartbeat(BEAT));
        keep(proxy(serve(server), Changes.idle(IDLE)));
        Thread.sleep(IDLE.multipliedBy(5).dividedBy(2).toMillis());
        exchange(1);
        assertThat(counting.streams).hasValue(1);
    }

    /** Without heartbeats the proxy cuts the stream. */
    @ParameterizedTest
    @EnumSource
    void streamThatIsCutIsOpenedAnew(WebServer server) throws Exception {
        ContinuousSync sync = keep(proxy(serve(server), Changes.idle(Duration.ofSeconds(1))));
        await().atMost(LivePeers.LONG)
                .untilAsserted(() -> assertThat(counting.streams).hasValueGreaterThan(4));
        exchange(2);
        assertThat(sync.state().phase()).isEqualTo(SyncPhase.UP_TO_DATE);
    }

    @ParameterizedTest
    @EnumSource
    void serverThatStartsAnewIsFound(WebServer server) throws Exception {
        WebServer.Running running = serve(server);
        ContinuousSync sync = keep(proxy(running, Changes.NONE));
        open.remove(running);
        running.close();
        // HAProxy tries for three seconds to reach the server before it refuses a request.
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(sync.state().phase()).isEqualTo(SyncPhase.OFFLINE));
        String meanwhile = LivePeers.put(there, "meanwhile");
        serve(server, running.port());
        LivePeers.awaitRow(here, meanwhile);
        exchange(2);
    }

    private void push(ReverseProxy proxy) {
        try (SyncConnection connection = Peer.on(here, settings.build()).connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.push();
        }
    }

    /** Puts records that hardly can be compressed. */
    private void putMuch(int count) {
        Random random = new Random(3);
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(500, 0x4E00, 0x9FA0).forEach(text::appendCodePoint);
            here.put("lesson", "large " + i, Facility.partition("allusers-ro"), "{\"text\":\"" + text + "\"}");
        }
    }

    @Test
    void largestChunkGetsThrough() throws Exception {
        putMuch(3_000);
        push(proxy(serve(WebServer.BUILT_IN), Changes.NONE));
        assertThat(there.rows()).hasSize(3_000);
        assertThat(here.heldBack()).isEmpty();
        assertThat(counting.largest.get()).isBetween(settings.build().limits().chunkBytes() / 2L, (long)
                settings.build().limits().chunkBytes());
    }

    @Test
    void chunksBecomeSmallerThanTheLimitOfTheProxy() throws Exception {
        assumeTrue(kind == ReverseProxy.Kind.NGINX, () -> kind + " does not limit the bodies that it passes on");
        putMuch(100);
        push(proxy(serve(WebServer.BUILT_IN), Changes.maxBody(20_000)));
        assertThat(there.rows()).hasSize(100);
        assertThat(here.heldBack()).isEmpty();
        assertThat(counting.largest).hasValueLessThanOrEqualTo(20_000);
    }
}
