package org.morango.it.simulation;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.morango.hibernate.RandomRuns;
import org.morango.testkit.simulation.Scenario;
import org.morango.testkit.simulation.SimulatedDatabase;
import org.morango.testkit.simulation.Simulation;

/** Runs simulations: from {@code -Dsimulation.first=…} or the commit's seed on, {@code -Dsimulation.seeds=…} of them. */
final class Seeds {
    private static final long FIRST = Long.getLong("simulation.first", RandomRuns.seed());

    private Seeds() {}

    /**
     * Runs them in parallel, and prints what happened.
     *
     * @param seeds default number of seeds
     * @param share runs one of so many seeds if the number is given
     */
    static void run(
            String what,
            long seeds,
            long share,
            LongFunction<Scenario> scenarios,
            BiFunction<String, Random, ? extends SimulatedDatabase> databases) {
        long asked = Long.getLong("simulation.seeds", 0) / share;
        long count = asked == 0 ? seeds : asked;
        Map<String, Long> sums = LongStream.range(FIRST, FIRST + count)
                .parallel()
                .mapToObj(seed -> counts(Simulation.run(scenarios.apply(seed), databases)))
                .flatMap(counts -> counts.entrySet().stream())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, TreeMap::new, Collectors.summingLong(Map.Entry::getValue)));
        System.out.println(what + ", seeds " + FIRST + " to " + (FIRST + count - 1) + ": " + sums);
    }

    private static Map<String, Integer> counts(Simulation.Result result) {
        Map<String, Integer> counts = new TreeMap<>();
        counts.put("syncs", result.syncs());
        counts.put("failed syncs", result.failedSyncs());
        counts.put("requests", result.requests());
        result.faults().forEach((fault, count) -> counts.put(fault.name(), count));
        result.lies().forEach((lie, count) -> counts.put("lie " + lie.name(), count));
        return counts;
    }
}
