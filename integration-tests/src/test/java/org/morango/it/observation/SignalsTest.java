package org.morango.it.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.client.Subscription;
import org.morango.client.SyncClient;
import org.morango.client.SyncClientSignals;
import org.morango.client.SyncConnection;
import org.morango.client.SyncEvent;
import org.morango.client.SyncSignalGroup;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.session.TransferSession;
import org.morango.testkit.InMemoryReplica;

class SignalsTest {
    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final List<String> heard = new ArrayList<>();

    private TransferSession run(Function<SyncClient, TransferSession> transfer, boolean throwing) {
        try (MorangoServer server = Facility.peer(there).serve(0);
                SyncConnection connection = Peer.on(
                                here,
                                Facility.settings()
                                        .limits(limits -> limits.chunkSize(2))
                                        .build())
                        .connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            SyncClientSignals signals = client.signals();
            listen("session", signals.session(), throwing);
            listen("queuing", signals.queuing(), throwing);
            listen("pushing", signals.pushing(), throwing);
            listen("pulling", signals.pulling(), throwing);
            listen("dequeuing", signals.dequeuing(), throwing);
            return transfer.apply(client);
        }
    }

    private void listen(String name, SyncSignalGroup group, boolean throwing) {
        group.onStarted(e -> hear(name + " started", throwing));
        group.onInProgress(e -> hear(name + " in progress", throwing));
        group.onCompleted(e -> hear(name + " completed", throwing));
    }

    private void hear(String what, boolean throwing) {
        heard.add(what);
        if (throwing && what.startsWith("pulling")) {
            throw new IllegalStateException("a listener that fails");
        }
    }

    /** The signals of a transfer; the stage in which this side works itself also reports its progress. */
    private static List<String> order(String transfer, String working) {
        return Stream.of(
                        "session started",
                        "queuing started",
                        "queuing in progress",
                        "queuing completed",
                        transfer + " started",
                        transfer + " in progress",
                        transfer + " completed",
                        "dequeuing started",
                        "dequeuing in progress",
                        "dequeuing completed",
                        "session completed")
                .filter(signal -> !signal.endsWith("queuing in progress") || signal.startsWith(working + " "))
                .toList();
    }

    private static void put(InMemoryReplica replica, int count) {
        for (int i = 0; i < count; i++) {
            replica.put("lesson", null, Facility.partition("allusers-ro"), "{}");
        }
    }

    @Test
    void pushSignalsInOrder() {
        put(here, 1);
        run(SyncClient::push, false);
        assertThat(heard).isEqualTo(order("pushing", "queuing"));
    }

    @Test
    void pullSignalsInOrder() {
        put(there, 1);
        run(SyncClient::pull, false);
        assertThat(heard).isEqualTo(order("pulling", "dequeuing"));
    }

    @Test
    void transferOfNothingSignalsNineTimes() {
        run(SyncClient::push, false);
        assertThat(heard).isEqualTo(order("pushing", "nothing"));
    }

    @Test
    void throwingListenersDoNotDisturb() {
        put(there, 1);
        TransferSession transfer = run(SyncClient::pull, true);
        assertThat(heard).isEqualTo(order("pulling", "dequeuing"));
        assertThat(transfer.recordsTransferred()).isEqualTo(1);
        assertThat(here.rows()).isEqualTo(there.rows());
    }

    @Test
    void progressGrowsToTheTotal() {
        put(there, 5);
        List<Long> steps = new ArrayList<>();
        List<SyncEvent> last = new ArrayList<>();
        run(
                client -> {
                    client.signals().pulling().onInProgress(e -> {
                        steps.add(e.recordsTransferred());
                        last.add(e);
                    });
                    return client.pull();
                },
                false);
        assertThat(steps).containsExactly(2L, 4L, 5L);
        assertThat(last.get(2).recordsTotal()).isEqualTo(5);
        assertThat(last.get(2).bytesReceived()).isPositive();
    }

    @Test
    void closedSubscriptionHearsNothing() {
        List<String> own = new ArrayList<>();
        run(
                client -> {
                    Subscription subscription = client.signals().session().onStarted(e -> own.add("started"));
                    subscription.close();
                    return client.push();
                },
                false);
        assertThat(own).isEmpty();
    }
}
