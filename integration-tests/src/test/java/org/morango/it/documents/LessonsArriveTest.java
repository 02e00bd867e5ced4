package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.record.Ids;
import org.morango.settings.PeerSettings;
import org.morango.testkit.Convergence;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;
import org.morango.testkit.simulation.Scenario;
import org.morango.testkit.simulation.Simulation;

/** Code of docs/testing.md. */
@Peers(entities = Lesson.class, count = 3)
class LessonsArriveTest {

    @Test
    void lessonArrives(TestPeer school, TestPeer tablet) {
        school.inTransaction(entities -> entities.persist(new Lesson("Art")));

        tablet.syncWith(school);

        Convergence.assertSame(school, tablet);
        assertThat(tablet.findAll(Lesson.class)).hasSize(1);
    }

    @Test
    void replicaInMemory() {
        Random random = new Random(1);
        String partition = Ids.random(random);
        InMemoryReplica replica = new InMemoryReplica(Ids.random(random), random);
        replica.put("lesson", null, partition, "{\"title\": \"Art\"}");
        Peer peer = Peer.on(replica, PeerSettings.defaults());
        assertThat(peer.instance()).isEqualTo(replica.instance());
        assertThat(replica.rows()).hasSize(1);
    }

    @Test
    void simulation() {
        long seed = 42;
        Simulation.Result result = Simulation.run(Scenario.rough(seed));
        assertThat(result.requests()).isPositive();
    }
}
