package org.morango.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.server.MorangoServer;

/** One of two peers is restored from an older copy of its database. */
class RestoreTest {
    private final InMemoryReplica server = Facility.rootReplica();
    private final InMemoryReplica client = Facility.clientReplica();

    private void put(InMemoryReplica replica, String name) {
        replica.put("lesson", name, Facility.partition("lessons"), "{\"name\":\"" + name + "\"}");
    }

    private void sync() {
        try (MorangoServer listening = Facility.peer(server).serve(0);
                SyncConnection connection = Facility.peer(client).connect(Facility.url(listening.port()));
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            session.pull();
            session.push();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNoticedInTheMidstOfASyncThatGoesOnAndNothingGetsLost(boolean isClient) {
        InMemoryReplica restored = isClient ? client : server;
        put(restored, "one");
        sync();
        InMemoryReplica.Backup backup = restored.backup();
        put(restored, "two");
        sync();
        String before = restored.instance().id();
        restored.restore(backup);
        put(restored, "three");
        sync();
        assertThat(restored.instance().id()).isNotEqualTo(before);
        assertThat(restored.rows()).hasSize(3);
        assertThat(client.rows()).isEqualTo(server.rows());
        // Nothing is left that could be resumed.
        assertThat(Facility.peer(client).openSessions()).isEmpty();
        assertThat(restored.heldTransfers()).isEmpty();
    }

    @Test
    void canBeSaid() {
        put(client, "one");
        sync();
        InMemoryReplica.Backup backup = client.backup();
        put(client, "two");
        sync();
        client.restore(backup);
        Facility.peer(client).restored();
        put(client, "three");
        sync();
        assertThat(client.rows()).hasSize(3).isEqualTo(server.rows());
    }
}
