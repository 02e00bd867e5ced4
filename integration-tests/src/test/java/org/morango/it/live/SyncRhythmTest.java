package org.morango.it.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.morango.client.SyncResult;
import org.morango.common.MorangoException;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.replica.SyncLog;

/** Peers that sync at intervals, or only on request. */
class SyncRhythmTest extends LivePeers {
    private static final Duration HOUR = Duration.ofHours(1);

    private ContinuousSync hourly() {
        return keep(target().name("there").every(HOUR).build());
    }

    private static void awaitSynced(ContinuousSync sync) throws Exception {
        sync.firstSync().get(20, TimeUnit.SECONDS);
        awaitPhase(sync, SyncPhase.WAITING);
    }

    private void awaitSession(int number) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(syncLog().read("there").runs()).isEqualTo(number));
    }

    private SyncLog syncLog() {
        return here.syncLog();
    }

    @Test
    void syncsWhenTheIntervalIsOver() throws Exception {
        String before = put(there, "before");
        ContinuousSync sync = hourly();
        awaitSynced(sync);
        assertThat(here.rows()).containsKey(before);
        assertThat(there.sessions().openSessions("", 10)).isEmpty();
        String ours = put(here, "ours");
        String theirs = put(there, "theirs");
        clock.now = clock.now.plus(HOUR).minusSeconds(1);
        // It looks about once a second.
        Thread.sleep(1_500);
        assertThat(there.rows()).doesNotContainKey(ours);
        clock.now = clock.now.plusSeconds(1);
        awaitRow(there, ours);
        awaitRow(here, theirs);
        awaitPhase(sync, SyncPhase.WAITING);
        assertThat(sync.state().lastSynced()).isEqualTo(clock.now);
    }

    @Test
    void restartDoesNotSyncBeforeItIsDue() throws Exception {
        ContinuousSync first = hourly();
        awaitSynced(first);
        first.close();
        clock.now = clock.now.plusSeconds(600);
        String ours = put(here, "ours");
        ContinuousSync again = hourly();
        awaitPhase(again, SyncPhase.WAITING);
        assertThat(again.firstSync()).isDone();
        assertThat(syncLog().read("there").runs()).isEqualTo(1);
        clock.now = clock.now.plusSeconds(3_000);
        awaitRow(there, ours);
        awaitSession(2);
    }

    @Test
    void failureIsTriedAgainSooner() {
        ContinuousSync sync = hourly();
        awaitPhase(sync, SyncPhase.WAITING);
        int port = port();
        serving.close();
        String ours = put(here, "ours");
        clock.now = clock.now.plus(HOUR);
        awaitPhase(sync, SyncPhase.OFFLINE);
        serve(port);
        clock.now = clock.now.plusSeconds(1);
        awaitRow(there, ours);
    }

    @Test
    void failedSyncIsTriedAgainAfterARestart() throws Exception {
        int port = port();
        ContinuousSync first = hourly();
        awaitSynced(first);
        serving.close();
        clock.now = clock.now.plus(HOUR);
        awaitPhase(first, SyncPhase.OFFLINE);
        first.close();
        serve(port);
        String ours = put(here, "ours");
        hourly();
        awaitRow(there, ours);
    }

    @Test
    void clockThatWasSetBackDelaysNothing() throws Exception {
        awaitSynced(hourly());
        clock.now = clock.now.minus(Duration.ofDays(1));
        awaitRow(there, put(here, "ours"));
    }

    @Test
    void oneOfSeveralProcessesSyncs() throws Exception {
        ContinuousSync one = hourly();
        ContinuousSync other = hourly();
        one.firstSync().get(20, TimeUnit.SECONDS);
        awaitPhase(one, SyncPhase.WAITING);
        awaitPhase(other, SyncPhase.WAITING);
        for (int i = 2; i < 5; i++) {
            clock.now = clock.now.plus(HOUR);
            awaitSession(i);
            awaitPhase(one, SyncPhase.WAITING);
            awaitPhase(other, SyncPhase.WAITING);
            assertThat(syncLog().read("there").runs()).isEqualTo(i);
        }
    }

    @Test
    void syncsOnRequestOnly() throws Exception {
        List<String> signals = new CopyOnWriteArrayList<>();
        ContinuousSync sync = keep(target().onRequest()
                .signals(session -> {
                    session.pulling().onCompleted(event -> signals.add("pulled"));
                    session.pushing().onCompleted(event -> signals.add("pushed"));
                })
                .build());
        awaitPhase(sync, SyncPhase.WAITING);
        put(here, "ours");
        put(there, "theirs");
        clock.now = clock.now.plus(Duration.ofDays(1));
        assertThat(sync.firstSync()).isNotDone();
        SyncResult result = sync.syncNow().get(20, TimeUnit.SECONDS);
        assertThat(result.sent()).isEqualTo(1);
        assertThat(result.received()).isEqualTo(1);
        assertThat(sync.firstSync()).isDone();
        assertThat(signals).containsExactly("pulled", "pushed");
        assertThat(sync.syncNow().get(20, TimeUnit.SECONDS).sent()).isZero();
    }

    @Test
    void failedRequestIsToldAndRemembered() throws Exception {
        ContinuousSync sync =
                keep(SyncTarget.at("http://localhost:1/").onRequest().build());
        assertThatThrownBy(() -> sync.syncNow().get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("localhost:1");
        awaitPhase(sync, SyncPhase.OFFLINE);
        // Other processes may try: the lease is given back.
        await().atMost(LONG).untilAsserted(() -> {
            clock.now = clock.now.plusSeconds(1);
            assertThat(syncLog().read("http://localhost:1/").isHeld(clock.now)).isFalse();
        });
        assertThat(sync.state().phase()).isEqualTo(SyncPhase.OFFLINE);
        assertThat(syncLog().read("http://localhost:1/").runs()).isEqualTo(1);
    }

    @Test
    void requestWhileAnotherProcessSyncsIsRefused() {
        SyncLog log = syncLog();
        log.begin(log.read("there"), Duration.ofSeconds(30), clock.now).orElseThrow();
        ContinuousSync sync = keep(target().name("there").onRequest().build());
        assertThatThrownBy(() -> sync.syncNow().get(20, TimeUnit.SECONDS))
                .hasMessageContaining("Another process on this database syncs with there");
    }

    @Test
    void intervalHasToBeLongerThanZero() {
        assertThatThrownBy(() -> target().every(Duration.ZERO)).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> target().every(Duration.ofSeconds(-1))).isInstanceOf(MorangoException.class);
    }
}
