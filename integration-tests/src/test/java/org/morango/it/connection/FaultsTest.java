package org.morango.it.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.client.ConnectionException;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.FaultyProxy.Fault;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.StageStatus;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

class FaultsTest {
    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Facility.peer(there).serve(0);
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        server.close();
    }

    private Peer client() {
        return Peer.on(
                here,
                Facility.settings()
                        .limits(limits -> limits.chunkSize(2))
                        .pause(pauses::add)
                        .build());
    }

    private static void put(InMemoryReplica replica, int count) {
        for (int i = 0; i < count; i++) {
            replica.put("lesson", "lesson" + i, Facility.partition("allusers-ro"), "{}");
        }
    }

    /** Returns a script that has a fault at the first occurrence of each different request. */
    private static FaultyProxy.Script first(Fault fault) {
        Set<String> seen = Collections.synchronizedSet(new HashSet<>());
        return request -> seen.add(request) ? fault : Fault.NONE;
    }

    private void syncThrough(FaultyProxy proxy) {
        try (SyncConnection connection = client().connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.push();
            client.pull();
        }
    }

    @Test
    void everyRequestMayGetLost() throws IOException {
        put(here, 5);
        try (FaultyProxy proxy = new FaultyProxy(server.port(), first(Fault.LOST_REQUEST))) {
            syncThrough(proxy);
        }
        assertThat(there.rows()).hasSize(5).isEqualTo(here.rows());
        assertThat(pauses)
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p).isBetween(Duration.ofMillis(100), Duration.ofMillis(400)));
    }

    @Test
    void everyAnswerMayGetLost() throws IOException {
        put(here, 5);
        there.put("lesson", "other", Facility.partition("allusers-ro"), "{}");
        try (FaultyProxy proxy = new FaultyProxy(server.port(), first(Fault.LOST_ANSWER))) {
            syncThrough(proxy);
            assertThat(proxy.requests().stream().filter("POST syncsessions/"::equals))
                    .hasSize(2);
            // Chunks that have arrived are not sent again.
            assertThat(proxy.requests().stream().filter("POST buffers/"::equals))
                    .hasSize(3);
        }
        assertThat(there.rows()).hasSize(6).isEqualTo(here.rows());
    }

    @Test
    void busyServerIsAskedAgain() throws IOException {
        put(here, 1);
        try (FaultyProxy proxy = new FaultyProxy(server.port(), first(Fault.UNAVAILABLE))) {
            syncThrough(proxy);
        }
        assertThat(there.rows()).isEqualTo(here.rows());
    }

    @Test
    void givesUpAfterSevenRepetitions() throws IOException {
        put(here, 1);
        try (FaultyProxy proxy = new FaultyProxy(
                        server.port(), r -> r.equals("POST buffers/") ? Fault.LOST_REQUEST : Fault.NONE);
                SyncConnection connection = client().connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            assertThatThrownBy(client::push)
                    .isInstanceOfSatisfying(SyncException.class, e -> {
                        assertThat(e.ids()).containsEntry("stage", "transferring");
                        assertThat(e.ids())
                                .containsEntry("session", client.session().id());
                        String transfer = String.valueOf(e.ids().get("transfer"));
                        assertThat(here.sessions().transfer(transfer))
                                .hasValueSatisfying(t -> assertThat(t.status()).isEqualTo(StageStatus.ERRORED));
                        assertThat(there.sessions().transfer(transfer))
                                .hasValueSatisfying(t -> assertThat(t.active()).isTrue());
                    })
                    .hasMessageContaining("after 8 attempts");
            assertThat(proxy.requests().stream().filter("POST buffers/"::equals))
                    .hasSize(8);
            assertThat(pauses).hasSize(7);
            assertThat(pauses.get(6)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        }
        assertThat(there.rows()).isEmpty();
    }

    @Test
    void errorPageIsCutShortAndNotRepeated() throws IOException {
        try (FaultyProxy proxy = new FaultyProxy(
                        server.port(), r -> r.equals("POST transfersessions/") ? Fault.ERROR_PAGE : Fault.NONE);
                SyncConnection connection = client().connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            assertThatThrownBy(client::push)
                    .isInstanceOf(SyncException.class)
                    .hasMessageNotContaining("<")
                    .cause()
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.status()).isEqualTo(500));
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void unfinishedStageIsPolled() throws IOException {
        put(here, 1);
        List<String> asked = new ArrayList<>();
        FaultyProxy.Script slow = new FaultyProxy.Script() {
            @Override
            public Fault fault(String request) {
                return Fault.NONE;
            }

            @Override
            public String answer(String request, String body) {
                if (body.contains("\"transfer_stage\":\"queuing\"") && asked.size() < 2) {
                    asked.add(request);
                    return body.replace("\"completed\"", "\"started\"");
                }
                return body;
            }
        };
        // In a bound session, such answers of a proxy are not believed.
        PeerSettings plain = Facility.settings()
                .capabilities(EnumSet.complementOf(EnumSet.of(Capability.BOUND_SESSIONS)))
                .trust(trust -> trust.allowPlainMorango(true))
                .pause(pauses::add)
                .build();
        try (MorangoServer unbound = Peer.on(there, plain).serve(0);
                FaultyProxy proxy = new FaultyProxy(unbound.port(), slow);
                SyncConnection connection = Peer.on(here, plain).connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.push();
        }
        assertThat(asked).hasSize(2);
        assertThat(asked.get(0)).startsWith("PATCH ");
        assertThat(asked.get(1)).startsWith("GET ");
        assertThat(pauses).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(there.rows()).isEqualTo(here.rows());
    }

    @Test
    void interruptedThreadStopsAndStaysInterrupted() {
        put(here, 1);
        try (SyncConnection connection = client().connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.signals().queuing().onCompleted(e -> Thread.currentThread().interrupt());
            assertThatThrownBy(client::push).isInstanceOf(SyncException.class).hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void unreachable() {
        int port = server.port();
        server.close();
        assertThatThrownBy(() -> client().connect(Facility.url(port)))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("Nothing answers at http://127.0.0.1:" + port + "/");
        // There are fewer attempts than later, because an address that has never answered may be wrong.
        assertThat(pauses).hasSize(3);
    }
}
