package org.morango.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** More seeds: {@code -Dsimulation.seeds=…}; others: {@code -Dsimulation.first=…}. */
class SimulationTest {
    private static final long FIRST = Long.getLong("simulation.first", 0);
    private static final long SEEDS = Long.getLong("simulation.seeds", 100);

    @Test
    void nothingIsLostWhenNothingGoesWrong() {
        run(Scenario::calm);
    }

    @Test
    void nothingIsLostWhateverGoesWrong() {
        run(Scenario::rough);
    }

    private static void run(LongFunction<Scenario> scenarios) {
        LongStream.range(FIRST, FIRST + SEEDS).parallel().forEach(seed -> Simulation.run(scenarios.apply(seed)));
    }

    @Test
    void theSameSeedDoesTheSame() {
        for (long seed = 0; seed < 5; seed++) {
            assertEquals(Simulation.run(Scenario.rough(seed)), Simulation.run(Scenario.rough(seed)));
        }
    }
}
