package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.session.StageOperation;
import org.morango.session.StageStatus;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** Stages that take long, that fail, and that an application extends. */
class StagesTest {
    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();

    private TransferSession sync(PeerSettings.Builder server, PeerSettings.Builder client, boolean push) {
        try (MorangoServer serving = Peer.on(there, server.build()).serve(0);
                SyncConnection connection = Peer.on(here, client.build()).connect(Facility.url(serving.port()));
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            return push ? session.push() : session.pull();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERIALIZING", "QUEUING", "DEQUEUING", "DESERIALIZING"})
    void longStageGoesOnWhileTheClientAsksAgain(TransferStage stage) {
        here.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        CountDownLatch asked = new CountDownLatch(3);
        PeerSettings.Builder server = Facility.settings()
                .server(values -> values.asyncAfter(Duration.ofMillis(1)))
                .operation(stage, StageOperation.before(context -> await(asked)));
        // Each pause stands for one answer that the stage is not done yet.
        PeerSettings.Builder client = Facility.settings().pause(pause -> asked.countDown());
        sync(server, client, true);
        assertThat(asked.getCount()).isZero();
        assertThat(there.rows()).isEqualTo(here.rows());
    }

    @Test
    void failedStageIsSeenByThePeerButNotItsReason() {
        here.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        PeerSettings.Builder server = Facility.settings()
                .operation(TransferStage.DEQUEUING, StageOperation.before(context -> {
                    throw new IllegalStateException("a secret of the server");
                }));
        assertThatThrownBy(() -> sync(server, Facility.settings(), true))
                .isInstanceOfSatisfying(SyncException.class, e -> {
                    assertThat(e)
                            .hasMessageContaining("failed in stage dequeuing")
                            .hasMessageNotContaining("secret");
                    TransferSession transfer = there.sessions()
                            .transfer(String.valueOf(e.ids().get("transfer")))
                            .orElseThrow();
                    assertThat(transfer.status()).isEqualTo(StageStatus.ERRORED);
                    assertThat(transfer.error()).isEqualTo("a secret of the server");
                });
        assertThat(there.rows()).isEmpty();
    }

    @Test
    void operationsRunAroundTheStageInTheirOrder() {
        there.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        PeerSettings.Builder client = Facility.settings()
                .operation(TransferStage.DESERIALIZING, (context, stage) -> {
                    events.add("outer begins, " + (context.isSender() ? "sending" : "receiving"));
                    stage.run();
                    events.add("outer ends");
                })
                .operation(
                        TransferStage.DESERIALIZING,
                        StageOperation.before(context ->
                                events.add("before, rows: " + here.rows().size())))
                .operation(
                        TransferStage.DESERIALIZING,
                        StageOperation.after(context ->
                                events.add("after, rows: " + here.rows().size())));
        sync(Facility.settings(), client, false);
        assertThat(events)
                .containsExactly("outer begins, receiving", "before, rows: 0", "after, rows: 1", "outer ends");
    }

    @Test
    void operationMayTakeThePlaceOfAStage() {
        here.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        PeerSettings.Builder server =
                Facility.settings().operation(TransferStage.DESERIALIZING, StageOperation.instead(context -> {}));
        sync(server, Facility.settings(), true);
        assertThat(there.rows()).isEmpty();
        there.deserialize(InMemoryReplica.PROFILE, org.morango.record.Filter.EVERYTHING);
        assertThat(there.rows()).isEqualTo(here.rows());
    }
}
