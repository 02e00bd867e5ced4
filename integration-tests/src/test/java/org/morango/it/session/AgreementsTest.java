package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncResult;
import org.morango.it.support.Facility;
import org.morango.it.support.Hands;
import org.morango.record.Filter;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** A sync of two sides that have not changed costs one request. */
class AgreementsTest {
    private final InMemoryReplica here = Facility.clientReplica();
    private InMemoryReplica there = Facility.rootReplica();
    private PeerSettings client = Facility.settings().build();
    private PeerSettings server = Facility.settings().build();

    private interface Syncs {
        void run(SyncConnection connection, SyncClient client);
    }

    /** Runs syncs in one session, and returns the requests of the whole connection. */
    private long open(Syncs syncs) {
        try (MorangoServer serving = Peer.on(there, server).serve(0);
                SyncConnection connection = Peer.on(here, client).connect(Facility.url(serving.port()))) {
            try (SyncClient session = connection.openSession(Facility.CLIENT)) {
                syncs.run(connection, session);
            }
            return connection.statistics().requests();
        }
    }

    private static String put(InMemoryReplica replica, String source, String text) {
        return replica.put("lesson", source, Facility.partition("allusers-ro"), "{\"title\":\"" + text + "\"}");
    }

    /** Syncs until both sides agree. */
    private static void settle(SyncClient session) {
        session.sync();
        SyncResult second = session.sync();
        assertThat(second.sent() + second.received()).isZero();
    }

    private static long requests(SyncConnection connection, SyncClient session) {
        long before = connection.statistics().requests();
        SyncResult result = session.sync();
        assertThat(result).isEqualTo(SyncResult.NONE);
        return connection.statistics().requests() - before;
    }

    private static Set<Capability> without(Capability capability) {
        Set<Capability> rest = EnumSet.copyOf(PeerSettings.defaults().capabilities());
        rest.remove(capability);
        return rest;
    }

    @Test
    void contentsAreStillComparedOnceAnHour() {
        Hands clock = new Hands(Instant.now());
        client = Facility.settings().clock(clock).build();
        open((connection, session) -> {
            settle(session);
            assertThat(requests(connection, session)).isEqualTo(1);
            clock.now = clock.now.plus(Duration.ofMinutes(61));
            SyncResult result = session.sync();
            assertThat(result.pulled()).isPresent();
            assertThat(result.pushed()).isPresent();
            assertThat(requests(connection, session)).isEqualTo(1);
        });
    }

    @Test
    void oneRequestTellsThatNothingHasChanged() {
        put(here, "one", "a");
        put(there, "two", "b");
        open((connection, session) -> {
            SyncResult first = session.sync();
            assertThat(first.sent()).isEqualTo(1);
            assertThat(first.received()).isEqualTo(1);
            session.sync();
            assertThat(requests(connection, session)).isEqualTo(1);
            assertThat(requests(connection, session)).isEqualTo(1);
        });
        assertThat(here.rows()).isEqualTo(there.rows()).hasSize(2);
        // The next session knows it, too.
        assertThat(open((connection, session) ->
                        assertThat(requests(connection, session)).isEqualTo(1)))
                .isLessThanOrEqualTo(8);
    }

    @Test
    void changeOfEitherSideIsFound() {
        open((connection, session) -> {
            settle(session);
            String id = put(here, "one", "a");
            assertThat(session.sync().sent()).isEqualTo(1);
            assertThat(there.rows()).containsKey(id);
            settle(session);
            String other = put(there, "two", "b");
            SyncResult result = session.sync();
            assertThat(result.received()).isEqualTo(1);
            assertThat(here.rows()).containsKey(other);
            settle(session);
            there.delete(other);
            assertThat(session.sync().received()).isEqualTo(1);
            assertThat(here.rows()).doesNotContainKey(other);
        });
    }

    @Test
    void filtersAreAgreedOnOneByOne() {
        Filter part = Filter.of(Facility.partition("allusers-ro"));
        open((connection, session) -> {
            settle(session);
            SyncResult result = session.sync(part, part);
            assertThat(result.pulled()).isPresent();
            assertThat(result.pushed()).isPresent();
            // Both sides have announced their counters for these partitions first.
            session.sync(part, part);
            assertThat(session.sync(part, part)).isEqualTo(SyncResult.NONE);
            settle(session);
            assertThat(requests(connection, session)).isEqualTo(1);
        });
    }

    @Test
    void restoredServerGetsAgainWhatItLacks() {
        put(here, "one", "a");
        open((connection, session) -> settle(session));
        there = Facility.rootReplica();
        assertThat(there.rows()).isEmpty();
        open((connection, session) -> session.sync());
        assertThat(there.rows()).isEqualTo(here.rows()).hasSize(1);
    }

    @Test
    void operationsOfTheApplicationRunInEachSync() {
        PeerSettings plain = client;
        int[] runs = new int[1];
        PeerSettings counting = Facility.settings()
                .operation(TransferStage.SERIALIZING, (context, stage) -> {
                    runs[0]++;
                    stage.run();
                })
                .build();
        client = counting;
        open((connection, session) -> {
            settle(session);
            runs[0] = 0;
            assertThat(session.sync().pushed()).isPresent();
            assertThat(runs[0]).isEqualTo(2);
        });
        client = plain;
        server = counting;
        open((connection, session) -> {
            settle(session);
            runs[0] = 0;
            assertThat(session.sync().pushed()).isPresent();
            assertThat(runs[0]).isEqualTo(2);
        });
    }

    @Test
    void peerWithoutTheCapabilityIsAskedByTransfers() {
        server =
                Facility.settings().capabilities(without(Capability.AGREEMENTS)).build();
        open((connection, session) -> {
            settle(session);
            assertThat(session.sync().pulled()).isPresent();
        });
    }

    @Test
    void longSessionThatIsUsedIsNotStale() {
        Hands clock = new Hands(Instant.now());
        // Comparing contents, once an hour, takes transfers.
        client = Facility.settings()
                .clock(clock)
                .capabilities(without(Capability.CONTENT_DIGESTS))
                .build();
        server = Facility.settings().clock(clock).build();
        open((connection, session) -> {
            settle(session);
            for (int day = 0; day < 14; day++) {
                clock.now = clock.now.plus(Duration.ofDays(1));
                assertThat(requests(connection, session)).isEqualTo(1);
            }
            assertThat(there.sessions().staleSessions(clock.instant().minus(Duration.ofDays(7)), "", 9))
                    .isEmpty();
            assertThat(here.sessions().staleSessions(clock.instant().minus(Duration.ofDays(7)), "", 9))
                    .isEmpty();
        });
    }
}
