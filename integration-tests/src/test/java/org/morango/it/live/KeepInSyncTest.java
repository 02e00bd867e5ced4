package org.morango.it.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.client.SyncResult;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncDirection;
import org.morango.live.SyncPhase;
import org.morango.live.SyncState;
import org.morango.live.SyncTarget;
import org.morango.record.Filter;
import org.morango.replica.ReplicaException;
import org.morango.replica.SyncLog;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.CleanUp;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** Peers that are told once with whom they sync, and then do so by themselves. */
class KeepInSyncTest extends LivePeers {
    @Test
    void bothSidesKnowWhomTheyAreInSyncWith() throws Exception {
        Peer server = Peer.on(there, settings.build());
        Peer client = Peer.on(here, settings.build());
        MorangoServer started = server.serve(0);
        open.add(started);
        assertThat(server.listening()).isEmpty();
        ContinuousSync sync = client.keepInSync(Facility.url(started.port()));
        open.add(sync);
        sync.firstSync().get(20, TimeUnit.SECONDS);
        assertThat(client.syncs()).containsExactly(sync);
        assertThat(sync.serverCertificate()).contains(Facility.ROOT.id());
        assertThat(server.listening()).containsExactly(Facility.CLIENT.id());
        sync.close();
        assertThat(client.syncs()).isEmpty();
        assertThat(server.listening()).isEmpty();
    }

    @Test
    void changesOfBothSidesTravelByThemselves() throws Exception {
        String before = put(there, "before");
        ContinuousSync sync = keep(target().build());
        sync.firstSync().get(20, TimeUnit.SECONDS);
        assertThat(here.rows()).containsKey(before);
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        for (int i = 0; i < 5; i++) {
            awaitRow(there, put(here, "here" + i));
            awaitRow(here, put(there, "there" + i));
        }
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(sync.state().received()).isEqualTo(6));
        assertThat(sync.state().sent()).isEqualTo(5);
        assertThat(sync.state().reason()).isNull();
    }

    @Test
    void serverThatIsNotThereIsFoundOnceItIs() throws Exception {
        int port = port();
        close();
        open.clear();
        String early = put(here, "early");
        ContinuousSync sync = keep(SyncTarget.of(Facility.url(port)));
        awaitPhase(sync, SyncPhase.OFFLINE);
        assertThat(sync.state().reason()).contains(String.valueOf(port));
        assertThat(sync.firstSync()).isNotDone();
        assertThatThrownBy(() -> sync.syncNow().get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        serve(port);
        // An attempt that has begun before may fail only now, and the next waits for the clock.
        await().atMost(LONG).until(() -> {
            clock.now = clock.now.plusSeconds(1);
            return sync.firstSync().isDone();
        });
        awaitRow(there, early);
    }

    @Test
    void serverThatIsRestartedIsFoundAgain() {
        ContinuousSync sync = keep(target().build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        int port = port();
        for (int i = 0; i < 3; i++) {
            serving.close();
            String ours = put(here, "ours" + i);
            String theirs = put(there, "theirs" + i);
            serve(port);
            await().atMost(LONG).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
                clock.now = clock.now.plusMillis(100);
                assertThat(there.rows()).containsKey(ours);
                assertThat(here.rows()).containsKey(theirs);
            });
            awaitPhase(sync, SyncPhase.UP_TO_DATE);
        }
    }

    @Test
    void serverThatEndsIsMissedAtOnce() throws IOException {
        ContinuousSync sync = keep(target().build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        int port = port();
        List<SyncPhase> phases = new CopyOnWriteArrayList<>();
        sync.onChange(state -> phases.add(state.phase()));
        serving.close();
        await().atMost(LONG).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            clock.now = clock.now.plusMillis(100);
            assertThat(sync.state().phase()).isEqualTo(SyncPhase.OFFLINE);
        });
        awaitAttempts(port, 5);
        serve(port);
        await().atMost(LONG).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            clock.now = clock.now.plusMillis(100);
            assertThat(sync.state().phase()).isEqualTo(SyncPhase.UP_TO_DATE);
        });
        assertThat(phases.subList(phases.indexOf(SyncPhase.OFFLINE), phases.size()))
                .as("attempts are no news")
                .containsOnly(SyncPhase.OFFLINE, SyncPhase.UP_TO_DATE);
        // Hints come again: the next check is minutes away.
        awaitRow(here, put(there, "one"));
    }

    /** Accepts connections and closes them at once. */
    private void awaitAttempts(int port, int attempts) throws IOException {
        try (ServerSocket listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            listening.setSoTimeout(20);
            long end = System.nanoTime() + LONG.toNanos();
            for (int seen = 0; seen < attempts && System.nanoTime() < end; ) {
                clock.now = clock.now.plusMillis(100);
                try {
                    listening.accept().close();
                    seen++;
                } catch (SocketTimeoutException e) {
                    // The next attempt is due later.
                }
            }
        }
    }

    @Test
    void machineThatHasSleptCatchesUpAtOnce() {
        AtomicBoolean isHeldBack = new AtomicBoolean();
        settings.live(live -> live.checkInterval(Duration.ofHours(1)));
        ContinuousSync sync = keep(target().when(() -> !isHeldBack.get()).build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        awaitRow(here, put(there, "one"));
        clock.now = clock.now.plus(Duration.ofDays(1));
        // The stream counts as dead, and the check is overdue.
        awaitRow(here, put(there, "two"));
        awaitRow(there, put(here, "three"));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(sync.state().lastSynced()).isAfterOrEqualTo(clock.now.minusSeconds(1)));
        assertThat(sync.state().phase()).isEqualTo(SyncPhase.UP_TO_DATE);
    }

    @Test
    void pausedSyncWaits() throws Exception {
        ContinuousSync sync = keep(target().build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        sync.pause();
        awaitPhase(sync, SyncPhase.PAUSED);
        String id = put(here, "one");
        assertThatThrownBy(() -> sync.syncNow().get(20, TimeUnit.SECONDS)).hasMessageContaining("paused");
        assertThat(there.rows()).doesNotContainKey(id);
        sync.resume();
        awaitRow(there, id);
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
    }

    @Test
    void nothingMovesUntilTheTimeIsGood() {
        AtomicBoolean isGood = new AtomicBoolean();
        String id = put(here, "one");
        ContinuousSync sync = keep(target().when(isGood::get).build());
        awaitPhase(sync, SyncPhase.WAITING);
        assertThat(there.rows()).doesNotContainKey(id);
        isGood.set(true);
        awaitRow(there, id);
        isGood.set(false);
        awaitPhase(sync, SyncPhase.WAITING);
    }

    @Test
    void syncNowTellsWhatItHasDone() throws Exception {
        ContinuousSync sync = keep(target().direction(SyncDirection.PUSH).build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        String theirs = put(there, "theirs");
        SyncResult result = sync.syncNow().get(20, TimeUnit.SECONDS);
        assertThat(result.received()).isZero();
        assertThat(here.rows()).doesNotContainKey(theirs);
        awaitRow(there, put(here, "ours"));
    }

    @Test
    void pullOnlySendsNothing() {
        ContinuousSync sync = keep(target().direction(SyncDirection.PULL).build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        String ours = put(here, "ours");
        awaitRow(here, put(there, "theirs"));
        assertThat(there.rows()).doesNotContainKey(ours);
    }

    @Test
    void databaseWithoutACertificateIsToldSo() {
        InMemoryReplica bare = Facility.bareReplica();
        ContinuousSync sync = Peer.on(bare, settings.build()).keepInSync(target().build());
        open.add(sync);
        awaitPhase(sync, SyncPhase.REFUSED);
        assertThat(sync.state().reason()).contains("has no certificate");
        bare.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
        String id = put(there, "one");
        clock.now = clock.now.plus(Duration.ofMinutes(2));
        awaitRow(bare, id);
    }

    @Test
    void serverThatGivesNoHintsIsAskedAtIntervals() {
        Set<Capability> rest = EnumSet.copyOf(PeerSettings.defaults().capabilities());
        rest.remove(Capability.HINTS);
        serving = Peer.on(there, settings.capabilities(rest).build()).serve(0);
        open.add(serving);
        settings.capabilities(PeerSettings.defaults().capabilities());
        ContinuousSync sync = keep(target().build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        String theirs = put(there, "theirs");
        // What is committed here is still sent at once.
        awaitRow(there, put(here, "ours"));
        assertThat(here.rows()).doesNotContainKey(theirs);
        clock.now = clock.now.plusSeconds(31);
        awaitRow(here, theirs);
    }

    @Test
    void proxyThatHoldsHintsBackIsNoticed() throws Exception {
        settings.client(client -> client.requestTimeout(Duration.ofSeconds(1)));
        // It passes an answer on once it is complete.
        FaultyProxy proxy = new FaultyProxy(port(), request -> FaultyProxy.Fault.NONE);
        open.add(proxy);
        ContinuousSync sync = keep(SyncTarget.of(proxy.url()));
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        awaitRow(there, put(here, "sent at once"));
        for (int i = 0; i < 4; i++) {
            String theirs = put(there, "theirs" + i);
            await().atMost(LONG).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
                clock.now = clock.now.plusSeconds(1);
                assertThat(here.rows()).containsKey(theirs);
            });
        }
        long listened = listened(proxy);
        assertThat(listened).isEqualTo(3);
        clock.now = clock.now.plus(Duration.ofMinutes(61));
        await().atMost(LONG).untilAsserted(() -> assertThat(listened(proxy)).isGreaterThan(listened));
    }

    private static long listened(FaultyProxy proxy) {
        return proxy.requests().stream().filter("POST hints/"::equals).count();
    }

    @Test
    void lostAndBrokenAnswersAreAskedForAgain() throws Exception {
        Random random = new Random(5);
        AtomicBoolean isPoor = new AtomicBoolean();
        FaultyProxy proxy = new FaultyProxy(port(), request -> {
            FaultyProxy.Fault[] faults = FaultyProxy.Fault.values();
            synchronized (random) {
                return isPoor.get() && random.nextInt(3) == 0
                        ? faults[random.nextInt(faults.length)]
                        : FaultyProxy.Fault.NONE;
            }
        });
        open.add(proxy);
        settings.client(client -> client.requestTimeout(Duration.ofMillis(500)));
        ContinuousSync sync = keep(SyncTarget.of(proxy.url()));
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        isPoor.set(true);
        for (int i = 0; i < 10; i++) {
            String ours = put(here, "ours" + i);
            String theirs = put(there, "theirs" + i);
            await().atMost(LONG).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
                clock.now = clock.now.plusSeconds(2);
                assertThat(there.rows()).containsKey(ours);
                assertThat(here.rows()).containsKey(theirs);
            });
        }
        isPoor.set(false);
        await().atMost(LONG).untilAsserted(() -> {
            clock.now = clock.now.plusSeconds(2);
            assertThat(sync.state().phase()).isEqualTo(SyncPhase.UP_TO_DATE);
        });
        assertThat(here.rows()).isEqualTo(there.rows());
    }

    @Test
    void partsThatAreNeededFirstComeFirst() throws Exception {
        String needed = put(there, "needed", "b");
        String other = put(there, "other", "a");
        List<Set<String>> seen = new CopyOnWriteArrayList<>();
        Filter part = Filter.of(Facility.partition("b"));
        ContinuousSync sync = keep(target().first(part).build());
        sync.firstSync(part).thenRun(() -> seen.add(here.rows().keySet()));
        sync.firstSync().get(20, TimeUnit.SECONDS);
        assertThat(here.rows()).containsKeys(needed, other);
        sync.firstSync(part).get(20, TimeUnit.SECONDS);
        assertThatThrownBy(() -> sync.firstSync(Filter.of("c"))).isInstanceOf(MorangoException.class);
    }

    @Test
    void severalServersAreKeptInSyncThroughOnePeer() {
        ContinuousSync first = keep(target().build());
        InMemoryReplica second = Facility.owningRoot(Facility.replica(7));
        MorangoServer other = Peer.on(second, settings.build()).serve(0);
        open.add(other);
        ContinuousSync there2 = keep(SyncTarget.of(Facility.url(other.port())));
        awaitPhase(first, SyncPhase.UP_TO_DATE);
        awaitPhase(there2, SyncPhase.UP_TO_DATE);
        awaitRow(second, put(there, "one"));
        awaitRow(there, put(second, "two"));
    }

    @Test
    void listenersHearOfEachPhase() throws Exception {
        List<SyncPhase> phases = new CopyOnWriteArrayList<>();
        AtomicBoolean isGood = new AtomicBoolean();
        ContinuousSync sync = keep(target().when(isGood::get).build());
        sync.onChange(state -> {
            throw new IllegalStateException("a listener that fails");
        });
        sync.onChange(state -> phases.add(state.phase()));
        awaitPhase(sync, SyncPhase.WAITING);
        isGood.set(true);
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        sync.close();
        assertThat(phases)
                .containsSubsequence(
                        SyncPhase.CONNECTING, SyncPhase.CATCHING_UP, SyncPhase.UP_TO_DATE, SyncPhase.CLOSED);
        SyncState last = sync.state();
        assertThat(last.phase()).isEqualTo(SyncPhase.CLOSED);
        assertThatThrownBy(() -> sync.syncNow().get(20, TimeUnit.SECONDS)).hasMessageContaining("has ended");
        assertThat(sync.firstSync()).isCompleted();
    }

    @Test
    void oneOfSeveralProcessesSyncs() {
        ContinuousSync first = keep(target().name("city").build());
        awaitPhase(first, SyncPhase.UP_TO_DATE);
        ContinuousSync second = keep(target().name("city").build());
        awaitPhase(second, SyncPhase.ELSEWHERE);
        assertThat(second.firstSync()).succeedsWithin(LONG);
        assertThatThrownBy(() -> second.syncNow().get(20, TimeUnit.SECONDS)).hasMessageContaining("Another process");
        first.close();
        awaitPhase(second, SyncPhase.UP_TO_DATE);
        awaitRow(here, put(there, "one"));
    }

    @Test
    void processThatDiesIsReplaced() {
        SyncLog log = here.syncLog();
        Instant now = clock.instant();
        assertThat(log.begin(log.read("city"), Duration.ofSeconds(30), now)).isPresent();
        ContinuousSync second = keep(target().name("city").build());
        awaitPhase(second, SyncPhase.ELSEWHERE);
        clock.now = now.plusSeconds(31);
        awaitPhase(second, SyncPhase.UP_TO_DATE);
        assertThat(log.read("city").lastSucceeded()).isNotNull();
    }

    @Test
    void lostLeaseEndsTheWork() {
        ContinuousSync first = keep(target().name("city").build());
        awaitPhase(first, SyncPhase.UP_TO_DATE);
        SyncLog log = here.syncLog();
        // As if this process had stood still for longer than its lease.
        Instant later = clock.instant().plusSeconds(31);
        assertThat(log.begin(log.read("city"), Duration.ofSeconds(30), later)).isPresent();
        clock.now = later;
        awaitPhase(first, SyncPhase.ELSEWHERE);
    }

    /** A replica whose database can be used only at times. */
    private static final class Unreliable extends InMemoryReplica {
        private final AtomicBoolean isBroken = new AtomicBoolean();

        Unreliable() {
            super("2".repeat(32), new Random(2));
        }

        private void check() {
            if (isBroken.get()) {
                throw new ReplicaException("The database is gone.", Map.of(), null);
            }
        }

        @Override
        public SyncLog syncLog() {
            SyncLog log = super.syncLog();
            return (SyncLog) Proxy.newProxyInstance(
                    SyncLog.class.getClassLoader(), new Class<?>[] {SyncLog.class}, (proxy, method, arguments) -> {
                        check();
                        return method.invoke(log, arguments);
                    });
        }

        @Override
        public boolean hasChanges(String profile) {
            check();
            return super.hasChanges(profile);
        }
    }

    private void awaitRefusal(ContinuousSync sync) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            clock.now = clock.now.plusMillis(100);
            assertThat(sync.state().phase()).isEqualTo(SyncPhase.REFUSED);
        });
    }

    @Test
    void databaseThatIsGoneForAWhileIsUsedAgain() {
        Unreliable unreliable = new Unreliable();
        unreliable.certificates().save(Facility.FULL);
        unreliable.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
        ContinuousSync sync = Peer.on(unreliable, settings.build()).keepInSync(target().build());
        open.add(sync);
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        unreliable.isBroken.set(true);
        clock.now = clock.now.plusSeconds(20);
        awaitRefusal(sync);
        assertThat(sync.state().reason()).contains("The database is gone.");
        unreliable.isBroken.set(false);
        String id = put(unreliable, "one");
        await().atMost(LONG).untilAsserted(() -> {
            clock.now = clock.now.plusSeconds(1);
            assertThat(there.rows()).containsKey(id);
        });
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
    }

    @Test
    void hookThatFailsEndsNothing() {
        AtomicBoolean fails = new AtomicBoolean();
        ContinuousSync sync = keep(target().when(() -> {
                    if (fails.get()) {
                        throw new IllegalStateException("nobody knows");
                    }
                    return true;
                })
                .build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        fails.set(true);
        String id = put(here, "one");
        awaitRefusal(sync);
        assertThat(sync.state().reason()).contains("nobody knows");
        fails.set(false);
        await().atMost(LONG).untilAsserted(() -> {
            clock.now = clock.now.plusSeconds(1);
            assertThat(there.rows()).containsKey(id);
        });
    }

    @Test
    void sessionThatHasEndedAtTheServerIsReplaced() {
        ContinuousSync sync = keep(target().build());
        awaitPhase(sync, SyncPhase.UP_TO_DATE);
        Peer.on(there, settings.build()).cleanUp(CleanUp.unusedFor(Duration.ZERO));
        String ours = put(here, "ours");
        await().atMost(LONG).untilAsserted(() -> {
            clock.now = clock.now.plusMillis(200);
            assertThat(there.rows()).containsKey(ours);
        });
        awaitRow(here, put(there, "theirs"));
    }
}
