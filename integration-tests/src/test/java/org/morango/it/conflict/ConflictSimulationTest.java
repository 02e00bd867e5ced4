package org.morango.it.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.morango.hibernate.RandomRuns;
import org.morango.merge.ConflictResolver;
import org.morango.testkit.InMemoryReplica;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever the links between peers and the order of transfers, peers converge, nothing is left to send, and nothing is
 * lost. {@code -Dconflict.seed=…} runs one seed again; {@code -Dconflict.runs=…} runs more of them.
 */
class ConflictSimulationTest {
    private static final int RUNS = Integer.getInteger("conflict.runs", RandomRuns.count(30, 300));
    private static final int STEPS = 60;
    private static final int ROUNDS = 12;

    /** Strategies whose result does not depend on the side that merges. */
    enum Deterministic {
        LATEST,
        FIELD_BY_FIELD,
        UNION
    }

    private static ConflictResolver resolver(Deterministic strategy) {
        return switch (strategy) {
            case LATEST -> ConflictResolver.latestBy("t");
            case FIELD_BY_FIELD -> ConflictResolver.fieldByField();
            case UNION ->
                conflict -> {
                    ObjectNode content = ConflictResolver.latestBy("t").resolve(conflict);
                    Set<Integer> all = new TreeSet<>();
                    conflict.ours().get("list").forEach(item -> all.add(item.intValue()));
                    conflict.theirs().get("list").forEach(item -> all.add(item.intValue()));
                    content.putArray("list")
                            .addAll(all.stream().map(content::numberNode).toList());
                    return content;
                };
        };
    }

    private interface Check {
        void run(long seed);
    }

    private static void withSeeds(Check check) {
        Long only = Long.getLong("conflict.seed");
        Random seeds = new Random(RandomRuns.seed());
        for (int run = 0; run < RUNS; run++) {
            long seed = only != null ? only : seeds.nextLong();
            try {
                check.run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("With -Dconflict.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LATEST,false",
        "LATEST,true",
        "FIELD_BY_FIELD,false",
        "FIELD_BY_FIELD,true",
        "UNION,false",
        "UNION,true"
    })
    void deterministicOnesAgreeEvenIfTransfersCross(Deterministic strategy, boolean deletes) {
        int[] conflicts = new int[1];
        withSeeds(seed -> {
            ConflictSimulation simulation = new ConflictSimulation(seed, resolver(strategy));
            simulation.run(STEPS, deletes);
            assertThat(simulation.settle(ROUNDS, true)).as("rounds").isLessThanOrEqualTo(ROUNDS);
            assertAgreement(simulation);
            if (strategy != Deterministic.FIELD_BY_FIELD) {
                // This strategy does not store contents of which no value is lost.
                assertNothingLost(simulation);
            }
            conflicts[0] += simulation.conflicts();
        });
        assertThat(conflicts[0]).isGreaterThan(RUNS);
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void keptOrTakenOnesAgreeOnceTransfersFollowEachOther(boolean theirs, boolean deletes) {
        withSeeds(seed -> {
            ConflictSimulation simulation =
                    new ConflictSimulation(seed, theirs ? ConflictResolver.takeTheirs() : ConflictResolver.keepOurs());
            simulation.run(STEPS, deletes);
            assertThat(simulation.settle(ROUNDS, false)).as("rounds").isLessThanOrEqualTo(ROUNDS);
            assertAgreement(simulation);
            assertNothingLost(simulation);
        });
    }

    @Test
    void latestIsTheLastChangeOfAllWhateverTheOrder() {
        withSeeds(seed -> {
            ConflictSimulation simulation = new ConflictSimulation(seed, resolver(Deterministic.LATEST));
            simulation.run(STEPS, false);
            simulation.settle(ROUNDS, true);
            simulation.peers.forEach(peer -> assertThat(peer.rows()).isEqualTo(Map.copyOf(simulation.latest)));
        });
    }

    @Test
    void functionOfTheApplicationLosesNoAddition() {
        withSeeds(seed -> {
            ConflictSimulation simulation = new ConflictSimulation(seed, resolver(Deterministic.UNION));
            simulation.run(STEPS, false);
            simulation.settle(ROUNDS, true);
            simulation.peers.get(0).rows().forEach((id, content) -> {
                Set<Integer> list = new TreeSet<>();
                new JsonMapper().readTree(content).get("list").forEach(item -> list.add(item.intValue()));
                assertThat(list).isEqualTo(simulation.added.get(id));
            });
        });
    }

    @Test
    void fieldByFieldLosesNoChangeOfPeersThatPullBeforeTheyPush() {
        withSeeds(seed -> {
            ConflictSimulation simulation = new ConflictSimulation(seed, resolver(Deterministic.FIELD_BY_FIELD));
            String expected = new JsonMapper().writeValueAsString(simulation.runStar(STEPS));
            simulation.peers.forEach(peer -> assertThat(peer.rows().values()).containsExactly(expected));
        });
    }

    private static void assertAgreement(ConflictSimulation simulation) {
        InMemoryReplica first = simulation.peers.get(0);
        for (InMemoryReplica peer : simulation.peers) {
            assertThat(ConflictSimulation.held(peer)).isEqualTo(ConflictSimulation.held(first));
            assertThat(peer.rows()).isEqualTo(first.rows());
            assertThat(peer.dirtyRecords()).isEmpty();
        }
    }

    private static void assertNothingLost(ConflictSimulation simulation) {
        simulation.lost.forEach((id, contents) -> {
            if (!simulation.hardDeleted.contains(id)) {
                assertThat(ConflictSimulation.reachable(simulation.peers.get(0), id))
                        .containsAll(contents);
            }
        });
    }
}
