package org.morango.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.record.Filter;
import org.morango.record.RecordHistory;

class EvidenceTest {
    private static final PartitionCounters CLAIMED =
            PartitionCounters.of(Map.of("p", Map.of("A", 9L, "B", 9L), "p:1", Map.of("A", 9L)));

    @Test
    void recordsShowTheirCountersBelowEachPartitionOfWhichSomethingIsSaid() {
        Evidence evidence = new Evidence(CLAIMED);
        evidence.add("p:1:x", RecordHistory.of(Map.of("A", 3L, "C", 5L)));
        evidence.add("p:2", RecordHistory.of(Map.of("A", 4L, "B", 1L)));
        evidence.add("q", RecordHistory.of(Map.of("A", 8L)));
        assertThat(evidence.of("p", "A")).isEqualTo(4);
        assertThat(evidence.of("p", "B")).isEqualTo(1);
        assertThat(evidence.of("p:1", "A")).isEqualTo(3);
        assertThat(evidence.of("p:1", "B")).isZero();
        assertThat(evidence.of("p", "C")).as("of which nothing is said").isZero();
        assertThat(evidence.of("q", "A")).isZero();
    }

    @Test
    void isTakenUpByTheNextPass() {
        Evidence first = new Evidence(CLAIMED);
        assertThat(first.text()).isEmpty();
        first.add("p:1 ✓ 😀", RecordHistory.of(Map.of("A", 3L)));
        Evidence second = new Evidence(CLAIMED);
        second.add("p:1", RecordHistory.of(Map.of("A", 2L, "B", 7L)));
        second.add(first.text());
        assertThat(second.of("p:1", "A")).isEqualTo(3);
        assertThat(second.of("p", "A")).isEqualTo(3);
        Evidence third = new Evidence(CLAIMED);
        third.add(second.text());
        assertThat(third.text()).isEqualTo(second.text()).isNotEmpty();
        assertThat(third.of("p", "B")).isEqualTo(7);
    }

    @Test
    void whatIsSaidOfOtherPartitionsDoesNotCount() {
        Map<String, Map<String, Long>> said =
                Map.of("", Map.of("A", 9L), "p", Map.of("A", 9L), "p:1:x", Map.of("A", 3L), "q", Map.of("A", 9L));
        Filter filter = Filter.of("p:1");
        assertThat(new FsicV2(Map.of(), said).inside(filter).asMap()).isEqualTo(Map.of("p:1:x", Map.of("A", 3L)));
        assertThat(new FsicV2(Map.of("q", Map.of("A", 9L), "p", Map.of("B", 2L)), Map.of())
                        .inside(filter)
                        .asMap())
                .isEqualTo(Map.of("p:1", Map.of("B", 2L)));
    }
}
