package org.morango.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.Vectors;
import org.morango.Vectors.Case;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;
import tools.jackson.databind.JsonNode;

class FsicTest {
    @Test
    void redundantCountersAreRemovedAsByTheOriginal() {
        for (Case vector : Vectors.cases("fsic", "remove_redundant")) {
            assertThat(fsic(vector.data().get("input")).removeRedundant())
                    .as("%s: %s", vector, vector.data())
                    .isEqualTo(fsic(vector.data().get("output")));
        }
    }

    @Test
    void expansionIsThatOfTheOriginal() {
        for (Case vector : Vectors.cases("fsic", "expand")) {
            Filter filter =
                    Filter.parse(String.join("\n", Vectors.strings(vector.data().get("filter"))));

            assertThat(fsic(vector.data().get("input")).expand(filter))
                    .as("%s: %s", vector, vector.data())
                    .isEqualTo(counters(vector.data().get("output")));
        }
    }

    @Test
    void differenceOfVersion1IsThatOfTheOriginal() {
        for (Case vector : Vectors.cases("fsic", "diff_v1")) {
            Map<String, Long> sender = Vectors.counters(vector.data().get("sender"));
            Map<String, Long> receiver = Vectors.counters(vector.data().get("receiver"));
            Map<String, Long> output = Vectors.counters(vector.data().get("output"));
            Filter filter = Filter.of("p", "q");

            assertThat(FsicV1.diff(sender, receiver))
                    .as("%s: %s", vector, vector.data())
                    .isEqualTo(output);
            assertThat(new FsicV1(sender).expand(filter).diff(new FsicV1(receiver).expand(filter)))
                    .as("%s expanded: %s", vector, vector.data())
                    .isEqualTo(PartitionCounters.flat(filter, output));
        }
    }

    @Test
    void differenceOfVersion2IsThatOfTheOriginal() {
        for (Case vector : Vectors.cases("fsic", "diff_v2")) {
            assertThat(counters(vector.data().get("sender"))
                            .diff(counters(vector.data().get("receiver"))))
                    .as("%s: %s", vector, vector.data())
                    .isEqualTo(counters(vector.data().get("output")));
        }
    }

    @Test
    void chunksAreThoseOfTheOriginal() {
        for (Case vector : Vectors.cases("fsic", "chunk")) {
            List<PartitionCounters> expected = new ArrayList<>();
            vector.data().get("output").forEach(part -> expected.add(counters(part)));

            assertThat(counters(vector.data().get("input"))
                            .chunk(vector.data().get("chunk_size").intValue()))
                    .as("%s: %s", vector, vector.data())
                    .isEqualTo(expected);
        }
    }

    @Test
    void chunksNeedRoomForACounter() {
        assertThatThrownBy(() -> PartitionCounters.EMPTY.chunk(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void matchesNewerVersionsInPartitionsBelow() {
        PartitionCounters lacking = PartitionCounters.of(Map.of("p", Map.of("a", 3L), "p:x", Map.of("b", 0L)));

        assertThat(lacking.matches("p", new RecordVersion("a", 4))).isTrue();
        assertThat(lacking.matches("pq", new RecordVersion("a", 4))).isTrue();
        assertThat(lacking.matches("p:x:y", new RecordVersion("a", 4))).isTrue();
        assertThat(lacking.matches("p:x:y", new RecordVersion("b", 1))).isTrue();
        assertThat(lacking.matches("p", new RecordVersion("a", 3))).isFalse();
        assertThat(lacking.matches("p", new RecordVersion("b", 1))).isFalse();
        assertThat(lacking.matches("p:w", new RecordVersion("b", 1))).isFalse();
        assertThat(lacking.matches("", new RecordVersion("a", 4))).isFalse();
        assertThat(PartitionCounters.of(Map.of("", Map.of("a", 0L))).matches("", new RecordVersion("a", 1)))
                .isTrue();
    }

    @Test
    void versionsMix() {
        Filter filter = Filter.of("d:u");
        Fsic v1 = new FsicV1(Map.of("a", 5L));
        Fsic v2 = new FsicV2(Map.of("d", Map.of("a", 3L)), Map.of("d:u:x", Map.of("a", 9L)));

        assertThat(v1.expand(filter).diff(v2.expand(filter)).asMap()).isEqualTo(Map.of("d:u", Map.of("a", 3L)));
        assertThat(v2.expand(filter).diff(v1.expand(filter)).asMap()).isEqualTo(Map.of("d:u:x", Map.of("a", 5L)));
    }

    @Test
    void emptinessIsOfCounters() {
        assertThat(PartitionCounters.EMPTY.isEmpty()).isTrue();
        assertThat(PartitionCounters.of(Map.of("p", Map.of())).isEmpty()).isTrue();
        assertThat(PartitionCounters.of(Map.of("p", Map.of("a", 0L))).isEmpty()).isFalse();
        assertThat(PartitionCounters.flat(Filter.of("p"), Map.of())).isEqualTo(PartitionCounters.EMPTY);
    }

    private static FsicV2 fsic(JsonNode node) {
        return new FsicV2(Vectors.partitions(node.get("super")), Vectors.partitions(node.get("sub")));
    }

    private static PartitionCounters counters(JsonNode node) {
        return PartitionCounters.of(Vectors.partitions(node));
    }
}
