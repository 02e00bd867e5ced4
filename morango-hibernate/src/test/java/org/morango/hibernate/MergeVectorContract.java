package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.DequeueResult;
import org.morango.replica.Replica;
import tools.jackson.databind.JsonNode;

/** Every replica merges as Python Morango did in recorded merges. */
abstract class MergeVectorContract {
    static final String X = "a".repeat(32);
    static final String TRANSFER = "1".repeat(32);
    static final String OTHER = "2".repeat(32);

    /** Returns a new, empty replica of that instance. */
    protected abstract Replica replica(String instanceId);

    @TestFactory
    Stream<DynamicTest> mergesAsPythonMorango() throws IOException {
        List<JsonNode> vectors = DequeueVectors.load(true);
        assertThat(vectors).hasSizeGreaterThan(30);
        return IntStream.range(0, vectors.size())
                .mapToObj(i -> DynamicTest.dynamicTest("dequeue[" + i + "]", () -> merge(vectors.get(i))));
    }

    private void merge(JsonNode vector) {
        Replica replica = replica(vector.get("local_instance").stringValue());
        List<SyncRecord> before = DequeueVectors.records(
                vector.get("before").get("store"), vector.get("before").get("rmc"));
        List<SyncRecord> received = DequeueVectors.records(
                vector.get("before").get("buffer"), vector.get("before").get("rmcb"));
        List<SyncRecord> after = DequeueVectors.records(
                vector.get("after").get("store"), vector.get("after").get("rmc"));
        // Each of these takes a counter, so that the merge gets the counter of the vector.
        for (long i = 1; i < vector.get("local_counter_before").longValue(); i++) {
            dequeue(replica, List.of(unrelated()));
        }
        dequeue(replica, before.isEmpty() ? List.of(unrelated()) : before);

        DequeueResult result = dequeue(replica, received);

        assertThat(result.inserted() + result.fastForwarded() + result.conflicts() + result.alreadyKnown())
                .isEqualTo(received.size());
        assertThat(plain(stored(replica, after))).containsExactlyInAnyOrderElementsOf(plain(after));
    }

    private static List<SyncRecord> plain(List<SyncRecord> records) {
        return records.stream()
                .map(rec -> rec.withConflictingData(DequeueVectors.plain(rec.conflictingData())))
                .toList();
    }

    /** Returns a record of another profile. */
    static SyncRecord unrelated() {
        RecordVersion version = new RecordVersion(X, 1);
        return new SyncRecord(
                OTHER, "other", "m", "s", "", "{}", false, false, version, "", "", RecordHistory.of(version));
    }

    static DequeueResult dequeue(Replica replica, List<SyncRecord> records) {
        replica.buffer(TRANSFER, records);
        return replica.dequeue(TRANSFER, Claim.NOTHING);
    }

    /** Returns all records of the store that the instances of these records have saved. */
    static List<SyncRecord> stored(Replica replica, List<SyncRecord> expected) {
        Map<String, Long> all = new TreeMap<>();
        expected.forEach(r -> all.put(r.version().instance(), 0L));
        all.put(replica.instance().id(), 0L);
        List<SyncRecord> records = new ArrayList<>();
        for (String profile :
                expected.stream().map(SyncRecord::profile).distinct().toList()) {
            long queued = replica.queue(TRANSFER, profile, PartitionCounters.of(Map.of("", all)));
            records.addAll(replica.queued(TRANSFER, 0, (int) queued, Long.MAX_VALUE));
        }
        return records;
    }
}
