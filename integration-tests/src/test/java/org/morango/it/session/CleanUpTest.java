package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.FaultyProxy.Fault;
import org.morango.record.Filter;
import org.morango.replica.SessionStore;
import org.morango.server.MorangoServer;
import org.morango.session.CleanUp;
import org.morango.testkit.InMemoryReplica;

/** Sessions that were never finished are abandoned, and their queues and buffers are deleted. */
class CleanUpTest {
    private static final CleanUp ALL = CleanUp.unusedFor(Duration.ZERO);

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Facility.peer(there).serve(0);
    private String session = "";
    private String transfer = "";

    @BeforeEach
    void cutOffAPush() throws IOException {
        here.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        try (FaultyProxy proxy = new FaultyProxy(
                        server.port(),
                        r -> r.contains("PATCH") && r.contains("transfersessions") ? Fault.LOST_ANSWER : Fault.NONE);
                SyncConnection connection = Peer.on(
                                here,
                                Facility.settings()
                                        .client(client -> client.retries(1))
                                        .build())
                        .connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            session = client.session().id();
            assertThatThrownBy(client::push).isInstanceOf(SyncException.class);
        }
        transfer = there.sessions().activeTransfers(session).get(0).id();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Peer later(InMemoryReplica replica, Duration time) {
        Instant then = Instant.now().plus(time);
        return Peer.on(
                replica,
                Facility.settings().clock(Clock.fixed(then, ZoneOffset.UTC)).build());
    }

    private CleanUp.Result cleanUp(CleanUp which) {
        return later(there, Duration.ofHours(1)).cleanUp(which);
    }

    @Test
    void bothSidesCanGiveUpTheirs() {
        assertThat(cleanUp(ALL)).isEqualTo(new CleanUp.Result(1, 1));
        assertThat(there.sessions().syncSession(session))
                .hasValueSatisfying(s -> assertThat(s.active()).isFalse());
        assertThat(there.sessions().activeTransfers(session)).isEmpty();
        assertThat(later(here, Duration.ofHours(1)).cleanUp(ALL)).isEqualTo(new CleanUp.Result(1, 1));
        assertThat(cleanUp(ALL)).isEqualTo(new CleanUp.Result(0, 0));
    }

    @Test
    void onlyTheOnesAskedForAreGivenUp() {
        CleanUp.Result none = new CleanUp.Result(0, 0);
        assertThat(cleanUp(CleanUp.unusedFor(Duration.ofHours(2)))).isEqualTo(none);
        assertThat(cleanUp(ALL.ids(Set.of("0".repeat(32))))).isEqualTo(none);
        assertThat(cleanUp(ALL.clientInstance(there.instance().id()))).isEqualTo(none);
        assertThat(cleanUp(ALL.serverInstance(here.instance().id()))).isEqualTo(none);
        assertThat(cleanUp(ALL.pulls())).isEqualTo(none);
        assertThat(cleanUp(ALL.filter(Filter.of("other")))).isEqualTo(none);
        assertThat(cleanUp(ALL.ids(Set.of(session))
                        .clientInstance(here.instance().id())
                        .serverInstance(there.instance().id())
                        .pushes()
                        .filter(Filter.of(Facility.ROOT.id()))))
                .isEqualTo(new CleanUp.Result(1, 1));
    }

    @Test
    void runningTransferIsSpared() {
        SessionStore.Ownership running = there.sessions().own(transfer, t -> t).orElseThrow();
        assertThat(cleanUp(ALL)).isEqualTo(new CleanUp.Result(0, 0));
        running.close();
        assertThat(cleanUp(ALL)).isEqualTo(new CleanUp.Result(1, 1));
    }

    @Test
    void openingASessionGivesUpStaleOnes() {
        try (MorangoServer serving = later(there, Duration.ofDays(8)).serve(0);
                SyncConnection connection = later(here, Duration.ofDays(8)).connect(Facility.url(serving.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            assertThat(client.session().active()).isTrue();
            for (InMemoryReplica replica : new InMemoryReplica[] {here, there}) {
                assertThat(replica.sessions().syncSession(session))
                        .hasValueSatisfying(s -> assertThat(s.active()).isFalse());
                assertThat(replica.sessions().activeTransfers(session)).isEmpty();
            }
        }
    }

    @Test
    void closedSessionsAreForgottenInTime() {
        cleanUp(ALL);
        later(there, Duration.ofDays(29)).cleanUp(ALL);
        assertThat(there.sessions().syncSession(session)).isPresent();
        later(there, Duration.ofDays(31)).cleanUp(ALL);
        assertThat(there.sessions().syncSession(session)).isEmpty();
        assertThat(there.sessions().transfer(transfer)).isEmpty();
    }

    @Test
    void syncWithoutChangesLeavesNothing() {
        cleanUp(ALL);
        later(here, Duration.ofHours(1)).cleanUp(ALL);
        String id;
        try (SyncConnection connection = Facility.peer(here).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.push();
            id = client.session().id();
        }
        assertThat(there.sessions().syncSession(id)).isPresent();
        try (SyncConnection connection = Facility.peer(here).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.pull();
            client.push();
            id = client.session().id();
        }
        for (InMemoryReplica replica : new InMemoryReplica[] {here, there}) {
            assertThat(replica.sessions().syncSession(id)).isEmpty();
        }
    }
}
