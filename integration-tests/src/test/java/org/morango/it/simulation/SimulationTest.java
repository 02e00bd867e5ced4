package org.morango.it.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.morango.hibernate.RandomRuns;
import org.morango.testkit.simulation.InMemoryDatabase;
import org.morango.testkit.simulation.Scenario;
import org.morango.testkit.simulation.Simulation;

class SimulationTest {
    private static final long SEEDS = RandomRuns.count(20, 250);
    private static final long LIVE_SEEDS = RandomRuns.count(4, 60);
    private static final long LYING_SEEDS = RandomRuns.count(12, 60);

    @Test
    void nothingIsLostWhenNothingGoesWrong() {
        Seeds.run("Calm", SEEDS, 1, Scenario::calm, InMemoryDatabase::new);
    }

    @Test
    void nothingIsLostWhateverGoesWrong() {
        Seeds.run("Rough", SEEDS, 1, Scenario::rough, InMemoryDatabase::new);
    }

    @Test
    void peersKeepInSyncWhenNothingGoesWrong() {
        Seeds.run("Keeping in sync", LIVE_SEEDS, 10, Scenario::calmLive, InMemoryDatabase::new);
    }

    @Test
    void peersKeepInSyncWhateverGoesWrong() {
        Seeds.run("Keeping in sync, rough", LIVE_SEEDS, 10, Scenario::roughLive, InMemoryDatabase::new);
    }

    @Test
    void nothingChangesOutOfTheReachOfALiar() {
        Seeds.run("With a liar", LYING_SEEDS, 1, Scenario::lying, InMemoryDatabase::new);
    }

    @Test
    void theSameSeedDoesTheSame() {
        for (long seed = 0; seed < RandomRuns.count(1, 3); seed++) {
            assertEquals(Simulation.run(Scenario.rough(seed)), Simulation.run(Scenario.rough(seed)));
            assertEquals(Simulation.run(Scenario.lying(seed)), Simulation.run(Scenario.lying(seed)));
            assertEquals(Simulation.run(Scenario.roughLive(seed)), Simulation.run(Scenario.roughLive(seed)));
        }
    }
}
