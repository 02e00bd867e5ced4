package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.SQLDelete;
import org.hibernate.annotations.SQLDeleteAll;
import org.hibernate.annotations.SQLInsert;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.SQLUpdate;
import org.hibernate.annotations.SoftDelete;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Unusual mappings are refused with a remedy, or the changes that they make are captured. */
class OddMappingsTest {
    @MappedSuperclass
    abstract static class Base extends SyncableEntity {
        @Override
        protected String partition() {
            return "p";
        }
    }

    @Entity
    @SQLDelete(sql = "update Deleting set gone = true where id = ?")
    @Syncable(profile = "p", model = "m")
    static class Deleting extends Base {
        boolean gone;
    }

    @Entity
    @SQLInsert(sql = "insert into Inserting values (?, ?, ?, ?)")
    @Syncable(profile = "p", model = "m")
    static class Inserting extends Base {}

    @Entity
    @SQLUpdate(sql = "update Updating set text = ? where id = ?")
    @Syncable(profile = "p", model = "m")
    static class Updating extends Base {}

    @Entity
    @SecondaryTable(name = "more")
    @SQLDelete(table = "more", sql = "update more set text = null where id = ?")
    @Syncable(profile = "p", model = "m")
    static class DeletingElsewhere extends Base {
        @Column(table = "more")
        String text;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class DeletingElements extends Base {
        @ElementCollection
        @SQLDeleteAll(sql = "delete from tags where id = ?")
        Set<String> tags = new TreeSet<>();
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class HidingElements extends Base {
        @ElementCollection
        @SQLRestriction("tags <> 'x'")
        Set<String> tags = new TreeSet<>();
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class KeepingElements extends Base {
        @ElementCollection
        @SoftDelete
        Set<String> tags = new TreeSet<>();
    }

    @Entity
    @FilterDef(name = "always", autoEnabled = true)
    @Filter(name = "always", condition = "1 = 1")
    @Syncable(profile = "p", model = "m")
    static class Filtered extends Base {}

    @Entity
    @Table(name = "note")
    @Syncable(profile = "p", model = "m")
    static class SameTable extends Base {}

    @ParameterizedTest
    @ValueSource(
            classes = {
                Deleting.class,
                Inserting.class,
                Updating.class,
                DeletingElsewhere.class,
                DeletingElements.class,
                HidingElements.class,
                KeepingElements.class,
                Filtered.class,
                SameTable.class
            })
    void whatCannotBeHonouredIsRefused(Class<?> entity) {
        Throwable refusal = catchThrowable(() -> new Application(Map.of(), entity, Note.class, Label.class).close());
        assertThat(refusal).isInstanceOf(MorangoException.class);
        assertThat(refusal.getMessage()).matches("Entity .*cannot be synced: .*(leave|let|enable).*\\.");
    }

    @Entity(name = "Note")
    @Table(name = "note")
    @FilterDef(name = "shown")
    @Filter(name = "shown", condition = "title <> 'hidden'")
    @Syncable(profile = "p", model = "note")
    static class Note extends Base {
        String title = "old";

        @ElementCollection
        @CollectionTable(name = "note_tags")
        Set<String> tags = new TreeSet<>(Set.of("x"));
    }

    /** The same rows, mapped for a list. */
    @Entity(name = "NoteLine")
    @Table(name = "note")
    static class NoteLine {
        @Id
        String id;

        String title;

        @ElementCollection
        @CollectionTable(name = "note_tags", joinColumns = @jakarta.persistence.JoinColumn(name = "Note_id"))
        Set<String> tags = new TreeSet<>();
    }

    /** An entity that is never changed, but removed. */
    @Entity(name = "FixedLine")
    @Immutable
    @Table(name = "note")
    static class FixedLine {
        @Id
        String id;

        String title;
    }

    @Entity(name = "Label")
    static class Label {
        @Id
        Long id;

        String text;
    }

    private static void check(String expected, Consumer<Session> change) {
        try (Application here = new Application(Map.of(), Note.class, NoteLine.class, FixedLine.class, Label.class);
                Application there = new Application(Map.of(), Note.class)) {
            Note note = new Note();
            here.factory.inTransaction(session -> session.persist(note));
            here.sync(there);
            here.factory.inTransaction(change);
            here.sync(there);
            assertThat(there.records().get(note.getId())).contains(expected);
            here.assertNothingUnnoticed();
        }
    }

    private static NoteLine line(Session session) {
        return session.createSelectionQuery("from NoteLine", NoteLine.class).getSingleResult();
    }

    private static int execute(Session session, String statement) {
        return session.createMutationQuery(statement).executeUpdate();
    }

    @Test
    void updateByAnotherEntityIsNoticed() {
        check("\"new\"", session -> line(session).title = "new");
    }

    @Test
    void collectionOfAnotherEntityIsNoticed() {
        check("[\"x\",\"y\"]", session -> line(session).tags.add("y"));
    }

    @Test
    void removalOfAnotherEntityIsNoticed() {
        check("deleted", session -> {
            line(session).tags.clear();
            session.flush();
            session.remove(line(session));
        });
        check("deleted", session -> {
            execute(session, "delete from NoteLine where 1 = 0");
            line(session).tags.clear();
            session.flush();
            session.remove(session.createSelectionQuery("from FixedLine", FixedLine.class)
                    .getSingleResult());
        });
    }

    @Test
    void queriesOfAnotherEntityAreNoticed() {
        check("\"new\"", session -> execute(session, "update NoteLine n set n.title = 'new'"));
        check("deleted", session -> execute(session, "delete from NoteLine"));
    }

    @Test
    void filterThatASessionEnablesHidesNothing() {
        check("\"hidden\"", session -> {
            session.enableFilter("shown");
            session.createSelectionQuery("from Note", Note.class).getSingleResult().title = "hidden";
        });
    }

    @Entity(name = "Stamping")
    @DynamicUpdate
    @Syncable(profile = "p", model = "stamping")
    static class Stamping extends Base {
        @NotSynced
        int visits;

        int stamps;

        @PreUpdate
        void stamp() {
            stamps++;
        }
    }

    @Test
    void changeThatACallbackMakesAloneIsNoticed() {
        try (Application here = new Application(Map.of(), Stamping.class);
                Application there = new Application(Map.of(), Stamping.class)) {
            Stamping made = new Stamping();
            here.factory.inTransaction(session -> session.persist(made));
            here.sync(there);
            here.factory.inTransaction(session -> session.find(Stamping.class, made.getId()).visits++);
            here.sync(there);
            assertThat(there.records().get(made.getId())).contains("\"stamps\":1");
        }
    }

    @Test
    void entitiesOfOtherTablesLeaveNoNotes() {
        try (Application here = new Application(Map.of(), Note.class, NoteLine.class, Label.class)) {
            here.factory.inTransaction(session -> {
                Label label = new Label();
                label.id = 1L;
                session.persist(label);
                session.persist(new Note());
                session.flush();
                execute(session, "update Label set text = 'x'");
                execute(session, "update Note set title = 'x'");
                execute(session, "delete from Note");
            });
            assertThat(here.factory.<Long>fromTransaction(session -> session.createSelectionQuery(
                                    "select count(*) from MorangoOutboxRow o where o.kind = 'RESCAN'", Long.class)
                            .getSingleResult()))
                    .isZero();
        }
    }
}
