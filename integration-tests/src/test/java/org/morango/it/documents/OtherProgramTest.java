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
@Peers(entities = Lesson.class)
class OtherProgramTest {
    private static final String ID = "5500425f1e99b045e3408f4bcdddd948";

    private static String note(String kind, String id) {
        List<String> statements = Document.read("capture.md").blocks("sql");
        assertThat(statements).singleElement().asString().contains("'CHANGED'", ID);
        return statements.get(0).replace("CHANGED", kind).replace(ID, id).replace(";", "");
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
        String root = school.certificate().id();
        Lesson changed = new Lesson(root, "Art");
        Lesson deleted = new Lesson(root, "Biology");
        school.inTransaction(entities -> {
            entities.persist(changed);
            entities.persist(deleted);
        });
        tablet.syncWith(school);

        beside(
                school,
                "update Lesson set title = 'Botany' where id = '" + changed.getId() + "'",
                "delete from Lesson where id = '" + deleted.getId() + "'",
                note("CHANGED", changed.getId()),
                note("DELETED", deleted.getId()));
        tablet.syncWith(school);

        Convergence.assertSame(school, tablet);
        assertThat(tablet.findAll(Lesson.class)).singleElement().hasFieldOrPropertyWithValue("title", "Botany");
    }

    @Test
    void changeThatDoesNotTellItsRowsTravels(TestPeer school, TestPeer tablet) {
        school.inTransaction(
                entities -> entities.persist(new Lesson(school.certificate().id(), "Art")));
        tablet.syncWith(school);

        beside(school, "update Lesson set title = 'Botany'", note("RESCAN", ID).replaceAll("\\[.*]", "[]"));
        tablet.syncWith(school);

        Convergence.assertSame(school, tablet);
        assertThat(tablet.findAll(Lesson.class)).singleElement().hasFieldOrPropertyWithValue("title", "Botany");
    }

    @Test
    void insertedRowTravelsWithThePlaceThatItsNoteNames(TestPeer school, TestPeer tablet) {
        String partition = school.certificate().id() + ":lessons";
        String id = Ids.recordId(partition, "b7", "lesson");
        beside(
                school,
                "insert into Lesson (id, schoolId, title) values ('" + id + "', '"
                        + school.certificate().id() + "', 'Chess')",
                note("CHANGED", ID).replace("[\"" + ID + "\"]", "[[\"" + id + "\", \"b7\", \"" + partition + "\"]]"));
        tablet.syncWith(school);

        assertThat(tablet.findAll(Lesson.class)).singleElement().hasFieldOrPropertyWithValue("title", "Chess");
    }
}
