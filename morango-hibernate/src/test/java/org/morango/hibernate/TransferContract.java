package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.store.BufferRow;
import org.morango.hibernate.internal.store.QueueRow;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.SyncRecord;
import org.morango.replica.DequeueResult;
import org.morango.replica.Recipient;
import org.morango.replica.ReplicaException;
import org.morango.replica.StageWatch;
import org.morango.replica.UnsentCounts;

/** Queues of records to be sent, and buffers of received records. */
abstract class TransferContract extends PeerContract {
    private static final int MANY = 2_500;

    TransferContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void queueIsReadInAStableOrderInSlicesOfAnySize() {
        persistMany();
        long queued = queue(missing("", 0));
        assertThat(queued).isEqualTo(MANY);

        List<String> all = ids(0, MANY);
        assertThat(all).doesNotHaveDuplicates().hasSize(MANY);
        for (int limit : new int[] {1, 7, 500, 1_000, 1_001, 2_499, 5_000}) {
            for (int offset : new int[] {0, 1, 998, 999, 1_000, 1_001, 1_999, 2_000, 2_499, 2_500, 9_999}) {
                List<String> expected = all.subList(Math.min(offset, MANY), Math.min(offset + limit, MANY));
                assertThat(ids(offset, limit)).as("%d from %d", limit, offset).isEqualTo(expected);
            }
        }
        here.replica().discard(TestPeer.TRANSFER);
        assertThat(here.replica().queued(TestPeer.TRANSFER, 0, 10, Long.MAX_VALUE))
                .isEmpty();
        assertThat(here.count(QueueRow.class)).isZero();
    }

    @Test
    void queuingAgainReplacesTheQueue() {
        here.persist(new Lesson("p", "t"));
        here.serialize();
        assertThat(queue(missing("", 0))).isEqualTo(1);
        assertThat(queue(missing("", 0))).isEqualTo(1);
        assertThat(queue(missing("", 1))).isZero();
        assertThat(ids(0, 10)).isEmpty();
    }

    @Test
    void onlyWhatTheReceiverLacksIsQueued() {
        String first = here.persist(new Lesson("a%:1", "t"));
        String other = here.persist(new Lesson("axx:1", "t"));
        here.serialize();
        String second = here.persist(new Lesson("a%:2", "t"));
        here.serialize();
        here.receive(Records.lesson("a%:3", "s", "{}"));

        assertThat(queue(missing("a%", 0))).isEqualTo(2);
        assertThat(ids(0, 10)).containsExactly(first, second);
        assertThat(queue(missing("a%", 1))).isEqualTo(1);
        assertThat(ids(0, 10)).containsExactly(second);
        assertThat(queue(missing("", 0))).isEqualTo(3);
        assertThat(ids(0, 10)).contains(other);
        assertThat(here.replica().queue(TestPeer.TRANSFER, "otherprofile", missing("", 0)))
                .isZero();
    }

    @Test
    void differencesOfManyPartitionsAreQueuedOnce() {
        List<String> lessons = new ArrayList<>();
        Map<String, Map<String, Long>> missing = new java.util.TreeMap<>();
        for (int i = 0; i < 60; i++) {
            lessons.add(here.persist(new Lesson("p" + i + ":x", "t")));
            missing.put("p" + i, Map.of(here.instance(), 0L));
        }
        here.persist(new Lesson("q", "t"));
        here.serialize();
        assertThat(queue(PartitionCounters.of(missing))).isEqualTo(60);
        assertThat(ids(0, 100)).containsExactlyInAnyOrderElementsOf(lessons);
    }

    @Test
    void queuingThatIsEndedLeavesNoQueue() {
        persistMany();
        List<Long> told = new ArrayList<>();
        StageWatch ending = records -> {
            told.add(records);
            if (told.size() == 2) {
                throw new IllegalStateException("ended");
            }
        };
        assertThatThrownBy(() -> StageWatch.during(ending, () -> queue(missing("", 0))))
                .hasMessage("ended");
        assertThat(told).containsExactly(1_000L, 1_000L);
        assertThat(here.count(QueueRow.class)).isZero();
        told.clear();
        StageWatch counting = told::add;
        assertThat(StageWatch.during(counting, () -> queue(missing("", 0)))).isEqualTo(MANY);
        assertThat(told).containsExactly(1_000L, 1_000L, 500L);
    }

    private UnsentCounts unsent(Recipient... recipients) {
        return here.replica().unsent(TestPeer.PROFILE, List.of(recipients));
    }

    private Recipient recipient(String filter, Map<String, Map<String, Long>> held) {
        return new Recipient(Filter.parse(filter), ModelSet.ALL, PartitionCounters.of(held));
    }

    @Test
    void changesThatAreNotSerializedAreCountedByModel() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        assertThat(unsent().changes()).isEmpty();
        here.persist(new Lesson("a", "t"));
        Lesson lesson = new Lesson("a", "t");
        lesson.add("s");
        here.persist(lesson);
        UnsentCounts counts = unsent(recipient("a", Map.of()));
        assertThat(counts.changes()).containsExactlyInAnyOrderEntriesOf(Map.of("lesson", 2L, "section", 1L));
        assertThat(counts.oldest()).isBetween(before, Instant.now());
        assertThat(counts.nowhere().count()).isZero();
        here.serialize();
        here.remove(Lesson.class, here.persist(new Lesson("a", "t")));
        // The insertion and the deletion.
        assertThat(unsent().changes()).isEqualTo(Map.of("lesson", 2L));
    }

    @Test
    void recordsCountUntilTheirRecipientsHaveThem() {
        here.persist(new Lesson("a:1", "t"));
        here.persist(new Lesson("b:1", "t"));
        here.serialize();
        here.persist(new Lesson("a:2", "t"));
        here.serialize();
        here.receive(Records.lesson("a:3", "s", "{}"));

        UnsentCounts counts = unsent(
                recipient("a", Map.of()),
                recipient("a", Map.of("a", Map.of(here.instance(), 1L))),
                recipient("b", Map.of("", Map.of(here.instance(), 2L))),
                recipient("a:2", Map.of("a:1", Map.of(here.instance(), 2L))));
        assertThat(counts.recipients()).extracting(UnsentCounts.Records::count).containsExactly(2L, 1L, 0L, 1L);
        // The third has everything of this instance, although it may only get a part.
        assertThat(counts.nowhere().count()).isZero();
        assertThat(unsent(recipient("a", Map.of("a:1", Map.of(here.instance(), 1L))))
                        .nowhere()
                        .byModel())
                .isEqualTo(Map.of("lesson", 1L));
        assertThat(unsent(recipient("x", Map.of())).nowhere().count()).isZero();
        assertThat(unsent().nowhere().count()).isEqualTo(4);
        assertThat(here.replica().unsent("otherprofile", List.of()).nowhere().count())
                .isZero();
    }

    @Test
    void onlyModelsThatARecipientMayGetCount() {
        Lesson lesson = new Lesson("a", "t");
        lesson.add("s");
        here.persist(lesson);
        here.serialize();
        PartitionCounters all = PartitionCounters.of(Map.of("", Map.of(here.instance(), 9L)));
        Recipient ofLessons = new Recipient(Filter.EVERYTHING, ModelSet.of(List.of("lesson")), all);
        // It has all lessons. That says nothing about sections.
        UnsentCounts counts = unsent(ofLessons, recipient("", Map.of()));
        assertThat(counts.nowhere().byModel()).isEqualTo(Map.of("section", 1L));
        assertThat(counts.recipients()).extracting(UnsentCounts.Records::count).containsExactly(0L, 2L);
    }

    @Test
    void ageOfRecordsIsThatOfTheirChanges() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        here.persist(new Lesson("a", "t"));
        Instant after = Instant.now();
        here.serialize();
        here.serialize();
        here.persist(new Lesson("a", "t"));
        here.serialize();
        assertThat(unsent().nowhere().oldest()).isBetween(before, after);
        assertThat(unsent(recipient("a", Map.of("a", Map.of(here.instance(), 1L))))
                        .nowhere()
                        .oldest())
                .isAfterOrEqualTo(after.truncatedTo(ChronoUnit.MILLIS));
        assertThat(unsent(recipient("a", Map.of("a", Map.of(here.instance(), 2L))))
                        .nowhere())
                .isEqualTo(new UnsentCounts.Records(Map.of(), null));
    }

    @Test
    void whatIsUnsentIsWhatWouldBeQueued() {
        persistMany();
        here.persist(new Lesson("q", "t"));
        here.serialize();
        long counted = unsent(recipient("", Map.of("", Map.of(here.instance(), 1L))))
                .recipients()
                .get(0)
                .count();
        assertThat(counted).isEqualTo(queue(missing("", 1)));
        assertThat(unsent(recipient("", Map.of())).nowhere().count()).isEqualTo(queue(missing("", 0)));
    }

    @Test
    void queuedRecordIsSentAsTheStoreHoldsItNow() {
        String id = here.persist(new Lesson("p", "before"));
        here.serialize();
        queue(missing("", 0));
        here.change(Lesson.class, id, l -> l.title = "after");
        here.serialize();
        SyncRecord sent =
                here.replica().queued(TestPeer.TRANSFER, 0, 1, Long.MAX_VALUE).get(0);
        assertThat(sent.version().counter()).isEqualTo(2);
        assertThat(sent.history().counters()).isEqualTo(Map.of(here.instance(), 2L));
        assertThat(sent.serialized()).contains("\"after\"");
    }

    @Test
    void chunkSentTwiceIsKeptOnce() {
        List<SyncRecord> first = lessons("a", 300);
        List<SyncRecord> second = lessons("b", 200);
        assertThat(there.replica().buffer(TestPeer.TRANSFER, first)).isEqualTo(300);
        assertThat(there.replica().buffer(TestPeer.TRANSFER, second)).isEqualTo(500);
        assertThat(there.replica().buffer(TestPeer.TRANSFER, first)).isEqualTo(500);
        assertThat(there.replica().buffer(TestPeer.TRANSFER, List.of())).isEqualTo(500);
        DequeueResult result = there.replica().dequeue(TestPeer.TRANSFER, Claim.NOTHING);
        assertThat(result).isEqualTo(new DequeueResult(500, 0, 0, 0, 0));
        assertThat(there.count(BufferRow.class)).isZero();
        assertThat(there.replica().dequeue(TestPeer.TRANSFER, Claim.NOTHING))
                .isEqualTo(new DequeueResult(0, 0, 0, 0, 0));
    }

    @Test
    void transfersAreKeptApart() {
        String other = "00000000000000000000000000000002";
        // These are more chunks than are dropped at a time.
        lessons("a", 120).forEach(lesson -> there.replica().buffer(TestPeer.TRANSFER, List.of(lesson)));
        assertThat(there.replica().buffer(other, lessons("a", 2))).isEqualTo(2);
        there.replica().discard(TestPeer.TRANSFER);
        assertThat(there.count(BufferRow.class)).isEqualTo(1);
        assertThat(there.replica().dequeue(TestPeer.TRANSFER, Claim.NOTHING).inserted())
                .isZero();
        assertThat(there.replica().dequeue(other, Claim.NOTHING).inserted()).isEqualTo(2);
    }

    @Test
    void chunkEndsWhereItsContentGetsTooLong() {
        for (int i = 0; i < 200; i++) {
            here.persist(new Lesson("p", "t".repeat(100)));
        }
        here.serialize();
        assertThat(queue(missing("", 0))).isEqualTo(200);
        int length = here.store().get(0).serialized().length();
        List<SyncRecord> chunk = here.replica().queued(TestPeer.TRANSFER, 0, 1_000, 100L * length);
        assertThat(chunk).hasSizeBetween(80, 120);
        assertThat(here.replica().queued(TestPeer.TRANSFER, 0, 1_000, 1)).hasSize(1);
        assertThat(here.replica().queued(TestPeer.TRANSFER, chunk.size(), 1_000, Long.MAX_VALUE))
                .hasSize(200 - chunk.size())
                .doesNotContainAnyElementsOf(chunk);
    }

    @Test
    void largeContentsArriveWhole() {
        String text = "ä\"\\\n%☃𝄞".repeat(700_000 / 8);
        Lesson lesson = new Lesson("p", "t");
        Section large = lesson.add(text);
        Section larger = lesson.add(text + "end");
        here.persist(lesson);
        here.sync(there);
        assertThat(there.find(Section.class, large.getId()).text).isEqualTo(text);
        assertThat(there.find(Section.class, larger.getId()).text).isEqualTo(text + "end");
    }

    @Test
    void nothingIsSentTwice() {
        here.persist(new Lesson("p", "t"));
        assertThat(here.send(there)).isEqualTo(new DequeueResult(1, 0, 0, 0, 0));
        assertThat(here.send(there)).isEqualTo(new DequeueResult(0, 0, 0, 0, 0));
        there.deserialize();
        assertThat(there.send(here)).isEqualTo(new DequeueResult(0, 0, 0, 0, 0));
    }

    private void persistMany() {
        here.run(session -> {
            session.setJdbcBatchSize(500);
            for (int i = 0; i < MANY; i++) {
                session.persist(new Lesson("p" + i % 3, "t" + i));
            }
        });
        here.serialize();
    }

    private static List<SyncRecord> lessons(String place, int count) {
        List<SyncRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(Records.lesson(place, "s" + i, "{\"place\":\"" + place + "\",\"title\":\"t\",\"level\":1}"));
        }
        return records;
    }

    private PartitionCounters missing(String partition, long counter) {
        return PartitionCounters.of(Map.of(partition, Map.of(here.instance(), counter)));
    }

    private long queue(PartitionCounters missing) {
        return here.replica().queue(TestPeer.TRANSFER, TestPeer.PROFILE, missing);
    }

    private List<String> ids(long offset, int limit) {
        return here.replica().queued(TestPeer.TRANSFER, offset, limit, Long.MAX_VALUE).stream()
                .map(SyncRecord::id)
                .toList();
    }

    @Test
    void rowsOutsideTheFilterStayInTheStore() {
        there.receive(Records.lesson("a_:1", "s", "{\"place\":\"a_:1\",\"title\":\"t\",\"level\":1}"));
        there.receive(Records.lesson("ab:1", "s", "{\"place\":\"ab:1\",\"title\":\"t\",\"level\":1}"));
        assertThat(there.replica()
                        .deserialize(TestPeer.PROFILE, Filter.of("a_"))
                        .written())
                .isEqualTo(1);
        assertThat(there.count(Lesson.class)).isEqualTo(1);
        assertThat(there.deserialize().written()).isEqualTo(1);
    }

    @Test
    void failureOfTheDatabaseIsReportedInOneLine() {
        here.replica().certificates().saveNonce(ADA, Instant.EPOCH, "");
        assertThatThrownBy(() -> here.replica().certificates().saveNonce(ADA, Instant.EPOCH, ""))
                .isInstanceOf(ReplicaException.class)
                .hasMessageStartingWith("The database failed: ")
                .message()
                .doesNotContain("\n");
    }
}
