package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.InstanceRow;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.settings.PeerSettings;

/** Each database tells its place. The place is the same at each start, and differs from that of other databases. */
abstract class LocationContract {
    private final TestDatabase database;

    LocationContract(TestDatabase database) {
        this.database = database;
    }

    private SessionFactory factory(String url) {
        return Application.configuration(url, Map.of(), Lesson.class, Section.class)
                .buildSessionFactory();
    }

    private static InstanceRow started(SessionFactory factory, PeerSettings settings) {
        new HibernateReplica((SessionFactoryImplementor) factory, settings, Hooks.NONE);
        return row(factory);
    }

    private static InstanceRow row(SessionFactory factory) {
        return factory.fromTransaction(session -> session.find(InstanceRow.class, 1));
    }

    @Test
    void eachDatabaseHasAPlaceThatStays() {
        String url = database.createUrl();
        try (SessionFactory one = factory(url);
                SessionFactory two = factory(database.createUrl())) {
            InstanceRow first = started(one, PeerSettings.defaults());
            InstanceRow again = started(one, PeerSettings.defaults());
            InstanceRow other = started(two, PeerSettings.defaults());
            if (url.startsWith("jdbc:h2:mem:")) {
                assertThat(first.location).isNull();
            } else {
                assertThat(first.location).matches("[0-9a-f]{32}").isNotEqualTo(other.location);
            }
            assertThat(again.location).isEqualTo(first.location);
            assertThat(again.instanceId).isEqualTo(first.instanceId);
        }
    }

    @Test
    void nameOfTheInstallationStandsForThePlace() {
        PeerSettings tablet = PeerSettings.builder().installation("tablet 7").build();
        try (SessionFactory factory = factory(database.createUrl())) {
            InstanceRow first = started(factory, tablet);
            factory.inTransaction(session -> session.find(InstanceRow.class, 1).counter = 5);
            assertThat(started(factory, tablet).instanceId).isEqualTo(first.instanceId);
            InstanceRow renewed = started(
                    factory, PeerSettings.builder().installation("tablet 8").build());
            assertThat(renewed.instanceId).isNotEqualTo(first.instanceId);
            assertThat(renewed.counter).isEqualTo(6);
        }
    }
}
