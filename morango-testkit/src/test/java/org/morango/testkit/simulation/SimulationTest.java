package org.morango.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final long SEEDS = 100;

    @Test
    void nothingIsLostWhenNothingGoesWrong() {
        Seeds.run("Calm", SEEDS, Scenario::calm, InMemoryDatabase::new);
    }

    @Test
    void nothingIsLostWhateverGoesWrong() {
        Seeds.run("Rough", SEEDS, Scenario::rough, InMemoryDatabase::new);
    }

    @Test
    void theSameSeedDoesTheSame() {
        for (long seed = 0; seed < 5; seed++) {
            assertEquals(Simulation.run(Scenario.rough(seed)), Simulation.run(Scenario.rough(seed)));
        }
    }
}
