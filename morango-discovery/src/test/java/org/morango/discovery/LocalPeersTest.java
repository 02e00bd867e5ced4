package org.morango.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.discovery.LocalPeer.State;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** Peers on a network inside this process. */
class LocalPeersTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final FakeAir air = new FakeAir();
    private final List<AutoCloseable> open = new ArrayList<>();

    /** A peer that is served and announced. */
    private final class Machine {
        private final FakeAir.Machine place = air.machine();
        private final InMemoryReplica replica;
        private final Peer peer;
        private final int port;
        private LocalPeers local;

        Machine(InMemoryReplica replica, Function<Integer, LocalPeersSettings.Builder> settings) {
            this.replica = replica;
            this.peer = Family.peer(replica);
            MorangoServer server = peer.serve(0);
            this.port = server.port();
            open.add(server);
            this.local = LocalPeers.start(peer, settings.apply(port).build(), place);
            open.add(() -> local.close());
        }

        void awaitRow(String id) {
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertThat(replica.rows()).containsKey(id));
        }

        void awaitPeers(State... states) {
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertThat(local.peers())
                            .extracting(LocalPeer::state)
                            .containsExactlyInAnyOrder(states));
        }
    }

    private Machine machine(InMemoryReplica replica) {
        return new Machine(replica, port -> LocalPeersSettings.builder().announce(port));
    }

    private Machine member(String name) {
        return machine(Family.database(Family.FIRST.member(name)));
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void membersFindEachOtherAndOneOfTwoLeads() {
        Machine a = member("a");
        Machine b = member("b");
        String ofA = Family.FIRST.put(a.replica, "of a");
        String ofB = Family.FIRST.put(b.replica, "of b");
        a.awaitRow(ofB);
        b.awaitRow(ofA);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(List.of(
                                a.local.peers().get(0).state(),
                                b.local.peers().get(0).state()))
                        .containsExactlyInAnyOrder(State.LEADING, State.LED));
        // Changes travel both ways in the one sync.
        a.awaitRow(Family.FIRST.put(b.replica, "later"));
        assertThat(a.peer.syncs().size() + b.peer.syncs().size()).isEqualTo(1);
    }

    @Test
    void othersAreLeftAlone() {
        Machine member = member("member");
        Machine stranger = machine(Family.database(Family.OTHER.member("stranger")));
        Machine nobody = machine(Family.database());
        Machine second = member("second");
        member.awaitRow(Family.FIRST.put(second.replica, "row"));
        assertThat(member.local.peers()).hasSize(1);
        assertThat(stranger.local.peers()).isEmpty();
        assertThat(nobody.local.peers()).isEmpty();
        assertThat(air.announced()).hasSize(3);
        assertThat(stranger.replica.rows()).isEmpty();
        assertThat(nobody.replica.rows()).isEmpty();
    }

    /** What joins later is found without a new start. */
    @Test
    void aNewCertificateIsNoticed() {
        Machine member = member("member");
        InMemoryReplica replica = Family.database();
        Machine later = machine(replica);
        Family.Member joined = Family.FIRST.member("later");
        replica.certificates().save(joined.chain(), joined.key());
        later.awaitRow(Family.FIRST.put(member.replica, "row"));
    }

    @Test
    void itIsNotSyncedTwice() throws Exception {
        Machine server = member("server");
        InMemoryReplica replica = Family.database(Family.FIRST.member("client"));
        Peer client = Family.peer(replica);
        ContinuousSync configured = client.keepInSync("http://127.0.0.1:" + server.port + "/");
        open.add(configured);
        configured.firstSync().get();
        LocalPeers local = LocalPeers.start(client, LocalPeersSettings.defaults(), air.machine());
        open.add(local);
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(local.peers()).extracting(LocalPeer::state).containsExactly(State.NOT_NEEDED));
        assertThat(client.syncs()).containsExactly(configured);
        assertThat(configured.target().url()).isEqualTo("http://127.0.0.1:" + server.port + "/");

        // Without the configured sync, the found one takes its place.
        configured.close();
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(local.peers()).extracting(LocalPeer::state).containsExactly(State.LEADING));

        // And gives it back.
        ContinuousSync again = client.keepInSync("http://127.0.0.1:" + server.port + "/");
        open.add(again);
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(local.peers()).extracting(LocalPeer::state).containsExactly(State.NOT_NEEDED);
            assertThat(client.syncs()).containsExactly(again);
        });
    }

    /** Between two syncs at intervals, no session is open. */
    @Test
    void aConfiguredIntervalIsKept() throws Exception {
        Machine server = member("server");
        InMemoryReplica replica = Family.database(Family.FIRST.member("client"));
        Peer client = Family.peer(replica);
        ContinuousSync configured = client.keepInSync(SyncTarget.at("http://127.0.0.1:" + server.port + "/")
                .every(Duration.ofDays(1))
                .build());
        open.add(configured);
        configured.firstSync().get();
        await().atMost(LONG).until(() -> configured.state().phase() == SyncPhase.WAITING);
        LocalPeers local = LocalPeers.start(client, LocalPeersSettings.defaults(), air.machine());
        open.add(local);
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(local.peers()).extracting(LocalPeer::state).containsExactly(State.NOT_NEEDED));
        assertThat(client.syncs()).containsExactly(configured);
    }

    @Test
    void twoServersOnOneDatabaseDoNotSync() {
        InMemoryReplica shared = Family.database(Family.FIRST.member("shared"));
        Machine one = machine(shared);
        machine(shared);
        one.awaitPeers(State.NOT_NEEDED);
        assertThat(one.peer.syncs()).isEmpty();
    }

    /** The one with the lower id hears nothing, as behind a firewall. The other one leads after a while. */
    @Test
    void whoWaitsInVainLeads() {
        Machine waiting = new Machine(
                Family.database(Family.FIRST.member("waiting")),
                port -> LocalPeersSettings.builder().announce(port).patience(Duration.ofSeconds(2)));
        InMemoryReplica silent = Family.database(Family.FIRST.member("silent"));
        MorangoServer server = Family.peer(silent).serve(0);
        open.add(server);
        await().atMost(LONG).until(() -> !air.announced().isEmpty());
        air.say(Announcement.of("0".repeat(32), "/", List.of(Family.FIRST.root().id())), server.port());
        waiting.awaitPeers(State.WAITING);
        waiting.awaitPeers(State.LEADING);
        waiting.awaitRow(Family.FIRST.put(silent, "row"));
    }

    @Test
    void aPeerThatGoesIsForgotten() throws Exception {
        Machine stays = member("stays");
        Machine goes = member("goes");
        stays.awaitRow(Family.FIRST.put(goes.replica, "row"));
        goes.local.close();
        open.get(2).close();
        stays.awaitPeers();
        await().atMost(LONG).untilAsserted(() -> assertThat(stays.peer.syncs()).isEmpty());
    }

    /** Anybody can say that an announcement has ended. */
    @Test
    void aSyncThatWorksOutlivesItsAnnouncement() {
        InMemoryReplica quiet = Family.database(Family.FIRST.member("quiet"));
        MorangoServer server = Family.peer(quiet).serve(0);
        open.add(server);
        Machine leading =
                new Machine(Family.database(Family.FIRST.member("leading")), port -> LocalPeersSettings.builder());
        await().atMost(LONG).until(() -> {
            air.say(
                    Announcement.of(
                            "1".repeat(32), "/", List.of(Family.FIRST.root().id())),
                    server.port());
            return !leading.local.peers().isEmpty();
        });
        leading.awaitPeers(State.LEADING);
        leading.awaitRow(Family.FIRST.put(quiet, "first"));
        air.silence("1".repeat(32));
        leading.awaitRow(Family.FIRST.put(quiet, "second"));
        leading.awaitPeers(State.LEADING);
        server.close();
        leading.awaitPeers();
    }

    @Test
    void aNetworkThatComesBackIsSearchedAgain() {
        Machine a = member("a");
        Machine b = member("b");
        a.awaitRow(Family.FIRST.put(b.replica, "first"));
        List<String> before = air.announced().stream().map(Announcement::id).toList();
        a.place.unplug();
        await().atMost(LONG).until(() -> air.announced().size() == 1);
        a.place.plugIn();
        await().atMost(LONG).until(() -> air.announced().size() == 2);
        assertThat(air.announced()).extracting(Announcement::id).containsOnlyOnceElementsOf(List.of(before.get(1)));
        assertThat(air.announced().get(1).id()).isNotIn(before);
        a.awaitRow(Family.FIRST.put(b.replica, "second"));
        b.awaitRow(Family.FIRST.put(a.replica, "third"));
    }

    /** A stranger repeats the announcement of a member, with their own address. */
    @Test
    void aRepeatedAnnouncementGetsNothing() throws IOException {
        Machine member = member("member");
        await().atMost(LONG).until(() -> !air.announced().isEmpty());
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.createContext("/", exchange -> {
            received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + Map.copyOf(exchange.getRequestHeaders()) + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(201, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        stranger.start();
        open.add(() -> stranger.stop(0));
        Machine other = member("other");
        await().atMost(LONG).until(() -> air.announced().size() == 2);
        air.say(air.announced().get(0), stranger.getAddress().getPort());
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(other.local.peers()).anySatisfy(peer -> {
                    assertThat(peer.state()).isEqualTo(State.UNPROVEN);
                    assertThat(peer.reason()).contains("shows no certificate");
                }));
        assertThat(received)
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request)
                        .startsWith("POST /api/morango/v1/proofs/ ")
                        .doesNotContain(Family.FIRST.root().id())
                        .doesNotContain(other.replica.instance().id())
                        .doesNotContain("certificate")
                        .doesNotContain("signature")
                        .doesNotContain("CERTIFICATE"));
        // The member itself is still found.
        other.awaitRow(Family.FIRST.put(member.replica, "row"));
    }

    /** What cannot be reached any more, or not yet, is asked again. */
    @Test
    void aPeerThatIsSilentForLongIsGivenUp() throws Exception {
        InMemoryReplica gone = Family.database(Family.FIRST.member("gone"));
        MorangoServer server = Family.peer(gone).serve(0);
        open.add(server);
        Machine leading = new Machine(
                Family.database(Family.FIRST.member("leading")),
                port -> LocalPeersSettings.builder().unreachableFor(Duration.ofSeconds(1)));
        await().atMost(LONG).until(() -> {
            air.say(
                    Announcement.of(
                            "1".repeat(32), "/", List.of(Family.FIRST.root().id())),
                    server.port());
            return !leading.local.peers().isEmpty();
        });
        leading.awaitRow(Family.FIRST.put(gone, "first"));
        server.close();
        leading.awaitPeers(State.UNPROVEN);
        assertThat(leading.local.peers().get(0).reason()).contains("cannot be reached");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(leading.peer.syncs()).isEmpty());
        try (MorangoServer again = Family.peer(gone).serve(server.port())) {
            leading.awaitPeers(State.LEADING);
            leading.awaitRow(Family.FIRST.put(gone, "second"));
            assertThat(again.port()).isEqualTo(server.port());
        }
    }

    @Test
    void syncsAreBounded() {
        Machine leading = new Machine(
                Family.database(Family.FIRST.member("leading")),
                port -> LocalPeersSettings.builder().maxSyncs(1));
        Machine one = new Machine(
                Family.database(Family.FIRST.member("one")),
                port -> LocalPeersSettings.builder().announce(port));
        Machine two = member("two");
        leading.awaitPeers(State.LEADING, State.WAITING);
        assertThat(leading.peer.syncs()).hasSize(1);
        // Those that it does not sync with itself pass its records on.
        String row = Family.FIRST.put(leading.replica, "row");
        one.awaitRow(row);
        two.awaitRow(row);
    }

    /** Servers that accept connections and never answer take the places of proofs, but not for long. */
    @Test
    void silentServersDelayNobodyForLong() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            open.add(silent);
            ids.add(String.valueOf(silent.getLocalPort()));
        }
        Machine searching =
                new Machine(Family.database(Family.FIRST.member("searching")), port -> LocalPeersSettings.builder());
        await().atMost(LONG).until(() -> {
            // One address has four places only.
            for (int i = 0; i < ids.size(); i++) {
                air.say(
                        Announcement.of(
                                String.valueOf(i).repeat(32),
                                "/",
                                List.of(Family.FIRST.root().id())),
                        Integer.parseInt(ids.get(i)));
            }
            return searching.local.peers().size() >= 3;
        });
        assertThat(searching.local.peers()).hasSizeLessThanOrEqualTo(4);
        searching.awaitPeers(State.UNPROVEN, State.UNPROVEN, State.UNPROVEN, State.UNPROVEN);
    }

    @Test
    void listenersAreTold() {
        Machine a = member("a");
        List<List<LocalPeer>> told = new CopyOnWriteArrayList<>();
        a.local.onChange(peers -> {
            throw new IllegalStateException("a broken listener");
        });
        a.local.onChange(told::add);
        Machine b = member("b");
        a.awaitRow(Family.FIRST.put(b.replica, "row"));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(told.get(told.size() - 1))
                        .isEqualTo(a.local.peers())
                        .isNotEmpty());
        a.local.close();
        assertThat(a.local.peers()).isEmpty();
        assertThat(told.get(told.size() - 1)).isEmpty();
        assertThat(a.peer.syncs())
                .allSatisfy(sync -> assertThat(sync.state().phase()).isEqualTo(SyncPhase.CLOSED));
    }
}
