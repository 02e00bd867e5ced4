package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;

class MetricsTest {

    @Test
    void whatIsSyncedIsMeasured() {
        try (RunningApp school = RunningApp.start("metrics-school")) {
            Certificate root = school.morango().certificates().createRoot("whole-book");
            try (RunningApp tablet = RunningApp.start(
                    "metrics-tablet", "morango.peers[0].name=school", "morango.peers[0].url=" + school.url())) {
                tablet.join(school.url(), root, "ada", "secret");
                tablet.notebooks().add(root.id(), "one");
                tablet.syncs().sync("school");

                MeterRegistry meters = tablet.bean(MeterRegistry.class);
                assertThat(meters.get("morango.stage")
                                .tags("stage", "serializing", "direction", "push", "role", "client")
                                .timer()
                                .count())
                        .isOne();
                assertThat(meters.get("morango.records")
                                .tags("flow", "sent", "role", "client")
                                .counter()
                                .count())
                        .isOne();
                assertThat(meters.get("morango.records.pending").gauge().value())
                        .isZero();
                assertThat(school.bean(MeterRegistry.class)
                                .get("morango.server.requests")
                                .tag("resource", "buffers")
                                .timer()
                                .count())
                        .isOne();
            }
        }
    }
}
