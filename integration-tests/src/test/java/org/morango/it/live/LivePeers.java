package org.morango.it.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.morango.Peer;
import org.morango.it.support.Facility;
import org.morango.it.support.Hands;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** A client and a server, with a clock of the test. */
abstract class LivePeers {
    static final Duration LONG = Duration.ofSeconds(20);

    final InMemoryReplica here = Facility.clientReplica();
    final InMemoryReplica there = Facility.rootReplica();
    final Hands clock = new Hands(Instant.now());
    final PeerSettings.Builder settings = Facility.settings()
            .clock(clock)
            .live(live -> live.gatherFor(Duration.ofMillis(1)).maxRetryDelay(Duration.ofMillis(50)));
    final List<AutoCloseable> open = new ArrayList<>();

    @Nullable
    MorangoServer serving;

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    MorangoServer serve(int port) {
        MorangoServer started = Peer.on(there, settings.build()).serve(port);
        open.add(started);
        serving = started;
        return started;
    }

    int port() {
        MorangoServer server = serving == null ? serve(0) : serving;
        return server.port();
    }

    SyncTarget.Builder target() {
        return SyncTarget.at(Facility.url(port()));
    }

    ContinuousSync keep(SyncTarget target) {
        ContinuousSync sync = Peer.on(here, settings.build()).keepInSync(target);
        open.add(sync);
        return sync;
    }

    static String put(InMemoryReplica replica, String source) {
        return put(replica, source, "allusers-ro");
    }

    static String put(InMemoryReplica replica, String source, String place) {
        return replica.put("lesson", source, Facility.partition(place), "{\"title\":\"" + source + "\"}");
    }

    static void awaitRow(InMemoryReplica replica, String id) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(replica.rows()).containsKey(id));
    }

    static void awaitPhase(ContinuousSync sync, SyncPhase phase) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(sync.state().phase()).isEqualTo(phase));
    }
}
