package org.morango.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;

/** Counters of a smaller filter. */
class WithinTest {
    private static final PartitionCounters HELD = PartitionCounters.of(Map.of(
            "a",
            Map.of("i", 5L, "j", 1L),
            "ab",
            Map.of("i", 3L, "k", 2L),
            "abc",
            Map.of("i", 9L),
            "b",
            Map.of("i", 1L)));

    @Test
    void shorterPrefixesCountForAnEntry() {
        assertThat(HELD.within(Filter.of("ab")))
                .isEqualTo(
                        PartitionCounters.of(Map.of("ab", Map.of("i", 5L, "j", 1L, "k", 2L), "abc", Map.of("i", 9L))));
    }

    @Test
    void entryWithoutCountersIsLeftOut() {
        assertThat(HELD.within(Filter.of("c"))).isEqualTo(PartitionCounters.EMPTY);
    }

    private static String text(Random random) {
        return random.ints(1 + random.nextInt(3), 'a', 'c')
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining());
    }

    private static PartitionCounters counters(Random random) {
        Map<String, Map<String, Long>> map = new TreeMap<>();
        for (int i = 0; i < 4; i++) {
            map.put(text(random), Map.of(random.nextBoolean() ? "i" : "j", 1 + random.nextLong(3)));
        }
        return PartitionCounters.of(map);
    }

    /** Whether a record is covered does not depend on the filter that it is in. */
    @RepeatedTest(200)
    void coversTheSame(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        PartitionCounters held = counters(random);
        Filter filter = Filter.of(text(random), text(random));
        for (int i = 0; i < 20; i++) {
            String partition = text(random);
            RecordVersion version = new RecordVersion(random.nextBoolean() ? "i" : "j", 1 + random.nextLong(3));
            if (filter.contains(partition)) {
                assertThat(held.within(filter).cover(partition, version)).isEqualTo(held.cover(partition, version));
            }
        }
    }

    /** What any of several lacks, is found with what they lack together. */
    @RepeatedTest(200)
    void anyOfMatchesWhatOneMatches(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        PartitionCounters one = counters(random);
        PartitionCounters other = counters(random);
        PartitionCounters any = PartitionCounters.anyOf(List.of(one, other));
        for (int i = 0; i < 20; i++) {
            String partition = text(random);
            RecordVersion version = new RecordVersion(random.nextBoolean() ? "i" : "j", 1 + random.nextLong(4));
            assertThat(any.matches(partition, version))
                    .isEqualTo(one.matches(partition, version) || other.matches(partition, version));
        }
    }
}
