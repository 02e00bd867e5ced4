package org.morango.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.morango.merge.Merge.Making;
import org.morango.merge.MergeResult.Outcome;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

class SuccessionTest {
    private static final String LOW = "1".repeat(32);
    private static final String HIGH = "2".repeat(32);
    private static final String ID = "3".repeat(32);
    private static final RecordVersion FIRST = new RecordVersion("a", 1);
    private static final Making MAKING = new Making(new RecordVersion("me", 9), Instant.EPOCH);
    private static final SyncRecord ORIGIN =
            new SyncRecord(ID, "p", "m", "s", "x", "{\"v\":1}", false, false, FIRST, "", "", RecordHistory.of(FIRST));

    private static SyncRecord saved(SyncRecord rec, String content, boolean deleted, boolean hard, String instance) {
        return new SyncRecord(ID, "p", "m", "s", "x", content, deleted, hard, rec.version(), "", "", rec.history())
                .savedAs(new RecordVersion(instance, 5));
    }

    private static SyncRecord moved(String successor, String instance) {
        return saved(ORIGIN, Succession.NONE.movedTo(List.of(successor)).deletedContent(), true, true, instance);
    }

    private static SyncRecord merged(SyncRecord local, SyncRecord incoming) {
        MergeResult result = Merge.merge(local, incoming, MAKING);
        assertThat(result.outcome()).isEqualTo(Outcome.CONFLICT);
        return result.record();
    }

    @Test
    void contentSaysWhatItSaid() {
        Succession move = Succession.of(Succession.continuing("{\"v\":1,\"_morango_ended\":true}", HIGH))
                .movedTo(List.of(LOW))
                .ended();
        assertThat(Succession.of(move.deletedContent())).isEqualTo(move);
        assertThat(move.predecessor()).isEqualTo(HIGH);
        assertThat(move.successor()).isEqualTo(LOW);
        assertThat(Succession.continuing("{\"v\":1,\"_morango_successors\":[]}", null))
                .isEqualTo("{\"v\":1}");
        assertThat(Succession.isMentionedIn("{\"v\":1}")).isFalse();
    }

    @Test
    void anythingButIdsIsLeftOut() {
        for (String content : List.of(
                "{\"_morango_successors\":\"x\",\"_morango_predecessor\":[]}",
                "{\"_morango_successors\":[1,null,{},\"" + "G".repeat(32) + "\"],\"_morango_predecessor\":7}",
                "[\"_morango_successors\"]",
                "\"_morango_predecessor",
                "{\"_morango_successors\":{\"a\":\"" + LOW + "\"}}")) {
            assertThat(Succession.of(content)).isEqualTo(Succession.NONE);
        }
        List<String> many =
                IntStream.range(0, 100).mapToObj(i -> Ids.hash("" + i)).toList();
        Succession move = Succession.NONE.movedTo(many);
        assertThat(move.successors())
                .hasSize(16)
                .contains(many.stream().sorted().findFirst().orElseThrow());
        assertThat(Succession.of(move.deletedContent())).isEqualTo(move);
    }

    @Test
    void twoMovesAtTheSameTimeNameBothSuccessors() {
        for (SyncRecord merged :
                List.of(merged(moved(LOW, "b"), moved(HIGH, "c")), merged(moved(HIGH, "c"), moved(LOW, "b")))) {
            assertThat(merged.hardDeleted()).isTrue();
            assertThat(Succession.of(merged.serialized()).successors()).containsExactly(LOW, HIGH);
            assertThat(Succession.of(merged.serialized()).isEnded()).isFalse();
        }
    }

    @Test
    void deletionBesideAMoveEndsTheSuccessor() {
        for (boolean hard : new boolean[] {false, true}) {
            SyncRecord deleted = saved(ORIGIN, hard ? "{}" : ORIGIN.serialized(), true, hard, "c");
            for (SyncRecord merged : List.of(merged(moved(LOW, "b"), deleted), merged(deleted, moved(LOW, "b")))) {
                assertThat(merged.hardDeleted()).isTrue();
                assertThat(Succession.of(merged.serialized()).successor()).isEqualTo(LOW);
                assertThat(Succession.of(merged.serialized()).isEnded()).isTrue();
            }
        }
    }

    @Test
    void changeBesideAMoveStaysWithTheNameOfTheSuccessor() {
        SyncRecord changed = saved(ORIGIN, "{\"v\":2}", false, false, "c");
        for (SyncRecord merged : List.of(merged(moved(LOW, "b"), changed), merged(changed, moved(LOW, "b")))) {
            assertThat(merged.deleted()).isFalse();
            assertThat(merged.hardDeleted()).isFalse();
            assertThat(Succession.continuing(merged.serialized(), null)).isEqualTo("{\"v\":2}");
            assertThat(Succession.of(merged.serialized()).successor()).isEqualTo(LOW);
        }
        SyncRecord row = Merge.mergeChange(
                        moved(LOW, "b"), null, "{\"v\":2}", "", MAKING, ConflictResolver.fieldByField())
                .record();
        assertThat(row.deleted()).isFalse();
        assertThat(Succession.of(row.serialized()).successor()).isEqualTo(LOW);
    }

    @Test
    void ordinaryHardDeletionLeavesNothing() {
        SyncRecord deleted = saved(ORIGIN, "{}", true, true, "b");
        SyncRecord changed = saved(ORIGIN, "{\"v\":2}", false, false, "c");
        assertThat(merged(deleted, changed).serialized()).isEmpty();
        assertThat(merged(changed, deleted).hardDeleted()).isTrue();
    }
}
