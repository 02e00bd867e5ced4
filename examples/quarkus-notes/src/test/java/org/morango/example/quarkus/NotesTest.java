package org.morango.example.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.morango.client.Joining;
import org.morango.client.Login;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Morango;
import org.morango.record.ScopeDefinition;

/** Two processes on two ports, which all tests use and which only their configuration connects. Each test deletes its notes. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NotesTest {
    private static Instance school;
    private static Instance tablet;

    @BeforeAll
    static void start() throws IOException {
        school = Instance.start(
                "-Dquarkus.morango.create-root=whole-notes",
                "-Dquarkus.shutdown.timeout=30s",
                "-Dquarkus.flyway.placeholders.welcome=Welcome",
                "-Dquarkus.morango.adopt.enabled=true",
                // Does not apply to peers, who prove by certificates who they are.
                "-Dquarkus.http.auth.permission.api.paths=/api/*",
                "-Dquarkus.http.auth.permission.api.policy=authenticated");
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

    /** A migration has written it before the library's tables were there, and the school adopts it. */
    @Test
    @Order(0)
    void rowsFromBeforeTheLibraryTravel() throws Exception {
        awaitNotes(tablet, "Welcome");
        // Quarkus fires an event for the row that the sync has written.
        assertThat(tablet.get("notes/received")).isEqualTo("1");
        school.delete("notes/1");
        awaitNotes(tablet);
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

    /** Another device asks the school for a certificate; the school's own security decides. */
    private static void join(Login login) {
        Configuration hibernate = new Configuration().addAnnotatedClass(Note.class);
        hibernate
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:phone")
                .setProperty("hibernate.hbm2ddl.auto", "create");
        try (SessionFactory database = hibernate.buildSessionFactory()) {
            Morango phone = Morango.on(database);
            phone.certificates().define(ScopeDefinition.whole("notes"));
            try (SyncConnection connection = phone.connect(school.url())) {
                assertThat(connection.join(Joining.with(() -> login).build()).scopeDefinitionId())
                        .isEqualTo("whole-notes");
            }
        }
    }

    @Test
    @Order(2)
    void quarkusSecurityChecksWhoJoins() {
        join(Login.password("phone", "secret"));
        assertThatThrownBy(() -> join(Login.password("phone", "guess")))
                .hasMessageContaining("does not accept this password");
        // Has no role.
        assertThatThrownBy(() -> join(Login.password("guest", "secret"))).hasMessageContaining("403");
    }

    @Test
    @Order(2)
    void mechanismsOfQuarkusCheckTokens() {
        join(Login.token("notes-token"));
        assertThatThrownBy(() -> join(Login.token("other-token"))).hasMessageContaining("does not accept this token");
    }

    /** The tablet listens for hints all the time, which is no reason to wait. */
    @Test
    @Order(3)
    void gracefulShutdownDoesNotWaitForListeners() throws Exception {
        assertThat(school.end(Duration.ofSeconds(15))).isTrue();
    }
}
