package org.morango.hibernate.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.FlushEntityEvent;
import org.hibernate.event.spi.FlushEntityEventListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change of only a collection is found when its owner is flushed. */
class OwnedCollectionsTest {

    @Entity
    static class Course {
        @Id
        int id = 1;

        @ElementCollection
        List<String> tags = new ArrayList<>(List.of("a", "b"));

        @ElementCollection
        Map<String, String> titles = new HashMap<>(Map.of("en", "one"));

        @ElementCollection
        List<Place> places = new ArrayList<>(List.of(new Place("here")));

        @ManyToMany(cascade = CascadeType.PERSIST)
        Set<Teacher> teachers = new HashSet<>();

        @OneToMany(mappedBy = "course")
        List<Pupil> pupils = new ArrayList<>();

        Details details = new Details();
        String name;
    }

    /** An embeddable that can be changed in place. */
    @Embeddable
    static class Place {
        String name;

        Place() {}

        Place(String name) {
            this.name = name;
        }
    }

    /** An embeddable with a collection. */
    @Embeddable
    static class Details {
        String summary = "s";

        @ElementCollection
        Set<String> links = new HashSet<>(Set.of("l"));
    }

    @Entity
    static class Teacher {
        @Id
        int id;

        Teacher() {}

        Teacher(int id) {
            this.id = id;
        }
    }

    @Entity
    static class Pupil {
        @Id
        int id = 1;

        @ManyToOne
        Course course;
    }

    private SessionFactory factory;
    private boolean isChanged;

    @BeforeEach
    void open() {
        factory = new Configuration()
                .addAnnotatedClass(Course.class)
                .addAnnotatedClass(Teacher.class)
                .addAnnotatedClass(Pupil.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:collections")
                .setProperty("hibernate.hbm2ddl.auto", "create-drop")
                .buildSessionFactory();
        factory.inTransaction(session -> {
            Course course = new Course();
            course.teachers.add(new Teacher(1));
            session.persist(course);
        });
        ((SessionFactoryImplementor) factory)
                .getEventEngine()
                .getListenerRegistry()
                .getEventListenerGroup(EventType.FLUSH_ENTITY)
                .prependListener(new Observer());
    }

    private final class Observer implements FlushEntityEventListener {
        private static final long serialVersionUID = 1L;

        @Override
        public void onFlushEntity(FlushEntityEvent event) {
            if (event.getEntity() instanceof Course course) {
                var persister = event.getEntityEntry().getPersister();
                isChanged = OwnedCollections.of(persister)
                        .haveChanged(
                                persister.getValues(course),
                                event.getEntityEntry().getLoadedState());
            }
        }
    }

    @AfterEach
    void close() {
        factory.close();
    }

    private boolean isChangedBy(Consumer<Course> change) {
        isChanged = false;
        factory.inTransaction(session -> change.accept(session.find(Course.class, 1)));
        return isChanged;
    }

    @Test
    void changesOfOwnedCollectionsAreSeen() {
        Map<String, Consumer<Course>> changes = Map.of(
                "added", c -> c.tags.add("c"),
                "removed", c -> c.tags.remove(0),
                "replaced", c -> c.tags = new ArrayList<>(List.of("z")),
                "put", c -> c.titles.put("de", "eins"),
                "changed in place", c -> c.places.get(0).name = "there",
                "unlinked", c -> c.teachers.clear(),
                "in an embedded value", c -> c.details.links.add("m"),
                "in another embedded value", c -> c.details = new Details());
        changes.forEach(
                (name, change) -> assertThat(isChangedBy(change)).as(name).isTrue());
        assertThat(isChangedBy(c -> c.tags = null)).as("left out").isTrue();
    }

    @Test
    void nothingElseIsAChange() {
        Map<String, Consumer<Course>> others = Map.of(
                "nothing", c -> {},
                "read", c -> assertThat(c.tags).hasSize(2),
                "a plain value", c -> c.name = "new",
                "a value beside a collection", c -> c.details.summary = "new",
                "the other side of a reference", c -> c.pupils.clear());
        others.forEach(
                (name, change) -> assertThat(isChangedBy(change)).as(name).isFalse());
    }

    @Test
    void newAndDetachedOwnersAreRight() {
        Course detached = factory.fromTransaction(session -> {
            Course course = session.find(Course.class, 1);
            List.of(course.tags, course.places, course.teachers, course.pupils, course.details.links)
                    .forEach(c -> assertThat(c).isNotNull().hasSizeGreaterThanOrEqualTo(0));
            assertThat(course.titles).hasSize(1);
            return course;
        });
        factory.inTransaction(session -> session.merge(detached));
        assertThat(isChanged).as("merged without a change").isFalse();
        detached.tags.add("c");
        factory.inTransaction(session -> session.merge(detached));
        assertThat(isChanged).as("merged with a change").isTrue();
    }
}
