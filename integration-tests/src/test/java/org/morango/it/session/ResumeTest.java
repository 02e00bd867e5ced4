package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.FaultyProxy.Fault;
import org.morango.replica.SessionStore;
import org.morango.server.MorangoServer;
import org.morango.session.StageStatus;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.testkit.InMemoryReplica;

/** An interrupted transfer continues where it was, wherever it was interrupted. */
class ResumeTest {
    private static final int RECORDS = 7;

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Facility.peer(there).serve(0);

    @AfterEach
    void close() {
        server.close();
    }

    private Peer client(int chunkSize) {
        return Peer.on(
                here,
                Facility.settings()
                        .limits(limits -> limits.chunkSize(chunkSize))
                        .client(client -> client.retries(1))
                        .build());
    }

    private static void put(InMemoryReplica replica, int round) {
        for (int i = 0; i < RECORDS; i++) {
            replica.put("lesson", "lesson " + round + "." + i, Facility.partition("allusers-ro"), "{}");
        }
    }

    /** Returns a script that cuts off every request from the given one on, after the session was opened. */
    private static FaultyProxy.Script cutFrom(int first, Fault fault) {
        AtomicInteger requests = new AtomicInteger();
        return request -> {
            boolean isOpening = request.startsWith("GET morangoinfo")
                    || request.startsWith("GET certificates")
                    || request.startsWith("POST nonces")
                    || request.startsWith("POST syncsessions");
            return !isOpening && requests.incrementAndGet() > first ? fault : Fault.NONE;
        };
    }

    /** Pushes or pulls until the connection is cut, and resumes over a new one; false if nothing was cut any more. */
    private boolean cutAndResume(boolean push, int first, Fault fault) throws IOException {
        String session;
        try (FaultyProxy proxy = new FaultyProxy(server.port(), cutFrom(first, fault));
                SyncConnection connection = client(2).connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            session = client.session().id();
            try {
                TransferSession transfer = push ? client.push() : client.pull();
                assertThat(transfer.active()).isFalse();
                return false;
            } catch (SyncException e) {
                assertThat(e.ids()).containsEntry("session", session);
            }
        }
        try (SyncConnection connection = client(3).connect(Facility.url(server.port()));
                SyncClient client = connection.resumeSession(session)) {
            assertThat(client.resume()).singleElement().satisfies(t -> {
                assertThat(t.recordsTransferred()).isEqualTo(RECORDS);
                assertThat(t.active()).isFalse();
            });
        }
        assertThat(here.sessions().syncSession(session))
                .hasValueSatisfying(s -> assertThat(s.active()).isFalse());
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOST_REQUEST", "LOST_ANSWER"})
    void pushCutOffAtAnyRequestGoesOn(Fault fault) throws IOException {
        int cut = 0;
        while (true) {
            put(here, cut);
            if (!cutAndResume(true, cut, fault)) {
                break;
            }
            assertThat(there.rows()).isEqualTo(here.rows());
            cut++;
        }
        assertThat(cut).isGreaterThan(8);
        assertThat(there.rows()).isEqualTo(here.rows());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOST_REQUEST", "LOST_ANSWER"})
    void pullCutOffAtAnyRequestGoesOn(Fault fault) throws IOException {
        int cut = 0;
        while (true) {
            put(there, cut);
            if (!cutAndResume(false, cut, fault)) {
                break;
            }
            assertThat(here.rows()).isEqualTo(there.rows());
            cut++;
        }
        assertThat(cut).isGreaterThan(8);
        assertThat(here.rows()).isEqualTo(there.rows());
    }

    @Test
    void stageWhoseServerDiedIsRunAgain() throws IOException {
        put(here, 0);
        String session;
        try (FaultyProxy proxy = new FaultyProxy(server.port(), cutFrom(2, Fault.LOST_REQUEST));
                SyncConnection connection = client(2).connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            session = client.session().id();
            assertThatThrownBy(client::push).isInstanceOf(SyncException.class);
        }
        String transfer = there.sessions().activeTransfers(session).get(0).id();
        // A process that is killed in the middle of a stage leaves this state.
        there.sessions().update(transfer, t -> t.at(TransferStage.QUEUING, StageStatus.STARTED, Instant.now()));
        try (SyncConnection connection = client(2).connect(Facility.url(server.port()));
                SyncClient client = connection.resumeSession(session)) {
            assertThat(client.resume()).hasSize(1);
        }
        assertThat(there.rows()).isEqualTo(here.rows());
    }

    @Test
    void twoProcessesCannotRunOneTransfer() throws IOException {
        put(here, 0);
        String session;
        String transfer;
        try (FaultyProxy proxy = new FaultyProxy(server.port(), cutFrom(3, Fault.LOST_REQUEST));
                SyncConnection connection = client(2).connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            session = client.session().id();
            assertThatThrownBy(client::push).isInstanceOf(SyncException.class);
            transfer = here.sessions().activeTransfers(session).get(0).id();
        }
        try (SyncConnection connection = client(2).connect(Facility.url(server.port()));
                SyncClient client = connection.resumeSession(session)) {
            SessionStore.Ownership other = here.sessions().own(transfer, t -> t).orElseThrow();
            assertThatThrownBy(client::resume)
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("another process");
            other.close();
            assertThat(client.resume()).hasSize(1);
        }
        assertThat(there.rows()).isEqualTo(here.rows());
    }

    /** Cuts off a transfer when all records are sent, before the merge is requested. */
    private String cutOffAfterTheLastChunk(InMemoryReplica from, boolean push) throws IOException {
        put(from, 0);
        AtomicInteger chunks = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        FaultyProxy.Script script = request -> {
            if (request.contains("buffers/")) {
                chunks.incrementAndGet();
            }
            // A pull requests the last chunk before it reports the previous one.
            boolean all = chunks.get() >= 4 && request.startsWith("PATCH") && (push || told.get() >= 3);
            if (chunks.get() > 0 && request.startsWith("PATCH")) {
                told.incrementAndGet();
            }
            return all ? Fault.LOST_REQUEST : Fault.NONE;
        };
        try (FaultyProxy proxy = new FaultyProxy(server.port(), script);
                SyncConnection connection = client(2).connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            assertThatThrownBy(push ? client::push : client::pull).isInstanceOf(SyncException.class);
            return client.session().id();
        }
    }

    @Test
    void whatWasAcknowledgedIsMergedWhenTheClientEndsTheSession() throws IOException {
        String session = cutOffAfterTheLastChunk(here, true);
        assertThat(there.rows()).isEmpty();
        try (SyncConnection connection = client(2).connect(Facility.url(server.port()));
                SyncClient client = connection.resumeSession(session)) {
            // Prevents the client from resuming.
            here.sessions()
                    .activeTransfers(session)
                    .forEach(t -> here.sessions().update(t.id(), u -> u.closed(Instant.now())));
            assertThat(client.resume()).isEmpty();
        }
        assertThat(there.rows()).isEqualTo(here.rows());
        assertThat(there.sessions().syncSession(session))
                .hasValueSatisfying(s -> assertThat(s.active()).isFalse());
    }

    @Test
    void pushWhoseDataTheServerHasLostIsEndedAndTheNextOneBringsIt() throws IOException {
        String session = cutOffAfterTheLastChunk(here, true);
        // A disk that has lost written data leaves this state.
        there.discard(there.sessions().activeTransfers(session).get(0).id());
        try (SyncConnection connection = client(2).connect(Facility.url(server.port()));
                SyncClient client = connection.resumeSession(session)) {
            assertThatThrownBy(client::resume).isInstanceOf(SyncException.class).hasMessageContaining("Sync again");
            assertThat(client.resume()).isEmpty();
            assertThat(client.push().recordsTransferred()).isEqualTo(RECORDS);
        }
        assertThat(there.rows()).isEqualTo(here.rows());
        assertThat(there.heldTransfers()).isEmpty();
    }

    @Test
    void pullWhoseDataThisSideHasLostIsEndedAndTheNextOneBringsIt() throws IOException {
        String session = cutOffAfterTheLastChunk(there, false);
        here.discard(here.sessions().activeTransfers(session).get(0).id());
        try (SyncConnection connection = client(2).connect(Facility.url(server.port()));
                SyncClient client = connection.resumeSession(session)) {
            assertThatThrownBy(client::resume)
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("the next sync transfers the records again");
            assertThat(client.pull().recordsTransferred()).isEqualTo(RECORDS);
        }
        assertThat(here.rows()).isEqualTo(there.rows());
        assertThat(here.heldTransfers()).isEmpty();
    }

    @Test
    void pullThatWasReceivedWholeIsMergedByTheNextSession() throws IOException {
        cutOffAfterTheLastChunk(there, false);
        assertThat(here.rows()).isEmpty();
        try (SyncConnection connection = client(2).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            assertThat(here.rows()).isEqualTo(there.rows());
            assertThat(client.pull().recordsTransferred()).isZero();
        }
    }

    @Test
    void closedOrUnknownSessionCannotBeResumed() {
        String session;
        try (SyncConnection connection = client(2).connect(Facility.url(server.port()))) {
            try (SyncClient client = connection.openSession(Facility.CLIENT)) {
                session = client.session().id();
            }
            assertThatThrownBy(() -> connection.resumeSession(session))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("cannot be resumed: this database knows no open session of that id");
        }
    }

    @Test
    void sessionTheServerHasGivenUpCannotBeResumed() throws IOException {
        put(here, 0);
        String session;
        try (FaultyProxy proxy = new FaultyProxy(server.port(), cutFrom(3, Fault.LOST_REQUEST));
                SyncConnection connection = client(2).connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            session = client.session().id();
            assertThatThrownBy(client::push).isInstanceOf(SyncException.class);
        }
        there.sessions()
                .save(there.sessions().syncSession(session).orElseThrow().closed(Instant.now()));
        try (SyncConnection connection = client(2).connect(Facility.url(server.port()))) {
            assertThatThrownBy(() -> connection.resumeSession(session))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("does not know it any more");
        }
    }
}
