package org.morango.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.morango.merge.MergeResult.Outcome;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

/** Limits hold for what merging accumulates. */
class MergedSizeTest {
    private static final RecordVersion OURS = new RecordVersion("ours", 1);
    private static final RecordVersion THEIRS = new RecordVersion("theirs", 1);
    private static final Merge.Making MAKING = new Merge.Making(new RecordVersion("zz", 9), Instant.EPOCH);

    private static RecordHistory history(String name, int count, RecordVersion version) {
        Map<String, Long> counters = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            counters.put(name + i, 1L);
        }
        return RecordHistory.of(counters).with(version);
    }

    private static String kept(String name, int count, int size) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"")
                    .append(name)
                    .append("\":\"")
                    .append(i)
                    .append("x".repeat(size))
                    .append("\"}\n");
        }
        return lines.toString();
    }

    private static SyncRecord record(String content, RecordVersion version, String kept, RecordHistory history) {
        return new SyncRecord("id", "p", "m", "s", "part", content, false, false, version, kept, "", history);
    }

    private static SyncRecord merge(SyncRecord local, SyncRecord incoming, Outcome outcome) {
        MergeResult result = Merge.merge(local, incoming, MAKING);
        assertThat(result.outcome()).isEqualTo(outcome);
        return result.record();
    }

    @Test
    void historyOfAConflictHasRoomForTheVersionsAndWhatWasKnown() {
        SyncRecord local = record("{\"a\":1}", OURS, "", history("h", 900, OURS));
        SyncRecord merged =
                merge(local, record("{\"a\":2}", THEIRS, "", history("invented", 900, THEIRS)), Outcome.CONFLICT);
        assertThat(merged.history().size()).isLessThanOrEqualTo(RecordHistory.MOST + 3);
        assertThat(merged.history().counters())
                .containsAllEntriesOf(local.history().counters());
        assertThat(merged.history().knows(THEIRS)).isTrue();
        assertThat(merged.history().knows(MAKING.version())).isTrue();
    }

    @Test
    void historyOfASuccessorDoesNotGrowEither() {
        SyncRecord local = record("{\"a\":1}", OURS, "", history("h", 900, OURS));
        SyncRecord next =
                record("{\"a\":2}", THEIRS, "", history("invented", 900, THEIRS).with(OURS));
        for (int i = 0; i < 3; i++) {
            local = merge(local, next, Outcome.FAST_FORWARD);
            assertThat(local.history().size()).isLessThanOrEqualTo(RecordHistory.MOST + 2);
            assertThat(local.history().knows(next.version())).isTrue();
            RecordVersion later = new RecordVersion("theirs", i + 2);
            next = record(
                    "{\"a\":3}", later, "", history("more" + i, 900, later).with(THEIRS));
        }
    }

    @Test
    void whatBothKnowStaysBeforeWhatOneSays() {
        RecordHistory first = history("a", RecordHistory.MOST, OURS).with(new RecordVersion("zzz", 5));
        RecordHistory second = history("b", RecordHistory.MOST, THEIRS).with(new RecordVersion("zzz", 7));
        RecordHistory merged = first.max(second);
        assertThat(merged.size()).isEqualTo(RecordHistory.MOST);
        assertThat(merged.counters()).containsEntry("zzz", 7L).doesNotContainKey("b0");
    }

    @Test
    void noMoreContentsAreKeptThanThereIsRoomForAndThoseThatWereThereStay() {
        String before = kept("ours", 600, 1);
        SyncRecord merged = merge(
                record("{\"a\":1}", OURS, before, RecordHistory.of(OURS)),
                record("{\"a\":2}", THEIRS, kept("invented", 900, 1), RecordHistory.of(THEIRS)),
                Outcome.CONFLICT);
        assertThat(ConflictingContent.all(merged.conflictingData())).hasSize(ConflictingContent.MOST);
        assertThat(merged.conflictingData()).startsWith("{\"a\":2");
        assertThat(merged.conflictingData()).contains(before);
    }

    @Test
    void theyHaveALimitOfSizeToo() {
        String before = kept("ours", 3, 1_000_000);
        SyncRecord merged = merge(
                record("{\"a\":1}", OURS, before, RecordHistory.of(OURS)),
                record("{\"a\":2}", THEIRS, kept("invented", 30, 1_000_000), RecordHistory.of(THEIRS)),
                Outcome.CONFLICT);
        assertThat(merged.conflictingData().length()).isBetween(15_000_000, ConflictingContent.MOST_CHARACTERS);
        assertThat(merged.conflictingData()).contains(before);
    }

    @Test
    void newestLinesAreTold() {
        String lines = kept("x", ConflictingContent.MOST + 5, 1);
        assertThat(ConflictingContent.newest(lines)).isEqualTo(kept("x", ConflictingContent.MOST, 1));
        assertThat(ConflictingContent.newest(kept("x", 3, 9))).isEqualTo(kept("x", 3, 9));
        String large = kept("x", 1, ConflictingContent.MOST_CHARACTERS);
        assertThat(ConflictingContent.newest(large + lines)).isEqualTo(large);
    }
}
