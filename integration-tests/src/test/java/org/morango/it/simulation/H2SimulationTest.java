package org.morango.it.simulation;

import org.junit.jupiter.api.Test;
import org.morango.hibernate.RandomRuns;
import org.morango.testkit.simulation.Scenario;

/** Does the same as {@link SimulationTest} on real databases, whose processes may die between any two statements. */
class H2SimulationTest {
    private static final long SEEDS = RandomRuns.count(2, 10);
    /** A run takes about ten times as long as one in memory. */
    private static final long SHARE = 20;

    @Test
    void nothingIsLostWhenNothingGoesWrong() {
        Seeds.run("Calm, on H2", SEEDS, SHARE, Scenario::calm, H2Database::new);
    }

    @Test
    void nothingIsLostWhateverGoesWrong() {
        Seeds.run("Rough, on H2", SEEDS, SHARE, Scenario::rough, H2Database::new);
    }
}
