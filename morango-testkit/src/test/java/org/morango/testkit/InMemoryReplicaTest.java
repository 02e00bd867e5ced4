package org.morango.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.counter.FsicV1;
import org.morango.counter.FsicV2;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.DequeueResult;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;

class InMemoryReplicaTest {
    private static final String PROFILE = InMemoryReplica.PROFILE;

    private final InMemoryReplica a = replica(1);
    private final InMemoryReplica b = replica(2);

    private static InMemoryReplica replica(long seed) {
        Random random = new Random(seed);
        return new InMemoryReplica(Ids.random(random), random);
    }

    /** Transfers records from one replica to the other without the protocol, up to the store. */
    private static DequeueResult carry(InMemoryReplica from, InMemoryReplica to, Filter filter) {
        from.serialize(PROFILE, filter);
        PartitionCounters sent =
                from.fsic(filter, FsicRole.SENDER, FsicFormat.V2).expand(filter);
        PartitionCounters known =
                to.fsic(filter, FsicRole.RECEIVER, FsicFormat.V2).expand(filter);
        from.queue("t", PROFILE, sent.diff(known));
        to.buffer("t", from.queued("t", 0, 1000, Long.MAX_VALUE));
        return to.dequeue("t", Claim.known(sent));
    }

    @Test
    void serializesUnderOneCounterPerPass() {
        String one = a.put("lesson", "1", "p", "{}");
        String two = a.put("lesson", "2", "p", "{}");
        a.serialize(PROFILE, Filter.of("p"));
        RecordVersion version = new RecordVersion(a.instance().id(), 1);
        assertThat(a.store().get(one).version()).isEqualTo(version);
        assertThat(a.store().get(two).version()).isEqualTo(version);
        a.serialize(PROFILE, Filter.of("p"));
        assertThat(a.maxCounters()).isEqualTo(Map.of("p", Map.of(a.instance().id(), 1L)));
        a.put("lesson", "1", "p", "{\"x\":1}");
        a.serialize(PROFILE, Filter.of("p"));
        assertThat(a.store().get(one).version())
                .isEqualTo(new RecordVersion(a.instance().id(), 2));
        assertThat(a.store().get(two).version()).isEqualTo(version);
    }

    @Test
    void serializesAllPartitionsWhateverTheFilter() {
        String one = a.put("lesson", "1", "p", "{}");
        String other = a.put("lesson", "1", "q", "{}");
        a.serialize(PROFILE, Filter.of("q"));
        assertThat(a.store()).containsOnlyKeys(one, other);
    }

    @Test
    void localChangeOverUndeliveredVersionKeepsIt() {
        String id = a.put("lesson", "1", "p", "{\"title\":\"a\"}");
        carry(a, b, Filter.of("p"));
        b.deserialize(PROFILE, Filter.of("p"));
        a.put("lesson", "1", "p", "{\"title\":\"remote\"}");
        b.put("lesson", "1", "p", "{\"title\":\"local\"}");
        DequeueResult result = carry(a, b, Filter.of("p"));
        assertThat(result.fastForwarded()).isEqualTo(1);
        assertThat(b.deserialize(PROFILE, Filter.of("p")).written()).isZero();
        b.serialize(PROFILE, Filter.of("p"));
        SyncRecord kept = b.store().get(id);
        assertThat(kept.serialized()).contains("local");
        assertThat(kept.conflictingData()).contains("remote").endsWith("\n");
        assertThat(b.rows()).containsEntry(id, "{\"title\":\"local\"}");
    }

    @Test
    void dequeuesNothingTwice() {
        a.put("lesson", "1", "p", "{}");
        assertThat(carry(a, b, Filter.of("p")).inserted()).isEqualTo(1);
        assertThat(b.dequeue("t", Claim.NOTHING)).isEqualTo(new DequeueResult(0, 0, 0, 0, 0));
        assertThat(carry(a, b, Filter.of("p"))).isEqualTo(new DequeueResult(0, 0, 0, 0, 0));
    }

    @Test
    void chunkSentAgainCountsOnce() {
        a.put("lesson", "1", "p", "{}");
        a.put("lesson", "2", "p", "{}");
        a.serialize(PROFILE, Filter.of("p"));
        List<SyncRecord> all = List.copyOf(a.store().values());
        assertThat(b.buffer("t", all.subList(0, 1))).isEqualTo(1);
        assertThat(b.buffer("t", all.subList(0, 1))).isEqualTo(1);
        assertThat(b.buffer("t", all.subList(1, 2))).isEqualTo(2);
        b.discard("t");
        assertThat(b.buffer("t", all.subList(1, 2))).isEqualTo(1);
    }

    @Test
    void countersNeverFallAndNobodyKnowsUsBetter() {
        a.put("lesson", "1", "p", "{}");
        a.serialize(PROFILE, Filter.of("p"));
        String own = a.instance().id();
        String other = b.instance().id();
        a.dequeue("t", Claim.known(PartitionCounters.of(Map.of("p", Map.of(own, 99L, other, 5L)))));
        a.dequeue("t", Claim.known(PartitionCounters.of(Map.of("p", Map.of(other, 3L)))));
        assertThat(a.maxCounters()).isEqualTo(Map.of("p", Map.of(own, 1L, other, 5L)));
    }

    @Test
    void countersOfBothFormats() {
        String x = "a".repeat(32);
        String y = "b".repeat(32);
        a.dequeue(
                "t",
                Claim.known(PartitionCounters.of(Map.of(
                        "p",
                        Map.of(x, 3L),
                        "p:1",
                        Map.of(x, 5L, y, 1L),
                        "p:1:u",
                        Map.of(y, 7L),
                        "p:2",
                        Map.of(y, 2L)))));
        Filter filter = Filter.of("p:1", "p:2", "p:1:u");
        assertThat(a.fsic(filter, FsicRole.SENDER, FsicFormat.V1)).isEqualTo(new FsicV1(Map.of(x, 5L, y, 2L)));
        assertThat(a.fsic(filter, FsicRole.RECEIVER, FsicFormat.V1)).isEqualTo(new FsicV1(Map.of(x, 3L, y, 1L)));
        assertThat(a.fsic(filter, FsicRole.SENDER, FsicFormat.V2))
                .isEqualTo(new FsicV2(
                        Map.of("p", Map.of(x, 3L)),
                        Map.of("p:1", Map.of(x, 5L, y, 1L), "p:1:u", Map.of(y, 7L), "p:2", Map.of(y, 2L))));
    }
}
