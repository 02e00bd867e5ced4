package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.morango.certificate.Certificate;
import org.morango.counter.Claim;
import org.morango.counter.FsicV1;
import org.morango.counter.FsicV2;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.store.BufferRow;
import org.morango.hibernate.internal.store.InstanceRow;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Lesson;
import org.morango.record.Filter;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.ScopeDefinition;
import org.morango.record.SyncRecord;
import org.morango.replica.DequeueResult;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import tools.jackson.databind.JsonNode;

/** Merges received records as Python Morango does. */
abstract class DequeueContract extends PeerContract {
    DequeueContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @TestFactory
    Stream<DynamicTest> storesAfterDequeuingAreThoseOfTheOriginal() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode vector : DequeueVectors.load(false)) {
            tests.add(DynamicTest.dynamicTest("dequeue[" + tests.size() + "]", () -> dequeue(vector)));
        }
        assertThat(tests).hasSizeGreaterThan(30);
        return tests.stream();
    }

    private void dequeue(JsonNode vector) {
        JsonNode before = vector.get("before");
        JsonNode after = vector.get("after");
        here.clear();
        here.run(session -> {
            InstanceRow row = session.find(InstanceRow.class, 1);
            row.instanceId = text(vector, "local_instance");
            row.counter = vector.get("local_counter_before").longValue();
            Set<String> dirty = dirty(before.get("store"));
            rows(before.get("store"), before.get("rmc")).values().forEach(stored -> {
                session.persist(stored);
                if (dirty.contains(stored.id)) {
                    session.persist(PendingRow.of(stored, null));
                }
            });
        });
        here.restart();
        List<SyncRecord> buffer = rows(before.get("buffer"), before.get("rmcb")).values().stream()
                .map(StoreRecords::read)
                .toList();
        here.replica().buffer(TestPeer.TRANSFER, buffer);

        here.replica().dequeue(TestPeer.TRANSFER, Claim.NOTHING);

        Iterator<StoreRow> rows = here.store().iterator();
        for (StoreRow expected : rows(after.get("store"), after.get("rmc")).values()) {
            StoreRow row = rows.next();
            row.conflictingData(DequeueVectors.plain(row.conflictingData()));
            expected.conflictingData(DequeueVectors.plain(expected.conflictingData()));
            assertThat(StoreRecords.read(row)).isEqualTo(StoreRecords.read(expected));
        }
        assertThat(rows).isExhausted();
        assertThat(here.pending()).isEqualTo(dirty(after.get("store")));
        // Python Morango takes a counter even if there is nothing to merge.
        String counter = buffer.isEmpty() ? "local_counter_before" : "local_counter_after";
        assertThat(here.counter()).isEqualTo(vector.get(counter).longValue());
        assertThat(here.count(BufferRow.class))
                .isEqualTo(after.get("buffers_left").longValue());
    }

    @Test
    void whatTheSenderHoldsIsTakenOverAndNeverFalls() {
        here.replica().dequeue(TestPeer.TRANSFER, counters("p", "b", 5));
        here.replica().dequeue(TestPeer.TRANSFER, counters("p", "c", 1));
        here.replica().dequeue(TestPeer.TRANSFER, counters("p", "b", 3));
        here.replica().dequeue(TestPeer.TRANSFER, counters("p:q", "b", 7));
        assertThat(held(Filter.of("p")))
                .isEqualTo(Map.of("p", Map.of(instance("b"), 5L, instance("c"), 1L), "p:q", Map.of(instance("b"), 7L)));
        assertThat(here.counter()).isZero();
    }

    @Test
    void whatIsNotProvenIsBelievedTowardsTheSenderAlone() {
        String id = there.persist(new Lesson("p", "there"));
        there.serialize();
        String partition = there.store(id).partition;
        Filter filter = Filter.of(partition);
        there.replica().queue(TestPeer.TRANSFER, TestPeer.PROFILE, everything(there));
        here.replica().buffer(TestPeer.TRANSFER, there.replica().queued(TestPeer.TRANSFER, 0, 10, Long.MAX_VALUE));
        Map<String, Long> said = Map.of(there.instance(), 7L, instance("b"), 1_000_000L, here.instance(), 1_000_000L);
        here.replica()
                .dequeue(
                        TestPeer.TRANSFER,
                        new Claim("c".repeat(32), filter, PartitionCounters.of(Map.of(partition, said))));
        assertThat(held(filter)).isEqualTo(Map.of(partition, Map.of(there.instance(), 1L, here.instance(), 1L)));
        assertThat(((FsicV1) here.replica().fsic(filter, FsicRole.SENDER, FsicFormat.V1, "c".repeat(32))).counters())
                .isEqualTo(Map.of(there.instance(), 1L, here.instance(), 1L));
        Map<String, Long> own = Map.of(there.instance(), 7L, instance("b"), 1_000_000L, here.instance(), 1L);
        for (FsicFormat format : FsicFormat.values()) {
            assertThat(here.replica()
                            .fsic(filter, FsicRole.RECEIVER, format, "c".repeat(32))
                            .expand(filter))
                    .isEqualTo(PartitionCounters.of(Map.of(partition, own)));
        }
        assertThat(here.replica().fsic(filter, FsicRole.RECEIVER, FsicFormat.V2, "d".repeat(32)))
                .isEqualTo(here.replica().fsic(filter, FsicRole.RECEIVER, FsicFormat.V2));
    }

    @Test
    void recordsThatNoCertificateLetsItChangeAreAsTheSenderHasThem() {
        ScopeDefinition reader = ScopeDefinition.named("reader", TestPeer.PROFILE)
                .primaryParam("place")
                .read("${place}")
                .write("${place}:own")
                .build();
        Certificate root = Certificate.root(CertificateContract.KEY, reader, Map.of());
        here.replica().certificates().save(reader);
        here.replica().certificates().save(List.of(root), CertificateContract.KEY);
        for (String place : List.of(root.id(), root.id() + ":own")) {
            boolean mayChange = !place.equals(root.id());
            SyncRecord first = Records.lesson(place, "s", "{\"title\":\"first\"}");
            SyncRecord other = first.withSerialized("{\"title\":\"other\"}")
                    .withHistory(RecordHistory.EMPTY)
                    .savedAs(new RecordVersion(instance("c"), 1));
            receive(first);
            DequeueResult result = receive(other);
            assertThat(result.conflicts()).as(place).isEqualTo(mayChange ? 1 : 0);
            SyncRecord stored = StoreRecords.read(here.store(first.id()));
            if (mayChange) {
                assertThat(stored.version().instance()).isEqualTo(here.instance());
            } else {
                assertThat(stored).isEqualTo(other);
            }
        }
    }

    private DequeueResult receive(SyncRecord rec) {
        here.replica().buffer(TestPeer.TRANSFER, List.of(rec));
        return here.replica().dequeue(TestPeer.TRANSFER, Claim.NOTHING);
    }

    private static PartitionCounters everything(TestPeer peer) {
        return PartitionCounters.of(Map.of("", Map.of(peer.instance(), 0L)));
    }

    @Test
    void partitionsAreComparedToTheLetter() {
        String long999 = "é𝄞".repeat(333);
        Map<String, Map<String, Long>> all = new TreeMap<>();
        for (String partition : new String[] {"p", "P", "p ", "p\t", "ṕ", "é", "e", long999, long999 + "z"}) {
            long counter = all.size() + 1;
            here.replica().dequeue(TestPeer.TRANSFER, counters(partition, "b", counter));
            all.put(partition, Map.of(instance("b"), counter));
        }
        assertThat(held(Filter.EVERYTHING)).isEqualTo(all);
        assertThat(held(Filter.of("P"))).isEqualTo(Map.of("P", all.get("P")));
        assertThat(held(Filter.of("e"))).isEqualTo(Map.of("e", all.get("e")));
    }

    private Map<String, Map<String, Long>> held(Filter filter) {
        return ((FsicV2) here.replica().fsic(filter, FsicRole.RECEIVER, FsicFormat.V2)).subPartitions();
    }

    private static Claim counters(String partition, String instance, long counter) {
        return Claim.known(PartitionCounters.of(Map.of(partition, Map.of(instance(instance), counter))));
    }

    private static String instance(String letter) {
        return letter.repeat(32);
    }

    private static Map<String, StoreRow> rows(JsonNode nodes, JsonNode counters) {
        Map<String, StoreRow> rows = new TreeMap<>();
        Iterator<SyncRecord> records = DequeueVectors.records(nodes, counters).iterator();
        for (JsonNode node : nodes) {
            StoreRow row = StoreRecords.row(records.next());
            rows.put(row.id, row);
        }
        return rows;
    }

    /** Returns the ids of records that are not in the application's tables. */
    private static Set<String> dirty(JsonNode nodes) {
        Set<String> ids = new TreeSet<>();
        for (JsonNode node : nodes) {
            if (node.path("dirty_bit").asBoolean(false)) {
                ids.add(text(node, "id"));
            }
        }
        return ids;
    }

    private static String text(JsonNode node, String name) {
        return node.get(name).stringValue();
    }
}
