package org.morango.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.morango.record.Filter;
import org.morango.testkit.model.Course;
import org.morango.testkit.model.Mark;

@Peers(entities = {Course.class, Mark.class})
class ConvergenceTest {

    @Test
    void saysWhatDiffers(TestPeers peers) {
        TestPeer first = peers.get(0);
        TestPeer second = peers.get(1);
        Course course = new Course(peers.rootId(), "Algebra", "Noether");
        Mark mark = new Mark(course, "ada", 15);
        first.inTransaction(entities -> {
            entities.persist(course);
            entities.persist(mark);
        });
        second.pull(first, Filter.of(peers.rootId() + ":marks"));
        assertThatThrownBy(() -> Convergence.assertSame(peers))
                .isInstanceOf(AssertionError.class)
                .hasMessage("2 of 2 rows differ between peer 0, peer 1:\n  course " + course.getId()
                        + " is at peer 0, but not at peer 1 (never received)\n  mark " + mark.getId()
                        + " is at peer 0, but not at peer 1 (it refers by course_id to " + course.getId()
                        + ", which is not here yet)");

        second.pull(first);
        Convergence.assertSame(peers);

        second.inTransaction(
                entities -> entities.find(Course.class, course.getId()).setTeacher("Euler"));
        assertThatThrownBy(() -> Convergence.assertSame(peers))
                .hasMessage("1 of 2 rows differ between peer 0, peer 1:\n  course " + course.getId()
                        + ": teacher is \"Noether\" at peer 0, \"Euler\" at peer 1");

        second.inTransaction(entities -> entities.remove(entities.find(Mark.class, mark.getId())));
        second.push(first, Filter.of(peers.rootId() + ":courses"));
        second.inTransaction(entities -> entities.remove(entities.find(Course.class, course.getId())));
        assertThatThrownBy(() -> Convergence.assertSame(first, second)).hasMessageStartingWith("2 of 2 rows differ");
    }
}
