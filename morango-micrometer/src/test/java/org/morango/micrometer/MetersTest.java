package org.morango.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.morango.hibernate.Morango;
import org.morango.session.TransferSession;
import org.morango.settings.PeerSettings;
import org.morango.testkit.PeersExtension;
import org.morango.testkit.TestPeer;

class MetersTest {
    private static final SimpleMeterRegistry REGISTRY = new SimpleMeterRegistry();
    private static final ObservationRegistry OBSERVATIONS = ObservationRegistry.create();
    private static final List<Observation.Context> ENDED = new CopyOnWriteArrayList<>();

    static {
        OBSERVATIONS
                .observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(REGISTRY))
                .observationHandler(new Ended());
    }

    @RegisterExtension
    static final PeersExtension PEERS = PeersExtension.builder()
            .entities(Reading.class)
            .count(2)
            .settings(PeerSettings.builder()
                    .observer(new MorangoObservations(OBSERVATIONS))
                    .observer(new MorangoMeters(REGISTRY))
                    .build())
            .build();

    private static final class Ended implements ObservationHandler<Observation.Context> {
        @Override
        public void onStop(Observation.Context context) {
            ENDED.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @BeforeEach
    void forget() {
        REGISTRY.clear();
        ENDED.clear();
    }

    private static TransferSession push(TestPeer from, TestPeer to, int readings) {
        String station = to.certificate().id();
        from.certificate();
        from.inTransaction(entities -> {
            for (int i = 0; i < readings; i++) {
                entities.persist(new Reading(station, i));
            }
        });
        // Ignores what opening a session has counted.
        REGISTRY.clear();
        ENDED.clear();
        return from.push(to);
    }

    @Test
    void stagesAreTimedOnBothSides(TestPeer server, TestPeer client) {
        push(client, server, 3);

        for (String stage : List.of("serializing", "queuing", "transferring", "cleanup")) {
            assertThat(stage(stage, "client").count()).as(stage).isOne();
        }
        for (String stage : List.of("serializing", "dequeuing", "deserializing", "cleanup")) {
            assertThat(stage(stage, "server").count()).as(stage).isOne();
        }
        assertThat(REGISTRY.get("morango.transfer")
                        .tag("direction", "push")
                        .timer()
                        .count())
                .isOne();
    }

    private static Timer stage(String stage, String role) {
        return REGISTRY.get("morango.stage")
                .tags("stage", stage, "role", role, "direction", "push")
                .timer();
    }

    @Test
    void recordsAndBytesAreCounted(TestPeer server, TestPeer client) {
        TransferSession pushed = push(client, server, 3);

        assertThat(records("client", "sent")).isEqualTo(3);
        assertThat(records("server", "received")).isEqualTo(3);
        assertThat(REGISTRY.get("morango.bytes").tag("flow", "sent").counter().count())
                .isEqualTo(pushed.bytesSent())
                .isPositive();
    }

    private static double records(String role, String flow) {
        return REGISTRY.get("morango.records")
                .tags("role", role, "flow", flow)
                .counter()
                .count();
    }

    @Test
    void requestsAreTimedByWhatIsAskedFor(TestPeer server, TestPeer client) {
        push(client, server, 3);

        for (String name : List.of("morango.client.requests", "morango.server.requests")) {
            assertThat(REGISTRY.get(name)
                            .tags("method", "POST", "resource", "buffers", "status", "201")
                            .timer()
                            .count())
                    .as(name)
                    .isOne();
        }
    }

    @Test
    void spansLieWithinTheirTransferAndCarryItsIds(TestPeer server, TestPeer client) {
        TransferSession pushed = push(client, server, 1);

        Observation.Context transfer = ENDED.stream()
                .filter(c -> c.getName().equals("morango.transfer"))
                .findFirst()
                .orElseThrow();
        assertThat(transfer.getHighCardinalityKeyValue("morango.transfer"))
                .extracting(KeyValue::getValue)
                .isEqualTo(pushed.id());
        assertThat(ENDED)
                .filteredOn(c -> c.getParentObservation() != null
                        && c.getParentObservation().getContextView() == transfer)
                .extracting(Observation.Context::getContextualName)
                .contains("morango serializing", "morango transferring", "morango POST transfersessions");
    }

    @Test
    void conflictsAreCounted(TestPeer server, TestPeer client) {
        MorangoMeters meters = new MorangoMeters(REGISTRY);
        push(client, server, 1);
        Morango counting = Morango.builder(client.entityManagerFactory())
                .conflictListener(meters)
                .build();
        for (TestPeer peer : List.of(server, client)) {
            peer.inTransaction(entities -> entities.createQuery("from Reading", Reading.class)
                    .getSingleResult()
                    .setDegrees(peer == server ? 7 : 8));
        }
        try (var connection = counting.connect(server.url());
                var session = connection.openSession(client.certificate())) {
            session.pull();
        }

        assertThat(REGISTRY.get("morango.conflicts")
                        .tag("model", "reading")
                        .counter()
                        .count())
                .isOne();
    }

    @Test
    void gaugesShowWhatWaits(TestPeer server, TestPeer client) {
        push(client, server, 1);
        new MorangoMeters(REGISTRY).watch(server.morango());

        assertThat(REGISTRY.get("morango.records.pending").gauge().value()).isZero();
        assertThat(REGISTRY.get("morango.records.refused").gauge().value()).isZero();
        assertThat(REGISTRY.get("morango.records.held").gauge().value()).isZero();
        assertThat(REGISTRY.get("morango.sessions.open").gauge().value()).isZero();
    }

    @Test
    void gaugesShowWhatIsUnsent(TestPeer server, TestPeer client) {
        push(client, server, 1);
        new MorangoMeters(REGISTRY).watch(client.morango());
        assertThat(REGISTRY.get("morango.unsent").gauge().value()).isZero();
        assertThat(REGISTRY.get("morango.unsent.age").gauge().value()).isZero();
        String station = server.certificate().id();
        client.inTransaction(entities -> {
            entities.persist(new Reading(station, 1));
            entities.persist(new Reading(station, 2));
        });
        assertThat(REGISTRY.get("morango.unsent").gauge().value()).isEqualTo(2);
        assertThat(REGISTRY.get("morango.unsent.age").gauge().value()).isBetween(0.0, 600.0);
        client.inTransaction(entities -> entities.persist(new Reading("0".repeat(32), 3)));
        client.push(server);
        assertThat(REGISTRY.get("morango.unsent").gauge().value()).isZero();
        assertThat(REGISTRY.get("morango.unplaced").gauge().value()).isOne();
    }

    @Test
    void documentationNamesEveryMeterAndKey(TestPeer server, TestPeer client) throws IOException {
        push(client, server, 1);
        new MorangoMeters(REGISTRY).watch(server.morango());
        new MorangoMeters(REGISTRY).conflicts("reading");
        String page = Files.readString(Path.of("../docs/observability.md")).split("## Metrics and traces", 2)[1];

        assertThat(REGISTRY.getMeters())
                .filteredOn(m -> !m.getId().getName().endsWith(".active"))
                .allSatisfy(meter -> {
                    String line = page.lines()
                            .filter(l -> l.startsWith("| `" + meter.getId().getName() + "`"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(meter.getId() + " is not documented"));
                    assertThat(meter.getId().getTags())
                            .extracting(Tag::getKey)
                            .filteredOn(key -> !key.equals("error"))
                            .allSatisfy(key -> assertThat(line).contains("`" + key + "`"));
                });
    }
}
