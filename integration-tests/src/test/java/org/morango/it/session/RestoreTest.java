package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.record.Filter;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;

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

    /**
     * Another session is opened while the restored peer ends its transfer to begin a new one. It does not resume the
     * session of that transfer, which was not cut off.
     */
    @Test
    void nobodyTakesUpTheSessionMeanwhile() {
        put(client, "one");
        sync();
        InMemoryReplica.Backup backup = client.backup();
        put(client, "two");
        sync();
        client.restore(backup);
        Transport jdk = Transport.jdk(Duration.ofSeconds(5));
        Set<String> others = new TreeSet<>();
        try (MorangoServer listening = Facility.peer(server).serve(0)) {
            String url = Facility.url(listening.port());
            Transport watched = request -> {
                if (others.isEmpty() && request.method().equals("DELETE")) {
                    others.add("");
                    try (SyncConnection other = Facility.peer(client).connect(url);
                            SyncClient session = other.openSession(Facility.CLIENT)) {
                        others.add(session.session().id());
                    }
                }
                return jdk.send(request);
            };
            try (SyncConnection connection = Peer.on(
                                    client,
                                    Facility.settings()
                                            .client(settings -> settings.transport(() -> watched))
                                            .build())
                            .connect(url);
                    SyncClient session = connection.openSession(Facility.CLIENT)) {
                session.pull();
                assertThat(others).hasSize(2).doesNotContain(session.session().id());
            }
        }
        assertThat(client.rows()).isEqualTo(server.rows());
    }

    /** A reader cannot send the result of a conflict, and would never get another version of the record. */
    @Test
    void readersFollowAServerThatWasRestored() {
        InMemoryReplica reader = Facility.bareReplica();
        reader.certificates().save(List.of(Facility.ROOT, Facility.LEARNER), Facility.CLIENT_KEY);
        edit("first");
        read(reader);
        InMemoryReplica.Backup backup = server.backup();
        edit("lost");
        read(reader);
        server.restore(backup);
        Facility.peer(server).restored();
        for (String content : List.of("later", "and later")) {
            edit(content);
            read(reader);
            assertThat(reader.rows()).isEqualTo(server.rows());
            assertThat(reader.store()).isEqualTo(server.store());
        }
    }

    private void edit(String name) {
        server.put("lesson", "record", Facility.partition("allusers-ro"), "{\"name\":\"" + name + "\"}");
    }

    private void read(InMemoryReplica reader) {
        try (MorangoServer listening = Facility.peer(server).serve(0);
                SyncConnection connection = Facility.peer(reader).connect(Facility.url(listening.port()));
                SyncClient session = connection.openSession(Facility.LEARNER)) {
            session.pull(Filter.of(Facility.partition("allusers-ro")));
        }
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
