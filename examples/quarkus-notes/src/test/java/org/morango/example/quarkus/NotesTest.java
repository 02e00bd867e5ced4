package org.morango.example.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Two processes on two ports, which all tests use and which only their configuration connects. Each test deletes its notes. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NotesTest {
    private static Instance school;
    private static Instance tablet;

    @BeforeAll
    static void start() throws IOException {
        school = Instance.start("-Dquarkus.morango.create-root=whole-notes", "-Dquarkus.shutdown.timeout=30s");
        tablet = Instance.start(
                "-Dquarkus.morango.peers.school.url=" + school.url(),
                "-Dquarkus.morango.peers.school.join.user=tablet",
                "-Dquarkus.morango.peers.school.join.password=secret");
    }

    @AfterAll
    static void stop() {
        if (school != null) {
            school.close();
        }
        if (tablet != null) {
            tablet.close();
        }
    }

    private static void awaitNotes(Instance instance, String... notes) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(instance.notes()).containsExactly(notes));
    }

    @Test
    @Order(1)
    void notesTravelBothWays() throws Exception {
        String tickets = school.post("notes", "Buy tickets").body();
        awaitNotes(tablet, "Buy tickets");

        String pack = tablet.post("notes", "Pack").body();
        awaitNotes(school, "Buy tickets", "Pack");

        // Nothing asks for it: the school tells the tablet.
        school.delete("notes/" + tickets);
        awaitNotes(tablet, "Pack");

        tablet.delete("notes/" + pack);
        awaitNotes(school);
    }

    @Test
    @Order(2)
    void whatIsRolledBackDoesNotTravel() throws Exception {
        assertThat(school.post("notes", " ").statusCode()).isEqualTo(500);
        String kept = school.post("notes", "Kept").body();
        awaitNotes(tablet, "Kept");
        school.delete("notes/" + kept);
        awaitNotes(tablet);
    }

    @Test
    @Order(2)
    void readinessTellsOfThePeers() throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(tablet.get("q/health/ready")).contains("\"peers.school\": \"up to date\""));
        assertThat(school.get("q/health/ready"))
                .contains("\"name\": \"Morango peer\"", "\"status\": \"UP\"")
                .doesNotContain("peers.");
    }

    /** A body is read while it arrives; one that the endpoints refuse does not block the connection. */
    @Test
    @Order(2)
    void refusedBodiesAreNotRead() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(school.url() + "api/morango/v1/nosuchplace/"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[20 << 20]))
                .build();
        for (int i = 0; i < 2; i++) {
            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    /** The tablet listens for hints all the time, which is no reason to wait. */
    @Test
    @Order(3)
    void gracefulShutdownDoesNotWaitForListeners() throws Exception {
        assertThat(school.end(Duration.ofSeconds(15))).isTrue();
    }
}
