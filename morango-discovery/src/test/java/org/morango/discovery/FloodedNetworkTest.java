package org.morango.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.morango.hibernate.RandomRuns;

/** Two installations on a local network that somebody floods. Runs every night. */
@EnabledIfSystemProperty(named = "tests.all", matches = "true", disabledReason = "SKIPPED: runs with -Pnightly")
@EnabledOnOs(value = OS.LINUX, disabledReason = "SKIPPED: only Linux has network namespaces")
class FloodedNetworkTest {

    @Test
    void aFloodPassesWithoutHarm(@TempDir Path folder) throws Exception {
        Map<String, List<String>> mains = new LinkedHashMap<>();
        for (String name : List.of("anna", "bert")) {
            mains.put(name, Installation.arguments(folder, name, Family.FIRST.member(name), 2, "-"));
        }
        mains.put("flooder", List.of(Flooder.class.getName(), "10000", String.valueOf(RandomRuns.seed())));
        try (Namespaces namespaces = Namespaces.start(folder, mains)) {
            await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
                String log = String.join("\n", namespaces.lines());
                assertThat(namespaces.isAlive()).as(log).isTrue();
                assertThat(log).contains("The search on eth0 pauses").contains("flooder flood over");
                assertThat(namespaces.last("anna").get("rows")).as(log).startsWith("4 ");
                assertThat(namespaces.last("bert").get("rows")).as(log).startsWith("4 ");
            });
            assertThat(namespaces.lines()).noneMatch(line -> line.contains("OutOfMemoryError"));
        }
    }
}
