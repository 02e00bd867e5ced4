package org.morango.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.morango.client.SyncClient;
import org.morango.client.SyncResult;
import org.morango.record.Filter;
import org.morango.testkit.model.Course;
import org.morango.testkit.model.Mark;
import org.morango.testkit.model.Note;

@Peers(entities = {Course.class, Mark.class, Note.class})
class PeersTest {
    private String root = "";

    @BeforeEach
    void knowRoot(TestPeers peers) {
        root = peers.rootId();
    }

    private Course course(String title) {
        return new Course(root, title, "Noether");
    }

    @Test
    void rowsTravelBothWays(TestPeer first, TestPeer second) {
        first.inTransaction(entities -> entities.persist(course("Algebra")));
        second.inTransaction(entities -> entities.persist(course("Botany")));
        SyncResult sync = second.syncWith(first);
        assertThat(sync.received()).isEqualTo(1);
        assertThat(sync.sent()).isEqualTo(1);
        assertThat(first.findAll(Course.class)).hasSize(2);
        Convergence.assertSame(first, second);
    }

    @Test
    void conflictConverges(TestPeer first, TestPeer second) {
        Course course = course("Algebra");
        first.inTransaction(entities -> entities.persist(course));
        second.syncWith(first);
        first.inTransaction(
                entities -> entities.find(Course.class, course.getId()).setTeacher("Gauss"));
        second.inTransaction(
                entities -> entities.find(Course.class, course.getId()).setTeacher("Euler"));
        second.syncWith(first);
        Convergence.assertSame(first, second);
        assertThat(first.find(Course.class, String.valueOf(course.getId())))
                .hasValueSatisfying(c -> assertThat(c.getTeacher()).isEqualTo("Euler"));
        assertThat(second.morango().storeFigures().conflicts()).isEqualTo(1);
    }

    @Test
    @Peers(
            entities = {Course.class, Mark.class},
            count = 3)
    void secondRelaysToThird(TestPeers peers) {
        TestPeer first = peers.get(0);
        TestPeer second = peers.get(1);
        TestPeer third = peers.get(2);
        first.inTransaction(entities -> {
            Course course = course("Algebra");
            entities.persist(course);
            entities.persist(new Mark(course, "ada", 15));
        });
        second.syncWith(first);
        third.syncWith(second);
        Convergence.assertSame(peers);
        third.inTransaction(entities -> entities.persist(course("Botany")));
        third.push(second);
        first.pull(second);
        Convergence.assertSame(peers);
    }

    @Test
    void transfersTakeFilters(TestPeer first, TestPeer second) {
        first.inTransaction(entities -> {
            Course course = course("Algebra");
            entities.persist(course);
            entities.persist(new Mark(course, "ada", 15));
        });
        second.pull(first, Filter.of(root + ":courses"));
        assertThat(second.findAll(Course.class)).hasSize(1);
        assertThat(second.findAll(Mark.class)).isEmpty();
        assertThat(second.push(first, Filter.of(root + ":marks")).recordsTransferred())
                .isZero();
    }

    @Test
    void sessionStaysOpen(TestPeer first, TestPeer second) {
        SyncClient session = second.openSession(first);
        first.inTransaction(entities -> entities.persist(course("Algebra")));
        assertThat(session.pull().recordsTransferred()).isEqualTo(1);
        assertThat(session.pull().recordsTransferred()).isZero();
    }

    @RepeatedTest(3)
    void eachTestBeginsEmpty(TestPeer first, TestPeer second) {
        assertThat(first.findAll(Course.class)).isEmpty();
        assertThat(first.morango().storeFigures().records()).isZero();
        assertThat(first.morango().instance()).isNotEqualTo(second.morango().instance());
        first.inTransaction(entities -> {
            Note note = new Note();
            entities.persist(note);
            entities.flush();
            assertThat(note.getId()).isEqualTo(1);
            entities.persist(course("Algebra"));
        });
        assertThat(second.syncWith(first).received()).isEqualTo(1);
    }

    @Nested
    class InNestedClass {
        @Test
        void peersAreThere(TestPeers peers) {
            assertThat(peers).hasSize(2);
            assertThat(peers.get(1)).hasToString("peer 1");
            assertThat(peers.rootId()).isEqualTo(root);
        }
    }
}
