package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.NativeQuery;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.model.Account;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.Ids;

/** SQL that is executed through Hibernate is noted, and what it has changed is found before the next serialization. */
abstract class SqlContract extends PeerContract {
    SqlContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private void execute(String sql) {
        here.run(session -> session.createNativeMutationQuery(sql).executeUpdate());
    }

    private String serialized(String title) {
        String id = here.persist(new Lesson("p", title));
        here.serialize();
        return id;
    }

    @Test
    void updateInSqlIsFound() {
        String one = serialized("one");
        String two = serialized("two");
        execute("update Lesson set title = 'new' where title = 'two'");
        assertThat(here.noted()).containsExactly("lesson");
        assertThat(here.changed(Lesson.class)).isEmpty();
        here.serialize();
        assertThat(here.content(two).get("title").stringValue()).isEqualTo("new");
        assertThat(here.store(one).lastSavedCounter).isEqualTo(1);
        assertThat(here.store(two).lastSavedCounter).isEqualTo(3);
        assertThat(here.noted()).isEmpty();
        assertThat(here.changed(Lesson.class)).isEmpty();
    }

    @Test
    void deleteInSqlIsFound() {
        String one = serialized("one");
        String two = serialized("two");
        execute("/* update */ DELETE FROM Lesson WHERE title = 'two'");
        here.serialize();
        assertThat(here.store(one).deleted).isFalse();
        assertThat(here.store(two).deleted).isTrue();
        assertThat(here.deletions()).isEmpty();
    }

    @Test
    void insertInSqlIsFound() {
        execute(insert(OTHER));
        here.serialize();
        assertThat(here.content(OTHER).get("title").stringValue()).isEqualTo(Lesson.SHARED);
    }

    /** The id that follows from the values that {@link #insert} writes. */
    static final String OTHER = Ids.recordId("p", Lesson.SHARED, "lesson");

    /** Returns the statement by which another program inserts a row. */
    static String insert(String id) {
        return "insert into Lesson (id, place, title, level) values ('" + id + "', 'p', '" + Lesson.SHARED + "', 1)";
    }

    @Test
    void secondaryTableIsOneOfTheEntitys() {
        String ada = here.persist(new Account("ada", 1, "first"));
        here.serialize();
        execute("update account_remark set remark = 'new'");
        here.serialize();
        assertThat(here.content(ada).get("remark").stringValue()).isEqualTo("new");
    }

    @Test
    void statelessSessionIsSeen() {
        String one = serialized("one");
        here.runStateless(session -> session.createNativeMutationQuery("update Lesson set title = 'new'")
                .executeUpdate());
        here.serialize();
        assertThat(here.content(one).get("title").stringValue()).isEqualTo("new");
    }

    @Test
    void queriesInSqlAreNotNoted() {
        serialized("one");
        here.run(session -> {
            session.createNativeQuery("select title from Lesson", String.class).getResultList();
            session.createNativeQuery("with t as (select title from Lesson) select title from t", String.class)
                    .getResultList();
        });
        execute("update morango_lock set taken = 0");
        assertThat(here.noted()).isEmpty();
    }

    @Test
    void callsAreTakenToChangeEverythingUnlessTheApplicationSaysWhat() {
        assumeFalse(here.isSqlite, "SQLite has no calls");
        execute(call());
        assertThat(here.noted())
                .containsExactlyInAnyOrderElementsOf(SyncableModels.of((SessionFactoryImplementor) here.factory)
                        .names(TestPeer.PROFILE));
        here.serialize();
        here.run(session -> ((NativeQuery<?>) session.createNativeMutationQuery(call()))
                .addSynchronizedEntityClass(Lesson.class)
                .executeUpdate());
        assertThat(here.noted()).containsExactly("lesson");
    }

    /** Returns a statement that hides what it does. */
    private String call() {
        return isPostgres()
                ? "do 'begin update Lesson set level = level; end'"
                : "execute immediate 'update Lesson set level = level'";
    }

    private boolean isPostgres() {
        return here.factory
                        .unwrap(SessionFactoryImplementor.class)
                        .getJdbcServices()
                        .getDialect()
                instanceof PostgreSQLDialect;
    }

    @Test
    void changesThatReturnRowsAreFound() {
        assumeTrue(isPostgres(), "H2 has none that are not hidden in a query");
        String one = serialized("one");
        String title = here.get(
                session -> session.createNativeQuery("update Lesson set title = 'new' returning title", String.class)
                        .getSingleResult());
        assertThat(title).isEqualTo("new");
        here.serialize();
        assertThat(here.content(one).get("title").stringValue()).isEqualTo("new");
        here.run(session -> session.createNativeQuery(
                        "with t as (delete from Lesson returning title) select title from t", String.class)
                .getResultList());
        here.serialize();
        assertThat(here.store(one).deleted).isTrue();
    }

    @Test
    void changesThatTheTextHidesAreFoundByARescan() {
        assumeTrue(isPostgres(), "views that can be changed, and functions in SQL");
        String one = serialized("one");
        here.elsewhere(
                "create or replace view lesson_view as select * from lesson",
                "create or replace function raised() returns int language sql as"
                        + " 'update Lesson set level = level + 1 returning level'",
                "create or replace procedure raise_all() language sql as 'update Lesson set level = level + 1'");
        List<Consumer<Session>> hidden = List.of(
                session -> session.createNativeMutationQuery("update lesson_view set level = level + 1")
                        .executeUpdate(),
                session -> session.createNativeQuery("select raised()", Integer.class)
                        .getSingleResult(),
                session -> session.createStoredProcedureCall("raise_all").execute());
        for (Consumer<Session> change : hidden) {
            here.run(change);
            assertThat(here.noted()).isEmpty();
            assertThat(here.replica().rescan(Lesson.class)).isEqualTo(new RescanResult(0, 1, 0));
            assertThat(here.changed(Lesson.class)).containsExactly(one);
            here.serialize();
        }
        here.run(session -> ((NativeQuery<?>)
                        session.createNativeMutationQuery("update lesson_view set level = level + 1"))
                .addSynchronizedEntityClass(Lesson.class)
                .executeUpdate());
        assertThat(here.noted()).containsExactly("lesson");
    }

    @Test
    void oneTransactionLeavesOneNote() {
        here.run(session -> {
            for (int i = 0; i < 5; i++) {
                session.createNativeMutationQuery("update Lesson set level = " + i)
                        .executeUpdate();
            }
        });
        assertThat(here.noted()).containsExactly("lesson");
        execute("update Lesson set level = 7");
        assertThat(here.noted()).containsExactly("lesson", "lesson");
        here.serialize();
        assertThat(here.noted()).isEmpty();
    }

    @Test
    void rolledBackSqlLeavesNoNote() {
        try (Session session = here.factory.openSession()) {
            session.beginTransaction();
            session.createNativeMutationQuery("update Lesson set level = 1").executeUpdate();
            session.getTransaction().rollback();
        }
        assertThat(here.noted()).isEmpty();
    }
}
