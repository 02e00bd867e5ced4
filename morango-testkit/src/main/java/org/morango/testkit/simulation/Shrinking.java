package org.morango.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Removes from a failing scenario the steps that it does not need to fail. */
final class Shrinking {
    private final Consumer<Scenario> simulation;
    private int runsLeft;
    private Scenario smallest;
    private Throwable failure;

    private Shrinking(Scenario failing, Throwable failure, Consumer<Scenario> simulation, int runs) {
        this.smallest = failing;
        this.failure = failure;
        this.simulation = simulation;
        this.runsLeft = runs;
    }

    /** @param runs greatest number of simulations to run */
    static SimulationFailure shrink(Scenario failing, Throwable failure, Consumer<Scenario> simulation, int runs) {
        Shrinking shrinking = new Shrinking(failing, failure, simulation, runs);
        shrinking.run();
        return new SimulationFailure(shrinking.smallest, shrinking.failure);
    }

    /** Tries to remove parts, which become smaller and smaller. */
    private void run() {
        for (int length = Math.max(1, smallest.steps().size() / 2); length > 0; length /= 2) {
            boolean shrunk = true;
            while (shrunk) {
                shrunk = false;
                for (int from = 0; from < smallest.steps().size() && runsLeft > 0; ) {
                    if (failsWithout(from, length)) {
                        shrunk = true;
                    } else {
                        from += length;
                    }
                }
            }
        }
    }

    private boolean failsWithout(int from, int length) {
        runsLeft--;
        List<Step> steps = new ArrayList<>(smallest.steps());
        steps.subList(from, Math.min(from + length, steps.size())).clear();
        Scenario candidate = new Scenario(smallest.seed(), smallest.topology(), steps);
        try {
            simulation.accept(candidate);
            return false;
        } catch (AssertionError | RuntimeException e) {
            smallest = candidate;
            failure = e;
            return true;
        }
    }
}
