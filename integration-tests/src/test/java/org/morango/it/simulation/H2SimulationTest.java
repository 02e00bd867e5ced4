package org.morango.it.simulation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.hibernate.RandomRuns;
import org.morango.it.database.Things;
import org.morango.testkit.simulation.Scenario;

/** Does the same as {@link SimulationTest} on real databases, whose processes may die between any two statements. */
class H2SimulationTest {
    private static final long SEEDS = RandomRuns.count(2, 10);
    private static final long CALM_MOVES = RandomRuns.count(1, 15);
    private static final long ROUGH_MOVES = RandomRuns.count(2, 30);
    /** A run takes about ten times as long as one in memory. */
    private static final long SHARE = 20;

    @ParameterizedTest
    @EnumSource
    void nothingIsLostWhenNothingGoesWrong(Things things) {
        Seeds.run("Calm, on H2, " + things, SEEDS, SHARE, Scenario::calm, H2LessonDatabase.of(things));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostWhateverGoesWrong(Things things) {
        Seeds.run("Rough, on H2, " + things, SEEDS, SHARE, Scenario::rough, H2LessonDatabase.of(things));
    }

    @Test
    void rowsMoveWhenNothingGoesWrong() {
        Seeds.run("Calm moves, on H2", CALM_MOVES, SHARE, Scenario::calmMoves, H2NumberedDatabase::new);
    }

    @Test
    void rowsMoveWhateverGoesWrong() {
        Seeds.run("Rough moves, on H2", ROUGH_MOVES, SHARE, Scenario::roughMoves, H2NumberedDatabase::new);
    }
}
