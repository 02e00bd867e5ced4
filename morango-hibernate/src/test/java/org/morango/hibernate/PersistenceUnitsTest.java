package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.StoreTables;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Persistence units of one application, with synced entities and without. */
class PersistenceUnitsTest {
    @MappedSuperclass
    abstract static class Base extends SyncableEntity {
        String text = "old";

        @Override
        protected String partition() {
            return "p";
        }
    }

    @Entity(name = "Child")
    @Syncable(profile = "p", model = "child")
    static class Child extends Base {}

    @Entity(name = "Teacher")
    @Syncable(profile = "p", model = "teacher")
    static class Teacher extends Base {}

    @Entity(name = "Report")
    static class Report {
        @Id
        Long id;
    }

    private static SessionFactory factory(String url, String schema, Map<String, String> more, Class<?>... entities) {
        var configuration = Application.configuration(url, Map.of("hibernate.hbm2ddl.auto", schema), entities);
        more.forEach(configuration::setProperty);
        return configuration.buildSessionFactory();
    }

    private static long tables(SessionFactory factory) {
        return factory.fromTransaction(session -> session.createNativeQuery(
                        "select count(*) from information_schema.tables where lower(table_name) like 'morango%'",
                        Long.class)
                .getSingleResult());
    }

    @Test
    void unitWithoutSyncedEntitiesHasNothingOfTheLibrary() {
        try (SessionFactory factory = factory(Application.url(), "create", Map.of(), Report.class)) {
            assertThat(tables(factory)).isZero();
            List<Object> listeners = new ArrayList<>();
            ((SessionFactoryImplementor) factory)
                    .getServiceRegistry()
                    .requireService(EventListenerRegistry.class)
                    .getEventListenerGroup(EventType.PRE_INSERT)
                    .fireEventOnEachListener(listeners, (listener, seen) -> seen.add(listener));
            assertThat(listeners)
                    .noneMatch(listener -> listener.getClass().getName().startsWith("org.morango"));
            assertThat(factory.getMetamodel().getEntities()).hasSize(1);
            assertThatThrownBy(() -> Morango.on(factory))
                    .hasMessageContaining("no synced entities")
                    .hasMessageContaining(StoreTables.SETTING);
        }
    }

    @Test
    void unitThatPassesOnRecordsHasTheTablesIfItSaysSo() {
        try (SessionFactory factory =
                factory(Application.url(), "create", Map.of(StoreTables.SETTING, "true"), Report.class)) {
            assertThat(tables(factory)).isPositive();
            assertThat(Morango.on(factory).storeFigures().records()).isZero();
        }
    }

    @Test
    void twoUnitsOfOneDatabaseAreOnePeer() {
        String url = Application.url();
        Map<String, String> update = Map.of("hibernate.hbm2ddl.auto", "update");
        try (Application left = new Application(Application.configuration(url, update, Child.class));
                Application right =
                        new Application(Application.configuration(url, update, Teacher.class, Report.class));
                Application other = new Application(Map.of(), Child.class, Teacher.class)) {
            Child first = new Child();
            Teacher second = new Teacher();
            left.factory.inTransaction(session -> session.persist(first));
            right.factory.inTransaction(session -> session.persist(second));
            left.sync(other);
            right.sync(other);
            assertThat(other.records()).containsOnlyKeys(first.getId(), second.getId());
            other.factory.inTransaction(session -> {
                session.find(Child.class, first.getId()).text = "new";
                session.find(Teacher.class, second.getId()).text = "new";
            });
            other.sync(left);
            right.deserialize();
            assertThat(left.factory.fromTransaction(session -> session.find(Child.class, first.getId())).text)
                    .isEqualTo("new");
            assertThat(right.factory.fromTransaction(session -> session.find(Teacher.class, second.getId())).text)
                    .isEqualTo("new");
            left.assertNothingUnnoticed();
            right.assertNothingUnnoticed();
        }
    }

    /** Envers keeps its history in such entities. */
    @Test
    void entitiesWithoutAClassAreLeftAlone() {
        String mapping = """
                <hibernate-mapping xmlns="http://www.hibernate.org/xsd/orm/hbm">
                    <class entity-name="Loose" table="loose">
                        <id name="id" type="long"/>
                        <property name="text" type="string"/>
                    </class>
                </hibernate-mapping>""";
        var configuration = Application.configuration(Map.of(), Child.class)
                .addInputStream(new ByteArrayInputStream(mapping.getBytes(StandardCharsets.UTF_8)));
        try (Application here = new Application(configuration)) {
            here.factory.inTransaction(session -> {
                session.persist("Loose", new HashMap<>(Map.of("id", 1L, "text", "a")));
                session.persist(new Child());
            });
            here.serialize();
            assertThat(here.alive()).isEqualTo(1);
        }
    }
}
