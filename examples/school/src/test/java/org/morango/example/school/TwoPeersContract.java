package org.morango.example.school;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.hibernate.internal.store.StoreRow;

/** Two installations that sync with the commands. A subclass for each database chooses that of the second. */
abstract class TwoPeersContract {
    @TempDir
    Path directory;

    private Installation facility;
    private Installation city;

    /** Returns the URL of a new, empty database. */
    abstract String databaseOfSecond();

    String h2(String name) {
        return "jdbc:h2:file:" + directory.resolve(name);
    }

    @BeforeEach
    void start() {
        facility = Installation.withRoot(h2("facility"));
        city = Installation.joined(databaseOfSecond(), facility);
    }

    @AfterEach
    void stop() {
        facility.close();
        if (city != null) {
            city.close();
        }
    }

    @Test
    void rowsTravelToEveryPeer() {
        city.result("seed", city.root(), "20");
        assertThat(city.push(facility)).isEqualTo(21);
        assertThat(facility.dump()).isEqualTo(city.dump()).endsWith("{\"rows\":21}\n");
        assertThat(city.push(facility)).isZero();
        assertThat(city.pull(facility)).isZero();

        try (Installation home = Installation.joined(h2("home"), facility)) {
            assertThat(home.pull(facility)).isEqualTo(21);
            assertThat(home.dump()).isEqualTo(city.dump());
            assertThat(home.result("count")).isEqualTo(city.result("count")).isEqualTo(facility.result("count"));
        }
    }

    @Test
    void changesTravel() {
        facility.result("seed", facility.root(), "4");
        assertThat(city.pull(facility)).isEqualTo(5);
        String learner = city.ids("user").get(0);
        String gone = city.ids("contentsummarylog").get(0);
        String purged = city.ids("contentsummarylog").get(1);

        assertThat(city.result("edit", learner, "username", "Ada L.").get("id").stringValue())
                .isEqualTo(learner);
        city.result("delete", gone);
        city.result("delete", purged, "--hard");
        assertThat(city.count("logs")).isEqualTo(2);
        assertThat(city.push(facility)).isEqualTo(3);

        assertThat(facility.dump())
                .isEqualTo(city.dump())
                .contains("\"username\":\"Ada L.\"")
                .doesNotContain(gone, purged)
                .endsWith("{\"rows\":3}\n");
        for (Installation each : new Installation[] {city, facility}) {
            assertThat(stored(each, gone)).contains("content_id");
            assertThat(stored(each, purged)).isEqualTo("{}");
        }

        facility.result("edit", learner, "last_login", "2026-01-02T03:04:05.123456Z");
        assertThat(city.pull(facility)).isEqualTo(1);
        city.result("edit", learner, "is_superuser", "true");
        assertThat(city.push(facility)).isEqualTo(1);
        assertThat(facility.dump()).isEqualTo(city.dump()).contains("\"last_login\":\"2026-01-02T03:04:05.123456Z\"");

        facility.result("edit", learner, "is_staff", "true");
        city.result("edit", learner, "username", "Ada");
        assertThat(city.pull(facility)).isEqualTo(1);
        assertThat(city.push(facility)).isEqualTo(1);
        assertThat(facility.dump()).isEqualTo(city.dump()).contains("\"username\":\"Ada\"");
        assertThat(city.count("conflicts")).isEqualTo(1);
    }

    /** Returns the store's content of a record. */
    private static String stored(Installation installation, String id) {
        return installation
                .peer()
                .database()
                .fromTransaction(session -> session.find(StoreRow.class, id))
                .serialized();
    }
}
