package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.FaultyProxy.Fault;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** A sync that follows an interrupted one continues in the same session, and leaves none open. */
class NextSyncTest {
    private static final int RECORDS = 7;

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Facility.peer(there).serve(0);
    private final Peer client = Peer.on(
            here,
            Facility.settings()
                    .limits(limits -> limits.chunkSize(2))
                    .client(client -> client.retries(0))
                    .build());

    @AfterEach
    void close() {
        server.close();
    }

    private static void put(InMemoryReplica replica) {
        for (int i = 0; i < RECORDS; i++) {
            replica.put("lesson", "lesson " + i, Facility.partition("allusers-ro"), "{}");
        }
    }

    private long openSessions(InMemoryReplica replica) {
        return replica.sessions()
                .staleSessions(Instant.now().plus(Duration.ofDays(1)), "", 100)
                .size();
    }

    private FaultyProxy cutAfter(String kind, int times) throws IOException {
        AtomicInteger seen = new AtomicInteger();
        return new FaultyProxy(
                server.port(),
                request -> request.equals(kind) && seen.incrementAndGet() > times ? Fault.LOST_REQUEST : Fault.NONE);
    }

    private void sync(String url, boolean push) {
        try (SyncConnection connection = client.connect(url);
                SyncClient syncing = connection.openSession(Facility.CLIENT)) {
            if (push) {
                syncing.push();
            } else {
                syncing.pull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnWhereTheLastWasCutOff(boolean push) throws IOException {
        put(push ? here : there);
        try (FaultyProxy proxy = cutAfter((push ? "POST" : "GET") + " buffers/", 2)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> sync(proxy.url(), push)).isInstanceOf(SyncException.class);
                assertThat(openSessions(there)).isEqualTo(1);
                assertThat(openSessions(here)).isEqualTo(1);
            }
        }
        (push ? here : there).put("lesson", "later", Facility.partition("allusers-ro"), "{}");
        try (FaultyProxy proxy = cutAfter("none", 0)) {
            sync(proxy.url(), push);
            // Two chunks had arrived; the later record takes one.
            assertThat(proxy.requests().stream().filter(r -> r.endsWith(" buffers/")))
                    .hasSize(3);
        }
        assertThat(here.rows()).hasSize(RECORDS + 1).isEqualTo(there.rows());
        assertThat(openSessions(there)).isZero();
        assertThat(openSessions(here)).isZero();
    }

    @Test
    void beginsAnewWhereTheServerHasGivenUp() throws IOException {
        put(here);
        try (FaultyProxy proxy = cutAfter("POST buffers/", 2)) {
            assertThatThrownBy(() -> sync(proxy.url(), true)).isInstanceOf(SyncException.class);
        }
        there.sessions()
                .staleSessions(Instant.now().plus(Duration.ofDays(1)), "", 100)
                .forEach(s -> there.sessions().save(s.closed(Instant.now())));
        sync(Facility.url(server.port()), true);
        assertThat(there.rows()).hasSize(RECORDS).isEqualTo(here.rows());
        assertThat(openSessions(here)).isZero();
    }

    /** A transfer that fails for good does not stop those that follow. */
    @Test
    void givesUpWhatCannotBeFinished() throws IOException {
        put(here);
        AtomicBoolean broken = new AtomicBoolean(true);
        try (FaultyProxy proxy = new FaultyProxy(
                server.port(),
                request -> request.equals("POST buffers/") && broken.get() ? Fault.ERROR_PAGE : Fault.NONE)) {
            assertThatThrownBy(() -> sync(proxy.url(), true)).isInstanceOf(SyncException.class);
            broken.set(false);
            String session =
                    here.sessions().cutOff(List.of(Facility.CLIENT.id())).get(0).id();
            String transfer = here.sessions().activeTransfers(session).get(0).id();
            there.sessions().update(transfer, t -> t.closed(Instant.now()));
            sync(proxy.url(), true);
        }
        assertThat(there.rows()).hasSize(RECORDS).isEqualTo(here.rows());
        assertThat(openSessions(here)).isZero();
        assertThat(openSessions(there)).isZero();
    }

    /** Another process uses the session. */
    @Test
    void leavesTheSessionOfAnotherProcessAlone() throws IOException {
        put(here);
        try (FaultyProxy proxy = cutAfter("POST buffers/", 2)) {
            assertThatThrownBy(() -> sync(proxy.url(), true)).isInstanceOf(SyncException.class);
        }
        String session =
                here.sessions().cutOff(List.of(Facility.CLIENT.id())).get(0).id();
        String transfer = here.sessions().activeTransfers(session).get(0).id();
        try (var ownership = here.sessions().own(transfer, t -> t).orElseThrow()) {
            assertThat(ownership).isNotNull();
            sync(Facility.url(server.port()), true);
        }
        assertThat(there.rows()).hasSize(RECORDS);
        assertThat(openSessions(here)).isEqualTo(1);
    }
}
