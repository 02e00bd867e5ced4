package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.Capture;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** Entities that triggers cannot capture are refused when the application starts. */
class TriggerRefusalTest {
    @Entity(name = "Base")
    @Syncable(profile = "p", model = "base", capture = Capture.TRIGGERS)
    static class Base {
        @Id
        @GeneratedValue
        Long id;
    }

    @Entity(name = "Sub")
    @Syncable(profile = "p", model = "sub")
    static class Sub extends Base {}

    @Entity(name = "Holiday")
    @Syncable(profile = "p", model = "day", identity = Identity.KEY, capture = Capture.TRIGGERS)
    static class Day {
        @Id
        LocalDate date;
    }

    /** The same entity after backing out. */
    @Entity(name = "Holiday")
    @Syncable(profile = "p", model = "day", identity = Identity.KEY)
    static class Backed {
        @Id
        LocalDate date;
    }

    @Test
    void triggersAreDroppedAfterBackingOut() {
        String url = Application.url() + ";DB_CLOSE_DELAY=-1";
        try (SessionFactory factory =
                Application.configuration(url, Map.of(), Day.class).buildSessionFactory()) {
            CaptureTriggers.of(factory).install();
        }
        Map<String, String> kept = Map.of("hibernate.hbm2ddl.auto", "none");
        try (SessionFactory factory =
                Application.configuration(url, kept, Backed.class).buildSessionFactory()) {
            assertThat(CaptureTriggers.of(factory).drop()).hasSize(3);
            CaptureTriggers.of(factory).remove();
            assertThat(CaptureTriggers.of(factory).drop()).isEmpty();
            assertThat(CaptureTriggers.of(factory).create()).isEmpty();
        }
        assertThatThrownBy(() -> new Application(Application.configuration(url, kept, Day.class)))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("lacks the triggers on Holiday");
    }

    @Test
    void hierarchyIsCapturedInOneWay() {
        assertThatThrownBy(() -> new Application(Map.of(), Base.class, Sub.class))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("Base is captured by triggers")
                .hasMessageContaining("Sub of the same hierarchy is not");
    }

    @Test
    void keyWithoutOneFormIsRefused(@TempDir Path directory) {
        try (SessionFactory factory = Application.configuration(
                        "jdbc:sqlite:" + directory.resolve("day.db"), Map.of(), Day.class)
                .buildSessionFactory()) {
            assertThatThrownBy(() -> CaptureTriggers.of(factory).create())
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("attribute date")
                    .hasMessageContaining("triggers cannot write the text of a key of type LocalDate");
        }
        try (SessionFactory factory =
                Application.configuration(Map.of(), Day.class).buildSessionFactory()) {
            assertThat(CaptureTriggers.script(CaptureTriggers.of(factory).create()))
                    .contains("create trigger")
                    .endsWith(";\n");
        }
    }
}
