package org.morango.it.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.Morango;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.it.model.Course;
import org.morango.it.model.Mark;
import org.morango.testkit.Convergence;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;
import org.morango.testkit.TestPeers;

/** Deletions among three peers over HTTP. The first one knows both others, which know only the first. */
@Peers(
        entities = {Course.class, Mark.class},
        count = 3)
class DeletionTest {
    private String course = "";

    @BeforeEach
    void everybodyHasACourse(TestPeers peers) {
        Course algebra = new Course(peers.rootId(), "Algebra", "Noether");
        peers.get(0).inTransaction(entities -> entities.persist(algebra));
        course = String.valueOf(algebra.getId());
        everybodySyncs(peers);
    }

    /** Syncs all peers twice, so that changes of one side reach the other. */
    private static void everybodySyncs(TestPeers peers) {
        for (int round = 0; round < 2; round++) {
            peers.get(1).syncWith(peers.get(0));
            peers.get(2).syncWith(peers.get(0));
        }
    }

    private void rename(TestPeer peer, String teacher) {
        peer.inTransaction(entities -> entities.find(Course.class, course).setTeacher(teacher));
    }

    private void delete(TestPeer peer) {
        peer.inTransaction(entities -> entities.remove(entities.find(Course.class, course)));
    }

    private void hardDelete(TestPeer peer) {
        peer.inTransaction(entities -> Morango.hardDelete(entities, entities.find(Course.class, course)));
    }

    private void addMark(TestPeer peer) {
        peer.inTransaction(entities -> entities.persist(new Mark(entities.find(Course.class, course), "ada", 15)));
    }

    private static List<StoreRow> store(TestPeer peer) {
        return peer.findAll(StoreRow.class);
    }

    @Test
    void hardDeletionPurgesEveryPeer(TestPeers peers) {
        rename(peers.get(1), "Gauss");
        rename(peers.get(2), "Euler");
        everybodySyncs(peers);
        assertThat(peers.get(0).morango().conflicts().list(10)).hasSize(1);
        // It refers to the course, which the third peer deletes without knowing of it.
        addMark(peers.get(1));
        peers.get(1).syncWith(peers.get(0));
        hardDelete(peers.get(2));
        everybodySyncs(peers);
        for (TestPeer peer : peers.all()) {
            assertThat(peer.findAll(Course.class)).isEmpty();
            assertThat(peer.findAll(Mark.class)).isEmpty();
            assertThat(peer.morango().conflicts().list(10)).isEmpty();
            assertThat(store(peer)).hasSize(2).allSatisfy(row -> {
                assertThat(row.hardDeleted).isTrue();
                assertThat(row.serialized()).isEqualTo("{}");
                assertThat(row.conflictingData()).isEmpty();
            });
        }
    }

    @Test
    void contentThatSomebodyStillHasDoesNotComeBack(TestPeers peers) {
        rename(peers.get(2), "Euler");
        hardDelete(peers.get(1));
        peers.get(1).syncWith(peers.get(0));
        peers.get(2).push(peers.get(0));
        everybodySyncs(peers);
        for (TestPeer peer : peers.all()) {
            assertThat(peer.findAll(Course.class)).isEmpty();
            assertThat(store(peer))
                    .allSatisfy(row ->
                            assertThat(row.serialized() + row.conflictingData()).doesNotContain("Euler", "Noether"));
        }
    }

    @Test
    void editThatLosesToADeletionIsKept(TestPeers peers) {
        delete(peers.get(1));
        peers.get(1).syncWith(peers.get(0));
        rename(peers.get(2), "Euler");
        peers.get(2).push(peers.get(0));
        everybodySyncs(peers);
        for (TestPeer peer : peers.all()) {
            assertThat(peer.findAll(Course.class)).isEmpty();
            assertThat(store(peer))
                    .allSatisfy(row ->
                            assertThat(row.serialized() + row.conflictingData()).contains("Euler"));
        }
    }

    @Test
    void rowAddedToADeletedOneGoesWithIt(TestPeers peers) {
        delete(peers.get(1));
        peers.get(1).syncWith(peers.get(0));
        addMark(peers.get(2));
        peers.get(2).push(peers.get(0));
        everybodySyncs(peers);
        for (TestPeer peer : peers.all()) {
            assertThat(peer.findAll(Mark.class)).isEmpty();
            assertThat(store(peer)).hasSize(2).allMatch(row -> row.deleted);
            assertThat(peer.morango().pendingRecords().first(10)).isEmpty();
        }
    }

    @Test
    void recordMadeAgainComesBackToEverybody(TestPeers peers) {
        hardDelete(peers.get(1));
        everybodySyncs(peers);
        assertThat(peers.get(2).findAll(Course.class)).isEmpty();
        peers.get(2).inTransaction(entities -> entities.persist(new Course(peers.rootId(), "Algebra", "Artin")));
        everybodySyncs(peers);
        for (TestPeer peer : peers.all()) {
            assertThat(peer.find(Course.class, course))
                    .hasValueSatisfying(c -> assertThat(c.getTeacher()).isEqualTo("Artin"));
        }
        Convergence.assertSame(peers);
    }
}
