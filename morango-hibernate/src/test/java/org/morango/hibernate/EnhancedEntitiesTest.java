package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SelfDirtinessTracker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.morango.hibernate.enhanced.EnhancingLoader;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.model.Changing;

/** Changes of entities are captured, however Hibernate has enhanced their classes. */
class EnhancedEntitiesTest {
    private static final Map<String, List<String>> CHANGES = Map.of(
            "Note", List.of("text", "tags", "street", "parent"),
            "Dynamic", List.of("text", "tags", "street"),
            "Lazy", List.of("text", "body"),
            "Groups", List.of("text", "body", "summary", "tags"));

    static Stream<Arguments> enhancements() {
        return Stream.of(
                Arguments.of(true, false, false),
                Arguments.of(true, true, false),
                Arguments.of(true, true, true),
                Arguments.of(false, true, false));
    }

    private static Application application(EnhancingLoader loader) {
        Configuration configuration = new Configuration(
                new BootstrapServiceRegistryBuilder().applyClassLoader(loader).build());
        Application.configure(configuration, Application.url(), Map.of());
        loader.entities().forEach(configuration::addAnnotatedClass);
        return new Application(configuration);
    }

    @ParameterizedTest
    @MethodSource("enhancements")
    void changesTravel(boolean tracks, boolean isLazy, boolean manages) {
        EnhancingLoader loader = new EnhancingLoader(tracks, isLazy, manages);
        try (Application here = application(loader);
                Application there = application(loader)) {
            for (Class<?> type : loader.entities()) {
                assertThat(SelfDirtinessTracker.class.isAssignableFrom(type)).isEqualTo(tracks);
                for (String what : CHANGES.get(type.getSimpleName())) {
                    check(type, what, here, there);
                }
            }
        }
    }

    private static void check(Class<?> type, String what, Application here, Application there) {
        SyncableEntity made = make(type);
        here.factory.inTransaction(session -> session.persist(made));
        here.sync(there);
        String before = here.records().get(made.getId());
        // Neither a change of local values nor reading counts as a change.
        here.factory.inTransaction(
                session -> find(session.find(type, made.getId())).change("remark"));
        here.factory.inTransaction(
                session -> find(session.find(type, made.getId())).show());
        here.sync(there);
        assertThat(here.changed(type)).isZero();
        here.factory.inTransaction(
                session -> find(session.find(type, made.getId())).change(what));
        assertThat(here.changed(type)).as(type + " " + what).isEqualTo(1);
        here.sync(there);
        assertThat(here.records().get(made.getId())).isNotEqualTo(before);
        // Changes a reference that is not loaded.
        here.factory.inTransaction(
                session -> find(session.getReference(type, made.getId())).change("remark"));
        assertThat(here.changed(type)).isZero();
        there.factory.inTransaction(
                session -> find(session.getReference(type, made.getId())).change("text"));
        there.sync(here);
        assertThat(here.records().get(made.getId())).contains("\"text\":\"new\"");
        here.assertNothingUnnoticed();
        there.factory.inTransaction(session -> session.remove(session.getReference(type, made.getId())));
        there.sync(here);
        assertThat(here.records().get(made.getId())).isEqualTo("deleted");
    }

    private static SyncableEntity make(Class<?> type) {
        try {
            return (SyncableEntity) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Changing find(Object entity) {
        return (Changing) entity;
    }

    @Test
    void changesByStatelessSessionsTravel() {
        EnhancingLoader loader = new EnhancingLoader(true, true, false);
        try (Application here = application(loader);
                Application there = application(loader)) {
            for (Class<?> type : loader.entities()) {
                SyncableEntity made = make(type);
                here.factory.inStatelessTransaction(session -> session.insert(made));
                here.sync(there);
                here.factory.inStatelessTransaction(session -> {
                    Object found = session.get(type, made.getId());
                    find(found).change("text");
                    session.update(found);
                });
                here.sync(there);
                assertThat(there.records().get(made.getId())).contains("\"text\":\"new\"");
                there.assertNothingUnnoticed();
            }
        }
    }
}
