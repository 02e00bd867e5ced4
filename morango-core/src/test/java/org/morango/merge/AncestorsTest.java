package org.morango.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

class AncestorsTest {
    private static final String ME = "me";

    @Test
    void theNearestOneThatTheOtherKnowsCounts() {
        SyncRecord received = record("b", 7, "received");
        Ancestors ancestors = Ancestors.NONE.beforeChange(received, ME);
        for (int i = 1; i <= 5; i++) {
            ancestors = ancestors.beforeChange(record(ME, i, "own " + i), ME);
        }
        assertThat(ancestors.commonWith(history("b", 7, ME, 6))).isEqualTo("own 5");
        assertThat(ancestors.commonWith(history("b", 7, ME, 4))).isEqualTo("own 4");
        assertThat(ancestors.commonWith(history("b", 7, ME, 2))).isEqualTo("received");
        assertThat(ancestors.commonWith(history("b", 6, "c", 9))).isNull();
        assertThat(ancestors.states()).hasSize(4);
    }

    @Test
    void whatWasReceivedLaterReplacesThem() {
        Ancestors ancestors = Ancestors.NONE
                .beforeChange(record("b", 7, "received"), ME)
                .beforeChange(record(ME, 1, "first"), ME)
                .beforeChange(record("b", 9, "received later"), ME);
        assertThat(ancestors).isEqualTo(Ancestors.NONE.beforeChange(record("b", 9, "received later"), ME));
    }

    @Test
    void whatTheRowHasCountsForItsChangesOnly() {
        SyncRecord before = record(ME, 1, "before");
        Ancestors waiting = Ancestors.afterMerge(before, Ancestors.NONE, false);
        assertThat(waiting.ofRow()).isEqualTo("before");
        assertThat(waiting.commonWith(before.history())).isNull();
        assertThat(Ancestors.afterMerge(record(ME, 2, "merged"), waiting, true)).isEqualTo(waiting);
        assertThat(waiting.beforeChange(record(ME, 2, "merged"), ME).states()).hasSize(1);
    }

    @Test
    void textsOfAllKindsAreReadAgain() {
        Ancestors ancestors = Ancestors.NONE
                .beforeChange(record("b", Long.MAX_VALUE, "{\n \"x\": \"\\\"é\\u0000\" }"), ME)
                .beforeChange(record(ME, 0, ""), ME);
        assertThat(Ancestors.decode(ancestors.encode())).isEqualTo(ancestors);
        assertThat(Ancestors.NONE.encode()).isNull();
        assertThat(Ancestors.decode(null)).isEqualTo(Ancestors.NONE);
    }

    private static RecordHistory history(String one, long counter, String other, long otherCounter) {
        return RecordHistory.of(new RecordVersion(one, counter), new RecordVersion(other, otherCounter));
    }

    private static SyncRecord record(String instance, long counter, String content) {
        RecordVersion version = new RecordVersion(instance, counter);
        return new SyncRecord(
                "id", "p", "m", "s", "", content, false, false, version, "", "", RecordHistory.of(version));
    }
}
