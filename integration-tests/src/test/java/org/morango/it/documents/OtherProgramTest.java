package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.morango.documents.Document;
import org.morango.record.Ids;
import org.morango.testkit.Convergence;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;

/** A program that notes its changes in the outbox as docs/capture.md says is heard. */
@Peers(entities = {Lesson.class, Remark.class})
class OtherProgramTest {
    private static final String KEY = "42";

    private static String note(String kind, Object key) {
        List<String> statements = Document.read("capture.md").blocks("sql");
        assertThat(statements).singleElement().asString().contains("'CHANGED'", KEY);
        return statements
                .get(0)
                .replace("CHANGED", kind)
                .replace(KEY, String.valueOf(key))
                .replace(";", "");
    }

    /** Runs statements by JDBC, in one transaction. */
    private static void beside(TestPeer peer, String... statements) {
        peer.inTransaction(entities -> entities.unwrap(Session.class).doWork(connection -> {
            try (var statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        }));
    }

    @Test
    void notedChangesAndDeletionsTravel(TestPeer school, TestPeer tablet) {
        Lesson changed = new Lesson("Art");
        Lesson deleted = new Lesson("Biology");
        school.inTransaction(entities -> {
            entities.persist(changed);
            entities.persist(deleted);
        });
        tablet.syncWith(school);

        beside(
                school,
                "update Lesson set title = 'Botany' where id = " + changed.getId(),
                "delete from Lesson where id = " + deleted.getId(),
                note("CHANGED", changed.getId()),
                note("DELETED", deleted.getId()));
        tablet.syncWith(school);

        Convergence.assertSame(school, tablet);
        assertThat(tablet.findAll(Lesson.class)).singleElement().hasFieldOrPropertyWithValue("title", "Botany");
    }

    @Test
    void changeThatDoesNotTellItsRowsTravels(TestPeer school, TestPeer tablet) {
        school.inTransaction(entities -> entities.persist(new Lesson("Art")));
        tablet.syncWith(school);

        beside(school, "update Lesson set title = 'Botany'", note("RESCAN", KEY).replaceAll("\\[.*]", "[]"));
        tablet.syncWith(school);

        Convergence.assertSame(school, tablet);
        assertThat(tablet.findAll(Lesson.class)).singleElement().hasFieldOrPropertyWithValue("title", "Botany");
    }

    @Test
    void insertedRowTravels(TestPeer school, TestPeer tablet) {
        beside(school, "insert into Lesson (id, title) values (42, 'Chess')", note("CHANGED", KEY));
        tablet.syncWith(school);

        assertThat(tablet.findAll(Lesson.class)).singleElement().hasFieldOrPropertyWithValue("title", "Chess");
    }

    @Test
    void insertedRowWhoseKeyIsTheRecordsIdTravelsWithThePlaceThatItsNoteNames(TestPeer school, TestPeer tablet) {
        String root = school.certificate().id();
        String partition = root + ":remarks";
        String id = Ids.recordId(partition, "b7", "remark");
        beside(
                school,
                "insert into Remark (id, schoolId, text, changedAt) values ('" + id + "', '" + root
                        + "', 'Well done', current_timestamp)",
                note("CHANGED", KEY)
                        .replace("lesson", "remark")
                        .replace("[\"" + KEY + "\"]", "[[\"" + id + "\", \"b7\", \"" + partition + "\"]]"));
        tablet.syncWith(school);

        assertThat(tablet.findAll(Remark.class)).singleElement().hasFieldOrPropertyWithValue("text", "Well done");
    }
}
