package org.morango.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncProgress;
import org.morango.hibernate.Morango;
import org.morango.settings.PeerSettings;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;

/** Code of docs/observability.md. */
@Peers(entities = Reading.class)
class ObservabilityExamplesTest {

    private static Morango measured(EntityManagerFactory entityManagerFactory, MeterRegistry registry) {
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
        MorangoMeters meters = new MorangoMeters(registry);
        PeerSettings settings = PeerSettings.builder()
                .observer(new MorangoObservations(observations))
                .observer(meters)
                .build();
        Morango morango = Morango.builder(entityManagerFactory)
                .settings(settings)
                .conflictListener(meters)
                .build();
        meters.watch(morango);
        return morango;
    }

    private static void printProgress(SyncClient client) {
        client.signals().pulling().onInProgress(event -> {
            SyncProgress progress = event.progress();
            String left = progress.timeLeft().map(Duration::toString).orElse("some time");
            System.out.printf(
                    "%3.0f %%, %.0f records/s, %s left%n",
                    100 * progress.fraction(), progress.recordsPerSecond(), left);
        });
    }

    @Test
    void metersCountAndProgressIsPrinted(TestPeer station, TestPeer office) {
        station.inTransaction(entities -> {
            for (int i = 0; i < 3; i++) {
                entities.persist(new Reading(station.certificate().id(), i));
            }
        });
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Morango morango = measured(office.entityManagerFactory(), registry);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, true));
        try (SyncConnection connection = morango.connect(station.url());
                SyncClient client = connection.openSession(office.certificate())) {
            printProgress(client);
            client.pull();
        } finally {
            System.setOut(out);
        }
        assertThat(printed.toString()).contains("100 %");
        assertThat(registry.get("morango.stage").timers()).isNotEmpty();
        assertThat(registry.get("morango.records.pending").gauge().value())
                .as(morango + " waits for nothing")
                .isZero();
    }
}
