package org.morango.it.documents;

import org.junit.jupiter.api.Test;
import org.morango.testkit.Convergence;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeers;

@Peers(entities = Lesson.class, count = 3)
class LessonSyncTest {
    @Test
    void lessonsReachEverybody(TestPeers peers) {
        peers.get(1).inTransaction(entities -> entities.persist(new Lesson("Algebra")));
        peers.get(1).syncWith(peers.get(0));
        peers.get(2).syncWith(peers.get(0));
        Convergence.assertSame(peers);
    }
}
