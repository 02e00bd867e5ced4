package org.morango.it.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.client.ConnectionException;
import org.morango.client.HintListener;
import org.morango.client.HintSubscription;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.Hands;
import org.morango.record.Filter;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** A server tells its sessions at once that it has something new for them. */
class HintsTest {
    private static final String NEWS = "news";

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final Hands clock = new Hands(Instant.now());
    private final PeerSettings.Builder settings = Facility.settings()
            .clock(clock)
            .live(live -> live.gatherFor(Duration.ofMillis(1)).heartbeat(Duration.ofHours(1)));
    private @Nullable MorangoServer serving;
    private @Nullable SyncConnection connection;

    /** Notes what is told. */
    private static final class Notes implements HintListener {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        @Override
        public void news() {
            told.add(NEWS);
        }

        @Override
        public void alive() {
            told.add("alive");
        }

        @Override
        public void ended(End reason) {
            told.add(reason.name());
        }

        String next() throws InterruptedException {
            return String.valueOf(told.poll(20, TimeUnit.SECONDS));
        }

        /** Returns whether nothing is told for a while. */
        boolean isQuiet() throws InterruptedException {
            return told.poll(300, TimeUnit.MILLISECONDS) == null;
        }
    }

    @AfterEach
    void close() {
        if (connection != null) {
            connection.close();
        }
        if (serving != null) {
            serving.close();
        }
    }

    private MorangoServer serve() {
        MorangoServer started = Peer.on(there, settings.build()).serve(0);
        serving = started;
        return started;
    }

    private SyncClient open() {
        MorangoServer server = serving == null ? serve() : serving;
        SyncConnection opened = Peer.on(here, settings.build()).connect(Facility.url(server.port()));
        connection = opened;
        return opened.openSession(Facility.CLIENT);
    }

    private static String put(InMemoryReplica replica, String source, String place) {
        return replica.put("lesson", source, Facility.partition(place), "{\"title\":\"" + source + "\"}");
    }

    private static Filter filter(String place) {
        return Filter.of(Facility.partition(place));
    }

    @Test
    void changeIsTold() throws InterruptedException {
        put(there, "before", "allusers-ro");
        try (SyncClient session = open()) {
            Notes notes = new Notes();
            try (HintSubscription hints = session.listen(filter("allusers-ro"), notes)) {
                assertThat(notes.next()).isEqualTo("alive");
                assertThat(session.pull().recordsTransferred()).isEqualTo(1);
                put(there, "one", "allusers-ro");
                assertThat(notes.next()).isEqualTo(NEWS);
                assertThat(session.pull().recordsTransferred()).isEqualTo(1);
                put(there, "two", "allusers-ro");
                assertThat(notes.next()).isEqualTo(NEWS);
                assertThat(hints).isNotNull();
            }
            assertThat(notes.next()).isEqualTo("BROKEN");
        }
    }

    @Test
    void changeOutsideTheFilterIsNotTold() throws InterruptedException {
        try (SyncClient session = open()) {
            Notes notes = new Notes();
            try (HintSubscription hints = session.listen(filter("user-rw:a"), notes)) {
                assertThat(hints).isNotNull();
                assertThat(notes.next()).isEqualTo("alive");
                put(there, "one", "user-rw:b");
                assertThat(notes.isQuiet()).isTrue();
                put(there, "two", "user-rw:a");
                assertThat(notes.next()).isEqualTo(NEWS);
                assertThat(notes.isQuiet()).isTrue();
            }
        }
    }

    @Test
    void clientIsNotToldOfWhatItHasPushed() throws InterruptedException {
        try (SyncClient session = open()) {
            Notes notes = new Notes();
            try (HintSubscription hints = session.listen(Filter.of(Facility.ROOT.id()), notes)) {
                assertThat(hints).isNotNull();
                assertThat(notes.next()).isEqualTo("alive");
                put(here, "own", "allusers-ro");
                assertThat(session.push().recordsTransferred()).isEqualTo(1);
                assertThat(notes.isQuiet()).isTrue();
            }
        }
    }

    @Test
    void pushOfAnotherClientIsTold() throws InterruptedException {
        try (SyncClient session = open()) {
            Notes notes = new Notes();
            try (HintSubscription hints = session.listen(Filter.of(Facility.ROOT.id()), notes)) {
                assertThat(hints).isNotNull();
                assertThat(notes.next()).isEqualTo("alive");
                InMemoryReplica other = Facility.replica(3);
                other.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
                other.certificates().save(Facility.FULL);
                put(other, "theirs", "allusers-ro");
                try (SyncConnection second = Peer.on(other, settings.build())
                                .connect(Facility.url(
                                        Objects.requireNonNull(serving).port()));
                        SyncClient pushing = second.openSession(Facility.CLIENT)) {
                    pushing.push();
                }
                assertThat(notes.next()).isEqualTo(NEWS);
                assertThat(session.pull().recordsTransferred()).isEqualTo(1);
                assertThat(notes.isQuiet()).isTrue();
            }
        }
    }

    @Test
    void endingServerAsksToComeAgain() throws InterruptedException {
        SyncClient session = open();
        Notes notes = new Notes();
        session.listen(Filter.of(Facility.ROOT.id()), notes);
        assertThat(notes.next()).isEqualTo("alive");
        long begin = System.nanoTime();
        Objects.requireNonNull(serving).close();
        assertThat(notes.next()).isEqualTo("AGAIN");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void closedSessionEndsItsHints() throws InterruptedException {
        Notes notes = new Notes();
        try (SyncClient session = open()) {
            session.listen(Filter.of(Facility.ROOT.id()), notes);
            assertThat(notes.next()).isEqualTo("alive");
        }
        assertThat(notes.next()).isEqualTo("SESSION_OVER");
    }

    @Test
    void revokedCertificateEndsItsHints() throws InterruptedException {
        serve();
        Notes notes = new Notes();
        SyncClient session = open();
        session.listen(Filter.of(Facility.ROOT.id()), notes);
        assertThat(notes.next()).isEqualTo("alive");
        Peer.on(there, settings.build()).certificates().revoke(Facility.CLIENT.id(), "lost");
        assertThat(notes.next()).isEqualTo("SESSION_OVER");
    }

    @Test
    void streamIsRenewedBeforeItGetsOld() throws InterruptedException {
        try (SyncClient session = open()) {
            Notes notes = new Notes();
            session.listen(Filter.of(Facility.ROOT.id()), notes);
            assertThat(notes.next()).isEqualTo("alive");
            clock.now = clock.now.plus(Duration.ofMinutes(11));
            assertThat(notes.next()).isEqualTo("AGAIN");
        }
    }

    @Test
    void heartbeatsComeAtIntervals() throws InterruptedException {
        settings.live(live -> live.heartbeat(Duration.ofSeconds(15)));
        try (SyncClient session = open()) {
            Notes notes = new Notes();
            session.listen(Filter.of(Facility.ROOT.id()), notes);
            assertThat(notes.next()).isEqualTo("alive");
            assertThat(notes.isQuiet()).isTrue();
            clock.now = clock.now.plus(Duration.ofSeconds(16));
            assertThat(notes.next()).isEqualTo("alive");
            assertThat(notes.isQuiet()).isTrue();
        }
    }

    @Test
    void secondListenerOfASessionReplacesTheFirst() throws InterruptedException {
        try (SyncClient session = open()) {
            Notes first = new Notes();
            session.listen(Filter.of(Facility.ROOT.id()), first);
            assertThat(first.next()).isEqualTo("alive");
            Notes second = new Notes();
            session.listen(Filter.of(Facility.ROOT.id()), second);
            assertThat(first.next()).isEqualTo("AGAIN");
            assertThat(second.next()).isEqualTo("alive");
            put(there, "one", "allusers-ro");
            assertThat(second.next()).isEqualTo(NEWS);
        }
    }

    @Test
    void listenersAreLimited() {
        settings.live(live -> live.maxListeners(0));
        try (SyncClient session = open()) {
            assertThatThrownBy(() -> session.listen(Filter.of(Facility.ROOT.id()), new Notes()))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("status 503");
        }
    }

    @Test
    void filterOutsideTheScopeIsRefused() {
        try (SyncClient session = open()) {
            assertThatThrownBy(() -> session.listen(Filter.of("elsewhere"), new Notes()))
                    .isInstanceOf(MorangoException.class)
                    .isNotInstanceOf(RemoteException.class)
                    .hasMessageContaining("does not permit");
        }
    }

    @Test
    void serverWithoutHintsIsKnown() {
        Set<Capability> rest = EnumSet.copyOf(PeerSettings.defaults().capabilities());
        rest.remove(Capability.HINTS);
        settings.capabilities(rest);
        try (SyncClient session = open()) {
            assertThat(session.canListen()).isFalse();
        }
    }
}
