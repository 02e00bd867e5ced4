package org.morango.it.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.Peer;
import org.morango.client.ConnectionException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.observation.Activity;
import org.morango.observation.SyncObserver;
import org.morango.server.MorangoServer;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

class ObservationTest {
    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final Log client = new Log();
    private final Log server = new Log();

    /** Observer that records the activities that have ended. */
    private static final class Log implements SyncObserver {
        private final List<Activity> begun = new CopyOnWriteArrayList<>();
        private final List<Activity> ended = new CopyOnWriteArrayList<>();
        private final List<Throwable> failures = new CopyOnWriteArrayList<>();

        @Override
        public Ending begin(Activity activity) {
            begun.add(activity);
            return (after, failure) -> {
                ended.add(after);
                if (failure != null) {
                    failures.add(failure);
                }
            };
        }

        <T extends Activity> List<T> ended(Class<T> type) {
            return ended.stream().filter(type::isInstance).map(type::cast).toList();
        }

        List<TransferStage> stages() {
            return ended(Activity.Stage.class).stream()
                    .map(s -> s.context().stage())
                    .toList();
        }
    }

    private TransferSession pull(SyncObserver... more) {
        for (int i = 0; i < 3; i++) {
            there.put("lesson", null, Facility.partition("allusers-ro"), "{}");
        }
        PeerSettings.Builder settings = Facility.settings().observer(client);
        Stream.of(more).forEach(settings::observer);
        try (MorangoServer serving = Peer.on(
                                there, Facility.settings().observer(server).build())
                        .serve(0);
                SyncConnection connection = Peer.on(here, settings.build()).connect(Facility.url(serving.port()));
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            return session.pull();
        }
    }

    @Test
    void bothSidesTellOfTheStagesTheyRun() {
        TransferSession pulled = pull();

        assertThat(client.stages())
                .containsExactly(
                        TransferStage.SERIALIZING,
                        TransferStage.TRANSFERRING,
                        TransferStage.DEQUEUING,
                        TransferStage.DESERIALIZING,
                        TransferStage.CLEANUP);
        assertThat(server.stages())
                .containsExactly(TransferStage.SERIALIZING, TransferStage.QUEUING, TransferStage.CLEANUP);
        assertThat(server.ended(Activity.Stage.class))
                .allSatisfy(s -> assertThat(s.context().transfer().id()).isEqualTo(pulled.id()))
                .allSatisfy(s -> assertThat(s.context().isSender()).isTrue());
    }

    @Test
    void transferIsToldOfAsItBeganAndAsItEnded() {
        TransferSession pulled = pull();

        assertThat(client.begun)
                .filteredOn(Activity.Transfer.class::isInstance)
                .singleElement()
                .satisfies(t -> assertThat(((Activity.Transfer) t).transfer().recordsTotal())
                        .isNull());
        assertThat(client.ended(Activity.Transfer.class)).singleElement().satisfies(t -> {
            assertThat(t.transfer()).isEqualTo(pulled);
            assertThat(t.transfer().recordsTransferred()).isEqualTo(3);
        });
        assertThat(server.ended(Activity.Transfer.class)).isEmpty();
    }

    @Test
    void requestsHaveTheirStatusOnBothSides() {
        TransferSession pulled = pull();

        List<Activity.Request> asked = client.ended(Activity.Request.class);
        List<Activity.Request> answered = server.ended(Activity.Request.class);
        assertThat(asked)
                .hasSameSizeAs(answered)
                .allSatisfy(r -> assertThat(r.status()).isBetween(200, 204));
        assertThat(answered)
                .filteredOn(r -> pulled.id().equals(r.sessionId()))
                .allSatisfy(r -> assertThat(r.resource()).isEqualTo("transfersessions"))
                .isNotEmpty();
        assertThat(answered).anySatisfy(r -> {
            assertThat(r.resource()).isEqualTo("buffers");
            assertThat(r.method()).isEqualTo("GET");
            assertThat(r.peer()).isEqualTo("127.0.0.1");
        });
    }

    @Test
    void observerThatFailsDisturbsNothing() {
        TransferSession pulled = pull(
                activity -> {
                    throw new IllegalStateException("at the beginning");
                },
                activity -> (after, failure) -> {
                    throw new IllegalStateException("at the end");
                });

        assertThat(pulled.recordsTransferred()).isEqualTo(3);
        assertThat(client.failures).isEmpty();
    }

    @Test
    void whatFailsIsToldOfWithItsReason() {
        Peer peer = Peer.on(
                here,
                Facility.settings()
                        .observer(client)
                        .client(client -> client.retries(0))
                        .build());

        assertThatThrownBy(() -> peer.connect("http://localhost:1/")).isInstanceOf(ConnectionException.class);

        assertThat(client.ended(Activity.Request.class))
                .extracting(Activity.Request::status)
                .containsOnly(0);
        assertThat(client.failures).isNotEmpty();
    }

    @Test
    void whatStrangersAskForIsOfFewKinds() throws IOException, InterruptedException {
        try (MorangoServer serving =
                Peer.on(there, Facility.settings().observer(server).build()).serve(0)) {
            HttpRequest coffee = HttpRequest.newBuilder(
                            URI.create(Facility.url(serving.port()) + "api/morango/v1/coffee/0123/"))
                    .method("BREW", HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpClient.newHttpClient().send(coffee, HttpResponse.BodyHandlers.discarding());
        }

        assertThat(server.ended(Activity.Request.class)).singleElement().satisfies(r -> {
            assertThat(r.method()).isEqualTo("other");
            assertThat(r.resource()).isEqualTo("other");
            assertThat(r.sessionId()).isNull();
            assertThat(r.status()).isEqualTo(404);
        });
    }

    @Test
    void flightRecorderHasTheSame(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("sync.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("org.morango.Stage").withoutThreshold();
            recording.enable("org.morango.Transfer").withoutThreshold();
            recording.enable("org.morango.Request").withoutThreshold();
            recording.start();
            pull();
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(of(events, "org.morango.Stage"))
                .hasSize(client.stages().size() + server.stages().size());
        assertThat(of(events, "org.morango.Transfer")).singleElement().satisfies(e -> {
            assertThat(e.getLong("records")).isEqualTo(3);
            assertThat(e.getBoolean("push")).isFalse();
            assertThat(e.getString("failure")).isNull();
        });
        assertThat(of(events, "org.morango.Request"))
                .hasSize(client.ended(Activity.Request.class).size() * 2);
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(e -> e.getEventType().getName().equals(name))
                .toList();
    }
}
