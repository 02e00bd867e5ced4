package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.Life;
import org.morango.certificate.Revocation;
import org.morango.certificate.SigningKey;
import org.morango.client.ConnectionException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.Wire;
import org.morango.server.MorangoServer;
import org.morango.session.SyncSession;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;

/** A client remembers for a while under which certificate a server opens sessions, and when it has tidied up. */
class KnownServerTest {
    private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
    private static final Instant NOW = Instant.parse("2100-03-01T08:00:00Z");
    /** Two certificates of the server; the first one lives longer, and so is preferred. */
    private static final Certificate FIRST = issued("first", NOW.plus(Duration.ofDays(300)));

    private static final Certificate SECOND = issued("second", NOW.plus(Duration.ofDays(200)));

    private final Wire wire = new Wire();
    private final MovingClock clock = new MovingClock();
    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.replica(1);
    private final MorangoServer server =
            Peer.on(there, Facility.settings().clock(clock).build()).serve(0);
    private final Peer client = Peer.on(
            here,
            Facility.settings()
                    .clock(clock)
                    .client(values -> values.transport(() -> wire))
                    .build());

    private static final class MovingClock extends Clock {
        private volatile Instant now = NOW;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static Certificate issued(String salt, Instant expires) {
        return Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                KEY.publicKey(),
                salt,
                Life.from(NOW, expires));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void give(Certificate certificate) {
        there.certificates().save(Facility.FULL);
        there.certificates().save(Facility.SINGLE_USER);
        there.certificates().save(List.of(Facility.ROOT, certificate), KEY);
    }

    /** Opens and closes a session, and returns the certificate of the server. */
    private String open() {
        try (SyncConnection connection = client.connect(Facility.url(server.port()));
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            return session.session().serverCertificateId();
        }
    }

    /** Returns how often the server was asked for its certificates so far. */
    private long asked() {
        return wire.crossings().stream()
                .filter(c -> c.is("GET", "certificates/") && c.request().uri().getQuery() != null)
                .count();
    }

    @Test
    void serverIsAskedForItsCertificatesOnceAnHour() {
        give(FIRST);
        assertThat(open()).isEqualTo(FIRST.id());
        long first = asked();
        assertThat(first).isPositive();
        clock.pass(Duration.ofMinutes(59));
        assertThat(open()).isEqualTo(FIRST.id());
        assertThat(asked()).isEqualTo(first);
        clock.pass(Duration.ofMinutes(1));
        assertThat(open()).isEqualTo(FIRST.id());
        assertThat(asked()).isEqualTo(first + 1);
        clock.pass(Duration.ofMinutes(-61));
        open();
        assertThat(asked()).isEqualTo(first + 2);
    }

    @Test
    void serverThatCouldNotBeReachedIsNotForgotten() {
        give(FIRST);
        open();
        long first = asked();
        wire.forge((request, response) -> request.uri().getPath().endsWith("/syncsessions/")
                ? new Transport.Response(503, Map.of(), new byte[0])
                : response);
        assertThatThrownBy(this::open).isInstanceOf(ConnectionException.class);
        wire.forge((request, response) -> response);
        open();
        assertThat(asked()).isEqualTo(first);
    }

    @Test
    void certificateThatTheServerHasNoMoreIsReplacedAtOnce() {
        give(FIRST);
        open();
        give(SECOND);
        assertThat(open()).isEqualTo(FIRST.id());
        there.certificates().remove(List.of(FIRST.id()));
        assertThat(open()).isEqualTo(SECOND.id());
        long before = asked();
        assertThat(open()).isEqualTo(SECOND.id());
        assertThat(asked()).isEqualTo(before);
        there.certificates().remove(List.of(SECOND.id()));
        assertThatThrownBy(this::open)
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("holds no certificate under root");
    }

    @Test
    void certificateThatIsRevokedIsNotUsedAnyMore() {
        give(FIRST);
        give(SECOND);
        assertThat(open()).isEqualTo(FIRST.id());
        here.certificates()
                .save(Revocation.issue(Facility.ROOT_KEY, Facility.ROOT, List.of(Facility.ROOT, FIRST), NOW, "stolen"));
        assertThat(open()).isEqualTo(SECOND.id());
    }

    @Test
    void certificateThatIsAboutToExpireIsNotRemembered() {
        give(issued("short", NOW.plus(Duration.ofMinutes(90))));
        open();
        long first = asked();
        clock.pass(Duration.ofMinutes(45));
        open();
        assertThat(asked()).isEqualTo(first);
        clock.pass(Duration.ofMinutes(20));
        give(SECOND);
        assertThat(open()).isEqualTo(SECOND.id());
    }

    @Test
    void widerCertificateIsTakenAtOnce() {
        Certificate narrow = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.SINGLE_USER,
                Facility.LEARNER.scopeParams(),
                KEY.publicKey(),
                "narrow");
        give(narrow);
        assertThat(open()).isEqualTo(narrow.id());
        give(SECOND);
        assertThat(open()).isEqualTo(SECOND.id());
    }

    @Test
    void sessionsThatWereNeverFinishedAreLookedForOnceAMinute() {
        give(FIRST);
        open();
        for (InMemoryReplica replica : List.of(here, there)) {
            String left = "6".repeat(32);
            Instant longAgo = NOW.minus(Duration.ofDays(30));
            replica.sessions()
                    .create(
                            replica == here
                                    ? SyncSession.asClient(left, longAgo, InMemoryReplica.PROFILE, "a", "b")
                                    : SyncSession.asServer(left, longAgo, InMemoryReplica.PROFILE, "a", "b"));
        }
        clock.pass(Duration.ofSeconds(59));
        open();
        assertThat(here.sessions().openSessions("", 10)).hasSize(1);
        assertThat(there.sessions().openSessions("", 10)).hasSize(1);
        clock.pass(Duration.ofSeconds(1));
        open();
        assertThat(here.sessions().openSessions("", 10)).isEmpty();
        assertThat(there.sessions().openSessions("", 10)).isEmpty();
    }
}
