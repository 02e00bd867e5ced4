package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.model.Figure;
import org.morango.hibernate.model.Medium;
import org.morango.hibernate.model.Vehicle;
import org.morango.hibernate.report.RescanResult;
import org.morango.replica.DeserializeResult;

/** Classes of a hierarchy are models of their own, however they share tables. */
abstract class InheritanceContract extends PeerContract {
    InheritanceContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private static Medium.Book book(String title, int pages) {
        Medium.Book book = new Medium.Book();
        book.title = title;
        book.pages = pages;
        return book;
    }

    @Test
    void joinedTablesAreSynced() {
        String book = here.persist(book("Emma", 300));
        Medium.Film film = new Medium.Film();
        film.title = "Ran";
        film.minutes = 160;
        here.persist(film);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(there.store(book).modelName).isEqualTo("book");
        assertThat(there.store(film.getId()).modelName).isEqualTo("film");
        assertThat(there.find(Medium.Book.class, book).pages).isEqualTo(300);
        assertThat(there.find(Medium.class, film.getId())).isInstanceOf(Medium.Film.class);
        assertThat(there.changed(Medium.class)).isEmpty();

        here.change(Medium.Book.class, book, b -> b.pages = 301);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 0));
        here.change(Medium.Book.class, book, b -> b.title = "EMMA");
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(there.find(Medium.Book.class, book).pages).isEqualTo(301);
        assertThat(there.find(Medium.Book.class, book).title).isEqualTo("EMMA");
        here.remove(Medium.class, book);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(there.count(Medium.class)).isEqualTo(1);
        assertThat(here.deletions()).isEmpty();
    }

    @Test
    void modelAndItsSubclassInOneTableAreTwoModels() {
        Vehicle bike = new Vehicle();
        bike.wheels = 2;
        Vehicle.Car car = new Vehicle.Car();
        car.wheels = 4;
        car.seats = 5;
        here.persist(bike);
        here.persist(car);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(there.store(bike.getId()).modelName).isEqualTo("vehicle");
        assertThat(there.store(car.getId()).modelName).isEqualTo("car");
        assertThat(here.content(car.getId()).get("seats").intValue()).isEqualTo(5);
        assertThat(there.find(Vehicle.class, bike.getId())).isExactlyInstanceOf(Vehicle.class);
        assertThat(there.find(Vehicle.class, car.getId())).isExactlyInstanceOf(Vehicle.Car.class);
        here.change(Vehicle.class, car.getId(), v -> v.wheels = 3);
        here.change(Vehicle.class, bike.getId(), v -> v.wheels = 1);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(there.find(Vehicle.Car.class, car.getId()).wheels).isEqualTo(3);
        assertThat(there.find(Vehicle.Car.class, car.getId()).seats).isEqualTo(5);
        assertThat(there.find(Vehicle.class, bike.getId()).wheels).isEqualTo(1);
        here.remove(Vehicle.class, bike.getId());
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(there.count(Vehicle.class)).isEqualTo(1);
    }

    @Test
    void tableForEachClassAndReferencesToAnyOfThemAreSynced() {
        String book = here.persist(book("Flatland", 100));
        String[] ids = here.get(s -> {
            Figure.Square square = new Figure.Square();
            square.side = 2;
            square.from = s.getReference(Medium.Book.class, book);
            s.persist(square);
            Figure.Circle circle = new Figure.Circle();
            circle.radius = 1;
            circle.inside = square;
            s.persist(circle);
            Figure.Square inner = new Figure.Square();
            inner.inside = circle;
            s.persist(inner);
            return new String[] {square.getId(), circle.getId(), inner.getId()};
        });
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(4, 0, 0));
        there.run(s -> {
            Figure.Square inner = s.find(Figure.Square.class, ids[2]);
            assertThat(inner.inside.getId()).isEqualTo(ids[1]);
            assertThat(((Figure) Hibernate.unproxy(s.find(Figure.class, ids[1]))).inside.getId())
                    .isEqualTo(ids[0]);
            assertThat(((Figure) Hibernate.unproxy(s.find(Figure.class, ids[0]))).from.getId())
                    .isEqualTo(book);
        });
        here.run(s -> {
            for (int i = 2; i >= 0; i--) {
                s.remove(s.find(Figure.class, ids[i]));
                s.flush();
            }
            s.remove(s.find(Medium.class, book));
        });
        here.sync(there);
        assertThat(there.count(Figure.class)).isZero();
        assertThat(there.count(Medium.class)).isZero();
        assertThat(there.store()).allMatch(r -> r.deleted);
        assertThat(there.pending()).isEmpty();
    }

    private static Medium.Comic comic(String title, int pages) {
        Medium.Comic comic = new Medium.Comic();
        comic.title = title;
        comic.pages = pages;
        comic.artist = "Moore";
        return comic;
    }

    private static <C extends Figure.Circle> C circle(C circle, double radius) {
        circle.radius = radius;
        return circle;
    }

    @Test
    void modelsWhoseBaseIsAModelInAnotherTableAreSynced() {
        String book = here.persist(book("Emma", 300));
        String comic = here.persist(comic("V", 200));
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(there.store(book).modelName).isEqualTo("book");
        assertThat(there.store(comic).modelName).isEqualTo("comic");
        here.change(Medium.class, book, b -> b.title = "EMMA");
        here.change(Medium.Comic.class, comic, c -> c.artist = "Lloyd");
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(there.find(Medium.Book.class, book)).isExactlyInstanceOf(Medium.Book.class);
        assertThat(there.find(Medium.class, book).title).isEqualTo("EMMA");
        assertThat(there.find(Medium.Comic.class, comic).artist).isEqualTo("Lloyd");
        assertThat(there.find(Medium.Comic.class, comic).pages).isEqualTo(200);
        here.remove(Medium.class, book);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(there.count(Medium.class)).isEqualTo(1);
    }

    @Test
    void modelsWhoseBaseIsAModelWithARowElsewhereAreSynced() {
        Figure.Ring ring = circle(new Figure.Ring(), 2);
        ring.metals.add("gold");
        here.persist(ring);
        String circle = here.persist(circle(new Figure.Circle(), 1));
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(there.store(circle).modelName).isEqualTo("circle");
        assertThat(there.store(ring.getId()).modelName).isEqualTo("ring");
        here.change(Figure.Circle.class, circle, c -> c.radius = 3);
        here.change(Figure.Ring.class, ring.getId(), r -> r.metals.add("silver"));
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(there.find(Figure.Circle.class, circle)).isExactlyInstanceOf(Figure.Circle.class);
        assertThat(there.find(Figure.Circle.class, circle).radius).isEqualTo(3);
        assertThat(there.<Long>get(
                        s -> s.createSelectionQuery("select count(*) from Figure$Ring r join r.metals m", Long.class)
                                .getSingleResult()))
                .isEqualTo(2);
        here.remove(Figure.class, ring.getId());
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(there.count(Figure.class)).isEqualTo(1);
    }

    @Test
    void bulkStatementsOnABaseReachTheModelsBelowIt() {
        String book = here.persist(book("Emma", 300));
        String comic = here.persist(comic("V", 200));
        String circle = here.persist(circle(new Figure.Circle(), 1));
        String ring = here.persist(circle(new Figure.Ring(), 2));
        Vehicle.Car car = new Vehicle.Car();
        here.persist(car);
        here.sync(there);
        here.run(s -> {
            s.createMutationQuery("update Medium set title = 'new'").executeUpdate();
            s.createMutationQuery("update Figure$Circle set radius = 5").executeUpdate();
            s.createMutationQuery("update Vehicle set wheels = 3").executeUpdate();
        });
        assertThat(here.changed(Medium.class)).containsExactlyInAnyOrder(book, comic);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(5, 0, 0));
        assertThat(there.find(Medium.class, comic).title).isEqualTo("new");
        assertThat(there.find(Figure.Ring.class, ring).radius).isEqualTo(5);
        assertThat(there.find(Vehicle.class, car.getId()).wheels).isEqualTo(3);
        here.run(s -> {
            s.createMutationQuery("delete from Medium$Book").executeUpdate();
            s.createMutationQuery("delete from Figure").executeUpdate();
            s.createMutationQuery("delete from Vehicle").executeUpdate();
        });
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 5, 0));
        assertThat(there.count(Medium.class) + there.count(Figure.class) + there.count(Vehicle.class))
                .isZero();
        assertThat(there.store(circle).deleted).isTrue();
    }

    @Test
    void rescanComparesEachRowAsItsOwnModel() {
        String comic = here.persist(comic("V", 200));
        String ring = here.persist(circle(new Figure.Ring(), 2));
        here.persist(book("Emma", 300));
        here.persist(circle(new Figure.Circle(), 1));
        here.persist(new Vehicle.Car());
        here.sync(there);
        assertThat(here.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(there.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        here.elsewhere(
                "update Medium set title = 'new' where id = '" + comic + "'",
                "insert into ring_metals (ring_id, metal) values ('" + ring + "', 'tin')");
        assertThat(here.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(0, 2, 0));
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(there.find(Medium.class, comic).title).isEqualTo("new");
    }

    @Test
    void rowThatIsWrittenCannotBeChangedMeanwhile() {
        assumeFalse(here.isSqlite, "SQLite locks whole databases");
        String book = here.persist(book("Emma", 300));
        assertLocked(Medium.Book.class, book, b -> b.title = "changed");
        String comic = here.persist(comic("V", 200));
        assertLocked(Medium.Comic.class, comic, c -> c.title = "changed");
        String circle = here.persist(circle(new Figure.Circle(), 1));
        assertLocked(Figure.Circle.class, circle, c -> c.radius = 7);
        String ring = here.persist(circle(new Figure.Ring(), 2));
        assertLocked(Figure.Ring.class, ring, r -> r.radius = 7);
    }

    private <T extends SyncableEntity> void assertLocked(Class<T> type, String id, Consumer<T> change) {
        SyncableModel model = SyncableModels.of((SessionFactoryImplementor) here.factory)
                .find(type)
                .orElseThrow();
        List<CompletableFuture<Void>> changes = new ArrayList<>();
        here.runStateless(session -> {
            assertThat(new EntityWriter(session, model, Contents.keys(session)).lockExisting(List.of(id)))
                    .containsKey(id);
            CompletableFuture<Void> changing = CompletableFuture.runAsync(() -> here.change(type, id, change));
            changes.add(changing);
            assertThatThrownBy(() -> changing.get(300, TimeUnit.MILLISECONDS))
                    .as("change of %s", type.getSimpleName())
                    .isInstanceOf(TimeoutException.class);
        });
        changes.get(0).join();
    }
}
