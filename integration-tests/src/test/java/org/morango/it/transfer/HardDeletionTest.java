package org.morango.it.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.Morango;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.it.model.Course;
import org.morango.it.model.Mark;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;
import org.morango.testkit.TestPeers;

/** A hard deletion between peers that sync over HTTP. */
@Peers(
        entities = {Course.class, Mark.class},
        count = 3)
class HardDeletionTest {
    /** Returns all contents in a peer's store. */
    private static String contents(TestPeer peer) {
        List<StoreRow> rows =
                peer.fromTransaction(entities -> entities.createQuery("select s from MorangoStoreRow s", StoreRow.class)
                        .getResultList());
        return rows.stream()
                .map(row -> row.serialized() + row.conflictingData() + row.ancestors)
                .collect(Collectors.joining("\n"));
    }

    private static void teacher(TestPeer peer, String id, String name) {
        peer.inTransaction(entities -> entities.find(Course.class, id).setTeacher(name));
    }

    @Test
    void contentIsGoneEverywhereWithWhatConflictsHaveLeftAndEditsThatDidNotKnow(TestPeers peers) {
        TestPeer first = peers.get(0);
        TestPeer second = peers.get(1);
        TestPeer third = peers.get(2);
        Course course = new Course(peers.rootId(), "Algebra", "Noether");
        String id = first.fromTransaction(entities -> {
            entities.persist(course);
            return course.getId();
        });
        second.syncWith(first);
        teacher(first, id, "Gauss");
        teacher(second, id, "Euler");
        second.syncWith(first);
        third.syncWith(second);
        for (TestPeer peer : peers) {
            assertThat(contents(peer)).contains("Gauss", "Euler");
        }

        teacher(third, id, "Riemann");
        third.inTransaction(entities -> entities.persist(new Mark(entities.find(Course.class, id), "ada", 15)));
        third.push(second);
        assertThat(contents(second)).contains("Riemann");
        first.inTransaction(entities -> Morango.hardDelete(entities, entities.find(Course.class, id)));
        second.syncWith(first);
        third.syncWith(second);
        second.syncWith(first);

        for (TestPeer peer : peers) {
            assertThat(contents(peer)).doesNotContain("Gauss", "Euler", "Riemann", "Noether", "ada");
            assertThat(peer.findAll(Course.class)).isEmpty();
            assertThat(peer.findAll(Mark.class)).isEmpty();
            assertThat(peer.morango().conflicts().list(10)).isEmpty();
            assertThat(peer.morango().pendingRecords().count()).isZero();
        }
    }
}
