package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import jakarta.persistence.criteria.CriteriaDelete;
import jakarta.persistence.criteria.CriteriaUpdate;
import jakarta.persistence.criteria.Root;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.Session;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.model.Account;
import org.morango.hibernate.model.Booking;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.replica.DeserializeResult;

/** Updates and deletes by queries are captured, row by row, in the transactions that make them. */
abstract class BulkContract extends PeerContract {
    BulkContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private String lesson(String title, int level) {
        Lesson lesson = new Lesson("p", title);
        lesson.level = level;
        return here.persist(lesson);
    }

    private int execute(String query, Object... parameters) {
        return here.get(session -> {
            var mutation = session.createMutationQuery(query);
            for (int i = 0; i < parameters.length; i++) {
                mutation.setParameter(i + 1, parameters[i]);
            }
            return mutation.executeUpdate();
        });
    }

    private List<String> deleted() {
        return here.deletions().stream().map(Notes.Deletion::id).toList();
    }

    @Test
    void queryNotesTheRowsThatItUpdates() {
        String one = lesson("one", 1);
        String two = lesson("two", 2);
        here.serialize();
        for (int i = 1; i <= 3; i++) {
            assertThat(execute("update Lesson set title = ?1 where level = ?2", "new " + i, 2))
                    .isEqualTo(1);
            assertThat(here.changed(Lesson.class)).containsExactly(two);
            here.serialize();
            assertThat(here.content(two).get("title").stringValue()).isEqualTo("new " + i);
        }
        assertThat(here.store(one).lastSavedCounter).isEqualTo(1);
        assertThat(here.store(two).lastSavedCounter).isEqualTo(4);
    }

    @Test
    void queryWithAListOrASubqueryNotesTheRowsThatItUpdates() {
        String one = lesson("one", 1);
        String two = lesson("two", 2);
        String three = lesson("three", 3);
        here.serialize();
        for (List<Integer> levels : List.of(List.of(1, 2), List.of(1, 2, 9), List.of(1))) {
            execute("update Lesson l set l.level = l.level where l.level in ?1", levels);
        }
        assertThat(here.changed(Lesson.class)).containsExactlyInAnyOrder(one, two);
        here.serialize();
        execute("update Lesson l set l.title = 'top' where l.level = (select max(o.level) from Lesson o)");
        assertThat(here.changed(Lesson.class)).containsExactly(three);
    }

    @Test
    void criteriaUpdateNotesTheRowsThatItUpdates() {
        lesson("one", 1);
        String two = lesson("two", 2);
        here.serialize();
        HibernateCriteriaBuilder builder = here.factory.getCriteriaBuilder();
        CriteriaUpdate<Lesson> update = builder.createCriteriaUpdate(Lesson.class);
        Root<Lesson> lesson = update.from(Lesson.class);
        update.set("title", "new").where(builder.equal(lesson.get("level"), 2));
        // The same statement may be executed more than once.
        for (int i = 0; i < 2; i++) {
            here.run(session -> session.createMutationQuery(update).executeUpdate());
            assertThat(here.changed(Lesson.class)).containsExactly(two);
            here.serialize();
        }
        assertThat(here.content(two).get("title").stringValue()).isEqualTo("new");
    }

    @Test
    void updateByAStatelessSessionNotesTheRows() {
        String one = lesson("one", 1);
        here.serialize();
        here.runStateless(session ->
                session.createMutationQuery("update Lesson set title = 'new'").executeUpdate());
        assertThat(here.changed(Lesson.class)).containsExactly(one);
    }

    @Test
    void updateOfSeveralTablesNotesTheRows() {
        String ada = here.persist(new Account("ada", 1, "first"));
        String bea = here.persist(new Account("bea", 2, "second"));
        here.serialize();
        // Changes only the other table.
        assertThat(execute("update Account set remark = ?1 where balance = ?2", "new", 1))
                .isEqualTo(1);
        assertThat(here.changed(Account.class)).containsExactly(ada);
        here.serialize();
        assertThat(here.content(ada).get("remark").stringValue()).isEqualTo("new");

        HibernateCriteriaBuilder builder = here.factory.getCriteriaBuilder();
        CriteriaUpdate<Account> update = builder.createCriteriaUpdate(Account.class);
        Root<Account> account = update.from(Account.class);
        update.set("remark", "newer").where(builder.equal(account.get("remark"), "second"));
        here.run(session -> session.createMutationQuery(update).executeUpdate());
        assertThat(here.changed(Account.class)).containsExactly(bea);

        execute("update versioned Account set balance = balance + 1");
        assertThat(here.changed(Account.class)).containsExactlyInAnyOrder(ada, bea);
        assertThat(here.find(Account.class, ada).version).isEqualTo(1);
    }

    @Test
    void deleteNotesTheRowsThatItDeletes() {
        String one = lesson("one", 1);
        String two = lesson("two", 2);
        String three = lesson("three", 3);
        here.serialize();
        assertThat(execute("delete from Lesson where level = ?1", 2)).isEqualTo(1);
        assertThat(deleted()).containsExactly(two);
        assertThat(execute("delete from Lesson where level = ?1", 3)).isEqualTo(1);
        assertThat(deleted()).containsExactlyInAnyOrder(two, three);
        here.serialize();
        assertThat(here.store(one).deleted).isFalse();
        assertThat(here.store(two).deleted).isTrue();
        assertThat(here.store(two).hardDeleted).isFalse();
        assertThat(here.store(three).deleted).isTrue();

        assertThat(execute("delete Lesson")).isEqualTo(1);
        here.serialize();
        assertThat(here.store(one).deleted).isTrue();
        assertThat(here.deletions()).isEmpty();
    }

    @Test
    void deleteWithAListAJoinOrASubqueryNotesDeletions() {
        Lesson first = new Lesson("p", "first");
        Section a = first.add("a");
        Section b = first.add("b");
        Lesson second = new Lesson("p", "second");
        Section c = second.add("c");
        here.run(session -> {
            session.persist(first);
            session.persist(second);
        });
        here.serialize();
        for (List<String> texts : List.of(List.of("x"), List.of("a", "x"), List.of("y", "x", "z"))) {
            execute("delete from Section where text in ?1", texts);
        }
        assertThat(deleted()).containsExactly(a.getId());
        execute("delete from Section s where s.lesson.title = ?1", "first");
        assertThat(deleted()).containsExactlyInAnyOrder(a.getId(), b.getId());
        execute(
                "delete from Section s where exists (select 1 from Lesson l where l = s.lesson and l.title = ?1)",
                "second");
        assertThat(deleted()).containsExactlyInAnyOrder(a.getId(), b.getId(), c.getId());
    }

    @Test
    void criteriaDeleteNotesDeletions() {
        String one = lesson("one", 1);
        String two = lesson("two", 2);
        HibernateCriteriaBuilder builder = here.factory.getCriteriaBuilder();
        CriteriaDelete<Lesson> delete = builder.createCriteriaDelete(Lesson.class);
        Root<Lesson> lesson = delete.from(Lesson.class);
        delete.where(builder.equal(lesson.get("level"), 2));
        for (int i = 0; i < 2; i++) {
            here.run(session -> session.createMutationQuery(delete).executeUpdate());
            assertThat(deleted()).containsExactly(two);
        }
        assertThat(here.find(Lesson.class, one)).isNotNull();
    }

    @Test
    void deleteFromSeveralTablesNotesDeletions() {
        String ada = here.persist(new Account("ada", 1, "first"));
        String bea = here.persist(new Account("bea", 2, "second"));
        here.serialize();
        assertThat(execute("delete from Account where remark = ?1", "first")).isEqualTo(1);
        assertThat(deleted()).containsExactly(ada);
        here.serialize();
        assertThat(here.store(ada).deleted).isTrue();

        HibernateCriteriaBuilder builder = here.factory.getCriteriaBuilder();
        CriteriaDelete<Account> delete = builder.createCriteriaDelete(Account.class);
        Root<Account> account = delete.from(Account.class);
        delete.where(builder.equal(account.get("remark"), "second"));
        here.run(session -> session.createMutationQuery(delete).executeUpdate());
        assertThat(deleted()).containsExactly(bea);

        String cleo = here.persist(new Account("cleo", 3, "third"));
        execute("delete from Account a where a.balance = (select max(o.balance) from Account o)");
        assertThat(deleted()).containsExactlyInAnyOrder(bea, cleo);
        assertThat(here.count(Account.class)).isZero();
    }

    @Test
    void rowThatWasDeletedInAnEarlierLifeIsDeletedAgain() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        here.remove(Facility.class, id);
        here.persist(new Facility("f", null));
        assertThat(execute("delete from Facility where name = ?1", "f")).isEqualTo(1);
        assertThat(deleted()).containsExactly(id);
        here.serialize();
        assertThat(here.store(id).deleted).isTrue();
    }

    @Test
    void hardDeletionStaysHard() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        here.run(session -> Morango.hardDelete(session, session.find(Facility.class, id)));
        here.persist(new Facility("f", null));
        execute("delete from Facility");
        assertThat(here.deletions()).singleElement().matches(Notes.Deletion::hard);
    }

    @Test
    void rolledBackDeleteLeavesNothing() {
        String one = lesson("one", 1);
        here.serialize();
        try (Session session = here.factory.openSession()) {
            session.beginTransaction();
            session.createMutationQuery("delete from Lesson").executeUpdate();
            session.getTransaction().rollback();
        }
        assertThat(here.deletions()).isEmpty();
        assertThat(here.find(Lesson.class, one)).isNotNull();
    }

    @Test
    void rowsThatTheDatabaseDeletesByItselfAreFound() {
        assumeFalse(here.isSqlite, "Hibernate makes no foreign keys on SQLite");
        Account ada = new Account("ada", 1, "first");
        Account bea = new Account("bea", 2, "second");
        Booking first = new Booking(ada, 1);
        Booking second = new Booking(bea, 1);
        here.run(session -> List.of(ada, bea, first, second).forEach(session::persist));
        here.serialize();

        here.remove(Account.class, ada.getId());
        assertThat(here.noted()).containsExactly("booking");
        here.serialize();
        assertThat(here.count(Booking.class)).isEqualTo(1);
        assertThat(here.store(first.getId()).deleted).isTrue();
        assertThat(here.noted()).isEmpty();

        execute("delete from Account");
        assertThat(here.noted()).containsExactly("booking");
        here.serialize();
        assertThat(here.store(second.getId()).deleted).isTrue();
    }

    @Test
    void noDeleteIsLostAmongPasses() throws Exception {
        assumeFalse(here.isSqlite, "SQLite turns away transactions that meet with others");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        AtomicBoolean isDone = new AtomicBoolean();
        Future<?> passes = threads.submit(() -> {
            while (!isDone.get()) {
                here.serialize();
            }
        });
        String id = "";
        try {
            for (int i = 0; i < 60; i++) {
                // Each row has the id, and sometimes the note of the deletion, of the previous one.
                id = here.persist(new Facility("f", null));
                assertThat(execute("delete from Facility where name = ?1", "f")).isEqualTo(1);
            }
            here.persist(new Facility("f", null));
            here.serialize();
            assertThat(execute("delete from Facility where name = ?1", "f")).isEqualTo(1);
        } finally {
            isDone.set(true);
            threads.shutdown();
        }
        passes.get(1, TimeUnit.MINUTES);
        here.serialize();
        assertThat(here.store(id).deleted).isTrue();
        assertThat(here.deletions()).isEmpty();
        assertThat(here.count(Facility.class)).isZero();
    }

    @Test
    void bulkChangesTravel() {
        String kept = lesson("kept", 1);
        String gone = lesson("gone", 2);
        here.sync(there);
        execute("update Lesson set title = 'new' where level = 1");
        execute("delete from Lesson where level = 2");
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 1, 0));
        assertThat(there.find(Lesson.class, kept).title).isEqualTo("new");
        assertThat(there.find(Lesson.class, gone)).isNull();
        assertThat(there.changed(Lesson.class)).isEmpty();
        assertThat(there.deletions()).isEmpty();
    }

    @Test
    void insertByAQueryIsRefused() {
        lesson("one", 1);
        for (String insert : List.of(
                "insert into Lesson (title, level) select l.title, l.level from Lesson l",
                "insert into Lesson (title, level) values ('two', 2)",
                "insert into Lesson (id, title, level) values ('" + BEA + "', 'two', 2)",
                "insert into Account (id, owner, balance, remark, version) values ('" + BEA + "', 'two', 2, 'r', 0)")) {
            assertThatThrownBy(() -> execute(insert))
                    .as(insert)
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("persist them");
        }
        assertThat(here.count(Lesson.class)).isEqualTo(1);
        assertThat(here.count(Account.class)).isZero();
    }
}
