package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.replica.DeserializeResult;

/** Rows with keys of their own that cannot be sent, and rows that refer to them. */
class OwnKeyRestTest {
    private static SmallPeer here;
    private static SmallPeer there;

    enum Colour {
        RED
    }

    @Entity(name = "Crew")
    @Syncable(profile = "p", model = "crew")
    static class Crew {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @Enumerated(EnumType.STRING)
        @Column(columnDefinition = "varchar(20)")
        Colour colour = Colour.RED;

        @ManyToOne
        Crew parent;

        protected Crew() {}

        Crew(String name) {
            this.name = name;
        }
    }

    /** It belongs to a partition that its own value names. */
    @Entity(name = "Plot")
    @Syncable(profile = "p", model = "plot", partition = "${root}:${area}")
    static class Plot {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String area;

        @ManyToOne
        Plot beside;

        @ManyToOne
        Plot above;

        protected Plot() {}

        Plot(String area) {
            this.area = area;
        }
    }

    @Entity(name = "Code")
    @Syncable(profile = "p", model = "code", identity = Identity.NATURAL, natural = "code")
    static class Code {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Column(unique = true)
        String code;

        protected Code() {}

        Code(String code) {
            this.code = code;
        }
    }

    @Entity(name = "Task")
    @Syncable(profile = "p", model = "task")
    static class Task {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String text;

        @ManyToOne
        Crew crew;

        @ManyToOne
        Plot plot;

        @ManyToOne
        Code code;

        @ManyToMany
        Set<Plot> plots = new LinkedHashSet<>();

        @ManyToOne
        Task before;

        protected Task() {}

        Task(String text) {
            this.text = text;
        }
    }

    @BeforeAll
    static void start() {
        here = new SmallPeer(Crew.class, Plot.class, Code.class, Task.class);
        there = new SmallPeer(Crew.class, Plot.class, Code.class, Task.class);
    }

    @BeforeEach
    void clear() {
        here.clear(1);
        there.clear(1000);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
    }

    private static void persist(Object... entities) {
        here.run(session -> {
            for (Object entity : entities) {
                session.persist(entity);
            }
        });
    }

    private static void mendCrew() {
        here.run(session ->
                session.createMutationQuery("update Crew set colour = RED").executeUpdate());
    }

    private static Task onlyTask() {
        return there.get(session -> {
            Task task = session.createSelectionQuery(
                            "from Task t left join fetch t.crew left join fetch t.plot left join fetch t.code"
                                    + " left join fetch t.plots",
                            Task.class)
                    .getSingleResult();
            return task;
        });
    }

    private static void assertSettled() {
        assertThat(there.reasons()).isEmpty();
        assertThat(here.notes()).isEmpty();
        assertThat(here.replica().unplacedRows()).isEmpty();
        assertThat(here.held()).isEmpty();
    }

    @Test
    void heldBackRowKeepsTheIdByWhichAnotherRefersToIt() {
        Crew crew = new Crew("red");
        Task task = new Task("dig");
        task.crew = crew;
        persist(crew, task);
        here.elsewhere("update Crew set colour = 'BLUE'");
        here.serialize();
        assertThat(here.held())
                .singleElement()
                .satisfies(h -> assertThat(h.entity()).isEqualTo(Crew.class));
        here.sync(there);
        mendCrew();
        here.sync(there);
        assertThat(onlyTask().crew.name).isEqualTo("red");
        assertSettled();
    }

    @Test
    void heldBackRowKeepsItsIdThroughSeveralPasses() {
        Crew crew = new Crew("red");
        persist(crew);
        here.elsewhere("update Crew set colour = 'BLUE'");
        here.serialize();
        for (String text : List.of("dig", "sow", "mow")) {
            Task task = new Task(text);
            task.crew = crew;
            persist(task);
            here.sync(there);
        }
        mendCrew();
        here.sync(there);
        assertThat(there.count(Task.class)).isEqualTo(3);
        assertThat(there.count(Crew.class)).isEqualTo(1);
        assertSettled();
    }

    @Test
    void heldBackRowThatNobodyNotedKeepsItsId() {
        here.elsewhere("insert into Crew (name, colour) values ('red', 'BLUE')");
        here.run(session -> {
            Task task = new Task("dig");
            task.crew = session.getReference(Crew.class, 1L);
            session.persist(task);
        });
        here.sync(there);
        assertThat(here.held()).hasSize(1);
        mendCrew();
        here.sync(there);
        assertThat(onlyTask().crew.name).isEqualTo("red");
        assertSettled();
    }

    @Test
    void retriedRowKeepsItsId() {
        Crew crew = new Crew("red");
        Task task = new Task("dig");
        task.crew = crew;
        persist(crew, task);
        here.elsewhere("update Crew set colour = 'BLUE'");
        here.sync(there);
        here.elsewhere("update Crew set colour = 'RED'");
        here.replica().retryHeldBack();
        here.run(session -> {
            Task other = new Task("sow");
            other.crew = session.getReference(Crew.class, 1L);
            session.persist(other);
        });
        here.sync(there);
        assertThat(there.count(Task.class)).isEqualTo(2);
        assertThat(there.count(Crew.class)).isEqualTo(1);
        assertSettled();
    }

    @Test
    void rowsThatReferToAnUnplacedRowTravelAfterIt() {
        Plot plot = new Plot(null);
        Task task = new Task("dig");
        task.plot = plot;
        persist(plot, task);
        here.sync(there);
        assertThat(there.count(Task.class)).isZero();
        assertThat(here.replica().unplacedRows()).hasSize(2);
        here.run(session -> session.find(Plot.class, 1L).area = "north");
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(onlyTask().plot.area).isEqualTo("north");
        assertSettled();
    }

    @Test
    void rowsThatListAnUnplacedRowTravelAfterIt() {
        Plot plot = new Plot(null);
        Plot other = new Plot("south");
        Task task = new Task("dig");
        task.plots.addAll(List.of(plot, other));
        persist(plot, other, task);
        here.sync(there);
        assertThat(there.count(Task.class)).isZero();
        here.run(session -> session.find(Plot.class, 1L).area = "north");
        here.sync(there);
        assertThat(onlyTask().plots).hasSize(2);
        assertSettled();
    }

    @Test
    void rowsThatReferToAnUnplacedRowThatNobodyNotedTravelAfterIt() {
        here.elsewhere("insert into Plot (area) values (null)", "insert into Code (code) values (null)");
        here.run(session -> {
            Task task = new Task("dig");
            task.plot = session.getReference(Plot.class, 1L);
            task.code = session.getReference(Code.class, 1L);
            session.persist(task);
        });
        here.sync(there);
        assertThat(here.replica().unplacedRows()).hasSize(3);
        here.run(session -> session.find(Plot.class, 1L).area = "north");
        here.sync(there);
        assertThat(there.count(Plot.class)).isEqualTo(1);
        assertThat(there.count(Task.class)).isZero();
        here.run(session -> session.find(Code.class, 1L).code = "x");
        here.sync(there);
        assertThat(onlyTask().code.code).isEqualTo("x");
        assertSettled();
    }

    @Test
    void rowsThatReferToOneWhichWaitsTravelWithItsId() {
        Plot first = new Plot(null);
        List<Object> all = new ArrayList<>(List.of(first));
        Task last = null;
        for (int i = 0; i < 30; i++) {
            Task task = new Task("t" + i);
            task.before = last;
            task.plot = i == 0 ? first : null;
            all.add(task);
            last = task;
        }
        persist(all.toArray());
        here.serialize();
        long rested =
                here.replica().unplacedRows().stream().mapToLong(r -> r.count()).sum();
        assertThat(rested).isEqualTo(2);
        here.sync(there);
        here.run(session -> session.find(Plot.class, first.id).area = "north");
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(31, 0, 0));
        assertSettled();
    }

    @Test
    void unplacedRowsThatReferToEachOtherDoNotLoop() {
        Plot one = new Plot(null);
        Plot two = new Plot(null);
        one.beside = two;
        persist(two, one);
        here.run(session -> session.find(Plot.class, two.id).beside = session.find(Plot.class, one.id));
        here.serialize();
        assertThat(here.store()).isEmpty();
        long counted =
                here.replica().unplacedRows().stream().mapToLong(r -> r.count()).sum();
        assertThat(counted).isEqualTo(2);
        here.run(session -> session.find(Plot.class, one.id).area = "a");
        here.serialize();
        here.run(session -> session.find(Plot.class, two.id).area = "b");
        here.sync(there);
        assertThat(there.count(Plot.class)).isEqualTo(2);
        assertSettled();
    }

    @Test
    void manyRowsThatReferToARestingRowTravel() {
        Plot plot = new Plot(null);
        persist(plot);
        here.run(session -> IntStream.range(0, 1_200).forEach(i -> {
            Task task = new Task("t" + i);
            task.plot = session.getReference(Plot.class, plot.id);
            session.persist(task);
        }));
        here.serialize();
        here.run(session -> session.find(Plot.class, plot.id).area = "north");
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1_201, 0, 0));
        assertSettled();
    }

    @Test
    void restingRowThatIsDeletedIsForgotten() {
        Plot plot = new Plot(null);
        Task task = new Task("dig");
        task.plot = plot;
        persist(plot, task);
        here.serialize();
        here.run(session -> {
            session.remove(session.find(Task.class, task.id));
            session.remove(session.find(Plot.class, plot.id));
        });
        here.sync(there);
        assertSettled();
        assertThat(here.store()).isEmpty();
    }

    @Test
    void referenceToARestingRowThatIsTakenAwayLetsTheRowTravel() {
        Plot plot = new Plot(null);
        Task task = new Task("dig");
        task.plot = plot;
        persist(plot, task);
        here.serialize();
        here.run(session -> session.find(Task.class, task.id).plot = null);
        here.sync(there);
        assertThat(there.count(Task.class)).isEqualTo(1);
        assertThat(here.replica().unplacedRows()).hasSize(1);
    }
}
