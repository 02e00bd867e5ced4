package org.morango.it.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.it.support.PoorLink;
import org.morango.server.MorangoServer;
import org.morango.session.TransferSession;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/**
 * First syncs over links that are slow, and over links that break. Over slow links, time runs a hundred times as fast
 * as real time: all limits and the link are scaled alike.
 */
@Timeout(1_200)
class PoorLinkTest {
    private static final int ROWS = Integer.getInteger("link.rows", 5_000);
    /** Factor of speed; 1 for a run in real time, which takes some minutes. */
    private static final int SPEED = Integer.getInteger("link.speed", 100);

    private static final double ALLOWED = 1.5;
    /**
     * Allowed ratio of bytes over a link that breaks. Chance decides how cuts and requests meet, and how much is lost
     * before the first cut; 1.28 to 1.56 were seen.
     */
    private static final double ALLOWED_WITH_CUTS = 1.75;

    private static final PeerSettings DEFAULTS = Facility.settings().build();

    private final Random random = new Random(7);

    private static PeerSettings fast() {
        PeerSettings defaults = PeerSettings.defaults();
        return Facility.settings()
                .clock(new Fast())
                .trust(trust ->
                        trust.nonceLifetime(defaults.trust().nonceLifetime().multipliedBy(SPEED)))
                .client(values ->
                        values.requestTimeout(defaults.client().requestTimeout().dividedBy(SPEED)))
                .server(values ->
                        values.callerTimeout(defaults.server().callerTimeout().dividedBy(SPEED)))
                .limits(limits -> limits.minBytesPerSecond(defaults.limits().minBytesPerSecond() * SPEED))
                .build();
    }

    /** Clock that runs faster by the same factor as the limits and the link. */
    private static final class Fast extends Clock {
        private final Instant begun = Instant.now();
        private final long nanos = System.nanoTime();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return begun.plus(Duration.ofNanos(System.nanoTime() - nanos).multipliedBy(SPEED));
        }
    }

    private void put(InMemoryReplica replica) {
        for (int i = 0; i < ROWS; i++) {
            String title = Long.toString(random.nextLong(), 36) + " " + Long.toString(random.nextLong(), 36);
            replica.put("lesson", "lesson " + i, Facility.partition("allusers-ro"), "{\"title\":\"" + title + "\"}");
        }
    }

    /** Factory of a link to a server at a port. */
    private interface Link {
        PoorLink to(int port) throws IOException;
    }

    /** Runs a first sync, and returns the bytes in its direction. */
    private long sync(boolean push, PeerSettings settings, Link kind) throws IOException {
        InMemoryReplica here = Facility.clientReplica();
        InMemoryReplica there = Facility.rootReplica();
        put(push ? here : there);
        try (MorangoServer server = Peer.on(there, settings).serve(0);
                PoorLink link = kind.to(server.port());
                SyncConnection connection = Peer.on(here, settings).connect(link.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            TransferSession transfer = push ? client.push() : client.pull();
            assertThat(transfer.recordsTransferred()).isEqualTo(ROWS);
            assertThat(there.rows()).hasSize(ROWS).isEqualTo(here.rows());
            System.out.printf(
                    "%s of %d rows: %d bytes sent, %d received, %d cuts, %d requests%n",
                    push ? "push" : "pull",
                    ROWS,
                    link.sent(),
                    link.received(),
                    link.cuts(),
                    client.statistics().requests());
            return push ? link.sent() : link.received();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void slowLink(boolean push) throws IOException {
        long least = sync(push, DEFAULTS, PoorLink::good);
        assertThat(sync(push, fast(), port -> PoorLink.slow(port, 1_200.0 * SPEED)))
                .isLessThan((long) (ALLOWED * least));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void linkThatCutsEachConnection(boolean push) throws IOException {
        long least = sync(push, DEFAULTS, PoorLink::good);
        assertThat(sync(push, DEFAULTS, port -> PoorLink.breaking(port, () -> 20_000)))
                .isLessThan((long) (ALLOWED_WITH_CUTS * least));
    }

    @Test
    void linkThatCutsAtRandom() throws IOException {
        long least = sync(true, DEFAULTS, PoorLink::good);
        LongSupplier within = () -> 5_000 + random.nextInt(55_000);
        assertThat(sync(true, DEFAULTS, port -> PoorLink.breaking(port, within)))
                .isLessThan((long) (ALLOWED_WITH_CUTS * least));
    }
}
