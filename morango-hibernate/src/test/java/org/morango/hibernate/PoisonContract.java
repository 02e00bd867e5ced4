package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.counter.CounterRoom;
import org.morango.counter.Fsic;
import org.morango.counter.FsicJson;
import org.morango.counter.FsicV2;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.SummaryLog;
import org.morango.hibernate.report.RepairResult;
import org.morango.merge.ConflictingContent;
import org.morango.record.Filter;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.settings.PeerSettings;

/**
 * Data that one peer makes too large, or that cannot be stored, does not prevent others from syncing the rest, neither
 * at the peer that receives it nor beyond.
 */
abstract class PoisonContract extends PeerContract {
    private static final String CONTENT = "{\"place\":\"p\",\"title\":\"t\",\"level\":1}";

    PoisonContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private static Map<String, Long> invented(int from, int count) {
        Map<String, Long> counters = new TreeMap<>();
        for (int i = from; i < from + count; i++) {
            counters.put(String.format("%032x", i), 1L);
        }
        return counters;
    }

    private static SyncRecord with(SyncRecord rec, RecordVersion version, Map<String, Long> history, String kept) {
        return new SyncRecord(
                rec.id(),
                rec.profile(),
                rec.modelName(),
                rec.sourceId(),
                rec.partition(),
                rec.serialized(),
                false,
                false,
                version,
                kept,
                "",
                RecordHistory.of(history).with(version));
    }

    private void receive(SyncRecord... records) {
        here.replica().buffer(TestPeer.TRANSFER, List.of(records));
        here.replica()
                .integrate(
                        TestPeer.TRANSFER,
                        TestPeer.PROFILE,
                        Claim.known(PartitionCounters.of(Map.of("", Map.of(Records.PEER, 9L)))));
        here.deserialize();
    }

    private static String lines(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"title\":\"").append(i).append("\"}\n");
        }
        return lines.toString();
    }

    @Test
    void inventedInstancesDoNotAddUp() {
        SyncRecord lesson = Records.lesson("p", "l", CONTENT);
        for (int push = 0; push < 3; push++) {
            RecordVersion version = new RecordVersion(Records.PEER, push + 1);
            receive(with(lesson, version, invented(push * 60_000, 60_000), ""));
            assertThat(here.store(lesson.id()).historySize).isLessThanOrEqualTo(RecordHistory.MOST + 2);
        }
        here.send(there);
        there.deserialize();
        assertThat(there.find(Lesson.class, lesson.id()).title).isEqualTo("t");
    }

    @Test
    void whatWasPoisonedBeforeThereWereLimitsIsSentAllTheSame() {
        SyncRecord lesson = Records.lesson("p", "l", CONTENT);
        RecordVersion version = new RecordVersion(Records.PEER, 1);
        here.receive(with(lesson, version, invented(0, 120_000), lines(5_000)));
        here.receive(Records.lesson("p", "m", CONTENT));
        here.deserialize();
        here.replica().buffer(TestPeer.TRANSFER, List.of());
        here.replica().dequeue("", Claim.known(PartitionCounters.of(Map.of("", Map.of(Records.PEER, 9L)))));
        here.send(there);
        there.deserialize();
        assertThat(there.count(Lesson.class)).isEqualTo(2);
        StoreRow arrived = there.store(lesson.id());
        assertThat(arrived.historySize).isLessThanOrEqualTo(RecordHistory.MOST + 1);
        assertThat(arrived.history().encode()).contains(Records.PEER + ":1");
        assertThat(ConflictingContent.all(arrived.conflictingData())).hasSize(ConflictingContent.MOST);

        Morango morango = new Morango(here.replica(), PeerSettings.defaults());
        RepairResult cut = morango.repair();
        assertThat(cut).isEqualTo(new RepairResult(1, 1, 0));
        assertThat(StoreRecords.read(here.store(lesson.id()))).isEqualTo(StoreRecords.read(arrived));
    }

    @Test
    void countersOfInventedInstancesDoNotAddUp() {
        receive(Records.lesson("p", "l", CONTENT));
        for (int push = 0; push < 3; push++) {
            here.replica()
                    .dequeue(
                            "",
                            Claim.known(PartitionCounters.of(Map.of("p:" + push, invented(push * 30_000, 30_000)))));
        }
        Filter filter = Filter.of("p");
        Fsic told = here.replica().fsic(filter, FsicRole.SENDER, FsicFormat.V2);
        assertThat(((FsicV2) told)
                        .subPartitions().values().stream().mapToInt(Map::size).sum())
                .isLessThanOrEqualTo(2 * CounterRoom.MOST);
        assertThat(FsicJson.parse(FsicJson.render(told.atMost(FsicJson.MAX_COUNTERS, here::instance))))
                .isInstanceOf(FsicV2.class);
        assertThat(new Morango(here.replica(), PeerSettings.defaults()).repair().counters())
                .isGreaterThan(30_000);
    }

    @Test
    void nulIsStoredAsItsEscapeAndKeepsNobodyFromTheRest() {
        SyncRecord lesson = Records.lesson("p", "l", "{\"place\":\"p\",\"title\":\"a\0b\",\"level\":1}");
        SyncRecord conflicting = with(
                Records.lesson("p", "m", CONTENT),
                new RecordVersion(Records.PEER, 1),
                Map.of(),
                "{\"title\":\"\0\"}\n");
        SyncRecord reference = Records.summary(ADA, "c", "{\"user_id\":\"" + "\\u0000" + "\",\"content_id\":\"c\"}");
        SyncRecord fine = Records.lesson("p", "n", CONTENT);
        receive(lesson, conflicting, reference, fine);
        assertThat(here.store(lesson.id()).serialized()).contains("a\\u0000b");
        assertThat(here.store(conflicting.id()).conflictingData()).isEqualTo("{\"title\":\"\\u0000\"}\n");
        assertThat(here.find(Lesson.class, fine.id())).isNotNull();
        assertThat(here.count(SummaryLog.class)).isZero();
        assertThat(here.reason(reference.id())).isNotNull();
        if (here.isPending(lesson.id())) {
            assertThat(here.reason(lesson.id())).contains("NUL");
        } else {
            assertThat(here.find(Lesson.class, lesson.id()).title).isEqualTo("a\0b");
        }
        here.send(there);
        assertThat(there.store(lesson.id()).serialized())
                .isEqualTo(here.store(lesson.id()).serialized());
    }
}
