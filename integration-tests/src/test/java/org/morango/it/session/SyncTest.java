package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.record.Filter;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

class SyncTest {
    private static final Set<Capability> ALL =
            EnumSet.of(Capability.ASYNC_OPERATIONS, Capability.FSIC_V2_FORMAT, Capability.GZIP_BUFFER_POST);
    private static final Set<Capability> WITHOUT_V2 =
            EnumSet.of(Capability.ASYNC_OPERATIONS, Capability.GZIP_BUFFER_POST);
    private static final Set<Capability> NONE = EnumSet.noneOf(Capability.class);

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();

    enum Dialect {
        ASYNC(ALL, ALL),
        SERVER_KNOWS_V1_ONLY(ALL, WITHOUT_V2),
        CLIENT_KNOWS_V1_ONLY(WITHOUT_V2, ALL),
        SERVER_IS_LEGACY(ALL, NONE),
        CLIENT_IS_LEGACY(NONE, ALL),
        BOUND(PeerSettings.defaults().capabilities(), PeerSettings.defaults().capabilities());

        private final PeerSettings client;
        private final PeerSettings server;

        Dialect(Set<Capability> client, Set<Capability> server) {
            this.client = plain().limits(limits -> limits.chunkSize(2))
                    .capabilities(client)
                    .build();
            this.server = plain().capabilities(server).build();
        }
    }

    private static PeerSettings.Builder plain() {
        return Facility.settings().trust(trust -> trust.allowPlainMorango(true));
    }

    /** Work in an open session. */
    private interface Sync {
        void run(SyncClient client);
    }

    private void sync(Dialect dialect, Sync sync) {
        try (MorangoServer server = Peer.on(there, dialect.server).serve(0);
                SyncConnection connection = Peer.on(here, dialect.client).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            sync.run(client);
        }
    }

    private static String put(InMemoryReplica replica, String source, String text) {
        return replica.put("lesson", source, Facility.partition("allusers-ro"), "{\"title\":\"" + text + "\"}");
    }

    @ParameterizedTest
    @EnumSource
    void pushesAllChunks(Dialect dialect) {
        for (int i = 0; i < 5; i++) {
            put(here, "lesson" + i, "Title " + i);
        }
        sync(dialect, client -> {
            TransferSession transfer = client.push();
            assertThat(transfer.recordsTotal()).isEqualTo(5);
            assertThat(transfer.recordsTransferred()).isEqualTo(5);
            assertThat(transfer.active()).isFalse();
            assertThat(transfer.stage()).isEqualTo(TransferStage.CLEANUP);
        });
        assertThat(there.rows()).hasSize(5).isEqualTo(here.rows());
    }

    @ParameterizedTest
    @EnumSource
    void pullsAllChunks(Dialect dialect) {
        for (int i = 0; i < 5; i++) {
            put(there, "lesson" + i, "Title " + i);
        }
        sync(dialect, client -> {
            TransferSession transfer = client.pull(Filter.of(Facility.ROOT.id()));
            assertThat(transfer.recordsTransferred()).isEqualTo(5);
            assertThat(transfer.bytesReceived()).isPositive();
        });
        assertThat(here.rows()).hasSize(5).isEqualTo(there.rows());
        assertThat(here.dirtyRecords()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void conflictsConverge(Dialect dialect) {
        String id = put(here, "one", "first");
        sync(dialect, SyncClient::push);
        put(here, "one", "changed here");
        put(there, "one", "changed there");
        sync(dialect, client -> {
            client.pull();
            client.push();
        });
        assertThat(here.rows()).isEqualTo(there.rows()).containsEntry(id, "{\"title\":\"changed here\"}");
        assertThat(here.store().get(id)).isEqualTo(there.store().get(id));
        assertThat(here.store().get(id).conflictingData()).contains("changed there");
    }

    @ParameterizedTest
    @EnumSource
    void deletionsTravel(Dialect dialect) {
        String soft = put(here, "soft", "is deleted");
        String hard = put(here, "hard", "is deleted with its content");
        sync(dialect, SyncClient::push);
        assertThat(there.rows()).containsOnlyKeys(soft, hard);
        there.delete(soft);
        there.hardDelete(hard);
        sync(dialect, SyncClient::pull);
        assertThat(here.rows()).isEmpty();
        assertThat(here.store().get(soft).deleted()).isTrue();
        assertThat(here.store().get(soft).serialized()).contains("is deleted");
        assertThat(here.store().get(hard).hardDeleted()).isTrue();
        assertThat(here.store().get(hard).serialized()).isEqualTo("{}");
    }

    @ParameterizedTest
    @EnumSource
    void unknownMembersSurvive(Dialect dialect) {
        String id = here.put(
                "lesson", "one", Facility.partition("allusers-ro"), "{\"title\":\"a\",\"added_later\":{\"x\":1}}");
        sync(dialect, SyncClient::push);
        put(there, "one", "b");
        sync(dialect, SyncClient::pull);
        assertThat(here.rows()).containsEntry(id, "{\"added_later\":{\"x\":1},\"title\":\"b\"}");
    }

    @Test
    void pushOfNothingTakesFourRequests() {
        put(here, "one", "a");
        sync(Dialect.ASYNC, SyncClient::push);
        sync(Dialect.ASYNC, client -> {
            TransferSession transfer = client.push();
            assertThat(transfer.recordsTotal()).isZero();
            assertThat(client.statistics().requests()).isEqualTo(4);
            assertThat(client.statistics().stages())
                    .containsOnlyKeys(
                            "initializing",
                            "serializing",
                            "queuing",
                            "transferring",
                            "dequeuing",
                            "deserializing",
                            "cleanup");
            client.pull();
            assertThat(client.statistics().requests()).isEqualTo(4);
        });
    }

    @Test
    void onlyTheFilterTravels() {
        String inside = put(here, "one", "a");
        here.put("lesson", "two", Facility.partition("elsewhere"), "{}");
        sync(Dialect.ASYNC, client -> client.push(Filter.of(Facility.partition("allusers-ro"))));
        assertThat(there.rows()).containsOnlyKeys(inside);
    }

    @Test
    void refusesFilterOutsideScopeBeforeAnyCall() {
        here.put("lesson", "two", "0".repeat(32), "{}");
        put(here, "one", "a");
        put(there, "two", "b");
        sync(Dialect.ASYNC, client -> {
            Filter outside = Filter.of("0".repeat(32));
            assertThatThrownBy(() -> client.push(outside))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("does not permit pushing");
            assertThatThrownBy(() -> client.pull(outside))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("does not permit pulling");
            assertThat(client.statistics().requests()).isZero();
        });
        assertThat(here.store()).isEmpty();
        assertThat(there.store()).isEmpty();
    }

    @Test
    void recordsPassThroughThird() {
        InMemoryReplica third = Facility.owningRoot(Facility.replica(3));
        String id = put(here, "one", "a");
        sync(Dialect.ASYNC, SyncClient::push);
        try (MorangoServer server = Facility.peer(there).serve(0)) {
            InMemoryReplica last = third;
            last.certificates().save(java.util.List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
            try (SyncConnection connection = Facility.peer(last).connect(Facility.url(server.port()));
                    SyncClient client = connection.openSession(Facility.CLIENT)) {
                client.pull();
            }
        }
        assertThat(third.rows()).containsOnlyKeys(id);
        assertThat(third.store().get(id)).isEqualTo(here.store().get(id));
    }

    @Test
    void closedSessionIsClosedOnBothSides() {
        put(here, "one", "a");
        String[] id = new String[1];
        sync(Dialect.ASYNC, client -> {
            id[0] = client.session().id();
            client.push();
        });
        assertThat(here.sessions().syncSession(id[0])).hasValueSatisfying(s -> {
            assertThat(s.active()).isFalse();
            assertThat(s.isServer()).isFalse();
        });
        assertThat(there.sessions().syncSession(id[0])).hasValueSatisfying(s -> {
            assertThat(s.active()).isFalse();
            assertThat(s.isServer()).isTrue();
        });
    }
}
