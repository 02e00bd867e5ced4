package org.morango.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.morango.record.Filter;

/** Nobody makes what others hold too much to be told by inventing instances and partitions. */
class CounterRoomTest {
    private static final Filter FILTER = Filter.of("p");

    private static Map<String, Long> many(String name, int count) {
        Map<String, Long> counters = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            counters.put(String.format("%s%028d", name, i), 1L);
        }
        return counters;
    }

    private static PartitionCounters fitting(
            Map<String, Map<String, Long>> sender, long held, Map<String, Set<String>> known) {
        return CounterRoom.fitting(PartitionCounters.of(sender), FILTER, held, () -> known);
    }

    @Test
    void whatThereIsRoomForIsTaken() {
        Map<String, Map<String, Long>> sender = Map.of("p", many("a", 3), "p:x", many("b", 2));
        assertThat(fitting(sender, CounterRoom.MOST - 5, Map.of()).asMap()).isEqualTo(sender);
    }

    @Test
    void beyondThatOnlyTheFilterItselfTakesNewInstances() {
        Map<String, Map<String, Long>> sender =
                Map.of("p", many("a", CounterRoom.MOST_OF_ENTRY + 10), "p:x", many("b", 200));
        PartitionCounters taken =
                fitting(sender, CounterRoom.MOST, Map.of("p:x", many("b", 3).keySet()));
        assertThat(taken.asMap().get("p")).hasSize(CounterRoom.MOST_OF_ENTRY);
        assertThat(taken.asMap().get("p:x").keySet()).isEqualTo(many("b", 3).keySet());
    }

    @Test
    void whatIsInventedBitByBitComesToAnEnd() {
        Map<String, Set<String>> known = new HashMap<>();
        long held = 0;
        for (int i = 0; i < 10; i++) {
            Map<String, Long> more = many(Integer.toString(i), 20_000);
            PartitionCounters taken = fitting(Map.of("p:" + i, more), held, known);
            held += taken.asMap().getOrDefault("p:" + i, Map.of()).size();
        }
        assertThat(held).isEqualTo(CounterRoom.MOST);
    }

    @Test
    void whatIsTooMuchToBeToldIsLeftOutWhereMostIs() {
        FsicV2 all = new FsicV2(Map.of("", many("a", 4)), Map.of("p", many("b", 30), "p:x", many("c", 5)));
        FsicV2 told = all.atMost(20, () -> "b" + String.format("%028d", 29));
        assertThat(told.superPartitions()).isEqualTo(all.superPartitions());
        assertThat(told.subPartitions().get("p:x")).hasSize(5);
        assertThat(told.subPartitions().get("p")).hasSize(11).containsKey("b" + String.format("%028d", 29));
        assertThat(all.atMost(39, () -> "")).isEqualTo(all);
        assertThat(((FsicV1) new FsicV1(many("a", 30)).atMost(7, () -> "")).counters())
                .hasSize(7);
    }

    @Test
    void partitionsAreLeftOutAsWell() {
        Map<String, Map<String, Long>> partitions = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            partitions.put("p:" + "x".repeat(i), many("a", 1));
        }
        FsicV2 told = new FsicV2(Map.of(), partitions).atMost(10, () -> "");
        assertThat(told.subPartitions()).hasSize(10).containsKey("p:");
    }

    @Test
    void whatIsToldCanBeReadByAnybody() {
        FsicV2 all = new FsicV2(Map.of(), Map.of("p", many("a", FsicJson.MAX_COUNTERS + 1)));
        String text =
                FsicJson.render(all.atMost(FsicJson.MAX_COUNTERS, () -> "")).replace("a0", "00");
        assertThat(((FsicV2) FsicJson.parse(text.replaceAll("\"0(\\d{28})\"", "\"0000$1\"")))
                        .subPartitions()
                        .get("p"))
                .hasSize(FsicJson.MAX_COUNTERS);
    }
}
