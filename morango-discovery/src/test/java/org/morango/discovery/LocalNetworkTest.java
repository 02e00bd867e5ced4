package org.morango.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes on a local network of their own: three installations without any address, one that has the first one's
 * address, a stranger with a certificate of another root, and a spoofer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(value = OS.LINUX, disabledReason = "SKIPPED: only Linux has network namespaces")
class LocalNetworkTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final List<String> FREE = List.of("anna", "bert", "cleo");
    private static final List<String> MEMBERS = List.of("anna", "bert", "cleo", "dora");
    private static final String ANNA = "http://10.77.0.1:8080/";
    private static final String STRANGER = "10.77.0.5";
    private static final String SPOOFER = "10.77.0.6";

    private final Map<String, Family.Member> members = new LinkedHashMap<>();
    private Path received;
    private Namespaces namespaces;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Map<String, List<String>> mains = new LinkedHashMap<>();
        for (String name : MEMBERS) {
            Family.Member member = Family.FIRST.member(name);
            members.put(name, member);
            mains.put(
                    name,
                    Installation.arguments(folder, name, member, MEMBERS.size(), name.equals("dora") ? ANNA : "-"));
        }
        Family.Member stranger = Family.OTHER.member("stranger");
        mains.put("stranger", Installation.arguments(folder, "stranger", stranger, 1, "!" + ANNA));
        received = folder.resolve("received");
        mains.put("spoofer", List.of(Spoofer.class.getName(), SPOOFER, "10.77.0.1", received.toString()));
        namespaces = Namespaces.start(folder, mains);
        awaitPeers();
    }

    /** Waits until every member has decided about all others. */
    private void awaitPeers() {
        for (String name : MEMBERS) {
            awaitLine(
                    name,
                    "peers",
                    line -> count(line, "=(LEADING|LED|NOT_NEEDED)") == MEMBERS.size() - 1
                            && count(line, "=UNPROVEN") == (name.equals("anna") ? 0 : 1));
        }
    }

    private static long count(String line, String regex) {
        return Pattern.compile(regex).matcher(line).results().count();
    }

    private void awaitLine(String name, String kind, Predicate<String> wanted) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            assertThat(namespaces.isAlive()).as(this::log).isTrue();
            assertThat(namespaces.last(name))
                    .as(this::log)
                    .hasEntrySatisfying(
                            kind, line -> assertThat(line).as(this::log).matches(wanted));
        });
    }

    private String log() {
        return String.join("\n", namespaces.lines());
    }

    @AfterAll
    void close() {
        if (namespaces != null) {
            namespaces.close();
        }
    }

    @Test
    void installationsSyncWithoutAnyAddress() {
        for (String name : MEMBERS) {
            awaitLine(name, "rows", line -> line.startsWith("8 "));
        }
        assertThat(FREE).allSatisfy(name -> assertThat(namespaces.last(name)).doesNotContainKey("configured"));
    }

    @Test
    void ofTwoOnlyOneLeads() {
        List<String> leading = new ArrayList<>();
        for (String name : FREE) {
            String own = "http://10.77.0." + (FREE.indexOf(name) + 1) + ":8080/";
            for (String other : FREE) {
                if (!other.equals(name)
                        && String.valueOf(namespaces.last(other).get("peers")).contains(own + "=LED")) {
                    leading.add(name);
                }
            }
        }
        assertThat(leading).as(this::log).hasSize(3);
    }

    @Test
    void strangersGetNothing() {
        awaitLine("stranger", "session", line -> line.startsWith("refused"));
        awaitLine(
                "stranger",
                "proof",
                line -> line.startsWith("refused") && line.contains("no valid certificate under it"));
        awaitLine("stranger", "rows", line -> line.startsWith("2 ") && line.contains("stranger-second"));
        assertThat(namespaces.last("stranger")).as(this::log).doesNotContainKey("peers");
        assertThat(MEMBERS)
                .allSatisfy(
                        name -> assertThat(namespaces.last(name).get("peers")).doesNotContain(STRANGER));
    }

    @Test
    void aSpoofedAnnouncementGetsNoSecret() throws Exception {
        // It repeats what Anna announces, and she knows her own announcement.
        assertThat(namespaces.last("anna").get("peers")).doesNotContain(SPOOFER);
        assertThat(List.of("bert", "cleo", "dora"))
                .allSatisfy(name -> assertThat(namespaces.last(name).get("peers"))
                        .contains("http://" + SPOOFER + ":9999/=UNPROVEN")
                        .contains("Has to be a numeric address of this machine"));
        List<String> requests = Files.readAllLines(received);
        assertThat(requests)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(request -> assertThat(request)
                        .startsWith("POST /api/morango/v1/proofs/ ")
                        .containsIgnoringCase("peer-proof")
                        .doesNotContainIgnoringCase("certificate")
                        .doesNotContainIgnoringCase("signature")
                        .doesNotContainIgnoringCase("capabilities")
                        .doesNotContain(Family.FIRST.root().id()));
        for (String name : MEMBERS) {
            String instance = namespaces.last(name).get("instance");
            String certificate = members.get(name).leaf().id();
            assertThat(instance).hasSize(32);
            assertThat(requests)
                    .allSatisfy(request ->
                            assertThat(request).doesNotContain(instance).doesNotContain(certificate));
        }
    }

    @Test
    void aConfiguredAddressStays() {
        awaitLine("dora", "configured", (ANNA + " UP_TO_DATE")::equals);
        assertThat(namespaces.last("dora").get("peers")).contains(ANNA + "=NOT_NEEDED");
        assertThat(namespaces.lines().stream().filter(line -> line.startsWith("dora configured ")))
                .allSatisfy(line -> assertThat(line).startsWith("dora configured " + ANNA + " "));
    }

    /** What the page says about threads: four for each interface. */
    @Test
    void threadsAreBounded() {
        awaitLine(
                "anna",
                "threads",
                line -> count(line, "JmDNS|SocketListener") <= 4 && line.contains("morango-local-1"));
    }
}
