package org.morango.testkit.simulation;

import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.morango.testkit.InMemoryReplica;

/** Finds a scenario that fails for a replica which is broken on purpose. */
final class Mutants {
    private static final long SEEDS = 200;

    private Mutants() {}

    /**
     * Returns the message of the first failing scenario; empty if none fails.
     *
     * @param known the seed that found it last time; it is tried first
     */
    static String found(
            long known, LongFunction<Stream<Scenario>> scenarios, BiFunction<String, Random, InMemoryReplica> mutant) {
        return LongStream.concat(LongStream.of(known), LongStream.range(0, SEEDS))
                .boxed()
                .flatMap(scenarios::apply)
                .flatMap(scenario -> {
                    try {
                        Simulation.once(
                                scenario, (instance, random) -> new InMemoryDatabase(mutant.apply(instance, random)));
                        return Stream.empty();
                    } catch (AssertionError | RuntimeException e) {
                        if (scenario.seed() != known) {
                            System.out.println("Found by seed " + scenario.seed() + " rather than " + known);
                        }
                        return Stream.of(String.valueOf(e.getMessage()));
                    }
                })
                .findFirst()
                .orElse("");
    }
}
