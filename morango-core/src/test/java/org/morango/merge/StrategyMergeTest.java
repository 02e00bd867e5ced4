package org.morango.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.morango.merge.Merge.Making;
import org.morango.merge.MergeResult.Outcome;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import tools.jackson.databind.node.ObjectNode;

/** Tests merging with strategies; {@link MergeTest} has the cases and the default strategy. */
class StrategyMergeTest {
    private static final long SEED = 31;
    private static final RecordVersion NEW_VERSION = new RecordVersion("me", 1_000);
    private static final Making MAKING = new Making(NEW_VERSION, Instant.ofEpochMilli(5));
    private static final String OURS = "{\"id\":\"1\",\"t\":1}";
    private static final String THEIRS = "{\"id\":\"1\",\"t\":2}";

    private final SyncRecord ours = record("a", OURS, "");
    private final SyncRecord theirs = record("b", THEIRS, "");

    static List<ConflictResolver> all() {
        return List.of(
                ConflictResolver.keepOurs(),
                ConflictResolver.takeTheirs(),
                ConflictResolver.latestBy("t"),
                ConflictResolver.fieldByField());
    }

    @ParameterizedTest
    @MethodSource("all")
    void noContentIsLost(ConflictResolver resolver) {
        Random random = new Random(SEED);
        for (int run = 0; run < 1_000; run++) {
            SyncRecord here = random(random, "a");
            SyncRecord there = random(random, "b");
            MergeResult result = merge(here, there, resolver);
            SyncRecord merged = result.record();
            String where = "seed " + SEED + ", run " + run + ": " + here + " + " + there + " = " + result;
            String all = merged.serialized() + "\n" + lost(merged);
            String lost = here.serialized() + "\n" + here.conflictingData() + there.serialized() + "\n"
                    + there.conflictingData();
            assertThat(all.lines().distinct())
                    .as(where)
                    .containsExactlyInAnyOrderElementsOf(lost.lines().distinct().toList());
            assertThat(merged.conflictingData().lines()).as(where).doesNotHaveDuplicates();
            assertThat(merged.deleted()).as(where).isIn(here.deleted(), there.deleted());
            assertThat(result.conflict() != null).as(where).isEqualTo(result.outcome() == Outcome.CONFLICT);
        }
    }

    private static String lost(SyncRecord merged) {
        StringBuilder lines = new StringBuilder();
        ConflictingContent.all(merged.conflictingData())
                .forEach(content -> lines.append(content.content()).append('\n'));
        return lines.toString();
    }

    private static String lost(String content, String author) {
        return content.replace("}", ",\"_morango_lost\":{\"by\":\"" + author + "\",\"at\":5}}") + "\n";
    }

    private static SyncRecord random(Random random, String instance) {
        StringBuilder kept = new StringBuilder();
        random.ints(random.nextInt(3), 0, 5)
                .distinct()
                .forEach(i -> kept.append("{\"t\":").append(i).append("}\n"));
        String content = "{\"t\":" + random.nextInt(5) + "}";
        SyncRecord made = record(instance, content, kept.toString().replace(content + "\n", ""));
        return random.nextInt(4) == 0 ? deleted(made, false) : made;
    }

    @Test
    void sameContentIsNoConflictAndTakesNoNewVersion() {
        SyncRecord here = record("a", "{\"x\": 1, \"y\": 2}", "");
        SyncRecord there = record("b", "{\"y\":2,\"x\":1}", "");
        for (ConflictResolver resolver : all()) {
            MergeResult one = merge(here, there, resolver);
            MergeResult other = merge(there, here, resolver);
            assertThat(one.outcome()).isEqualTo(Outcome.SAME_CONTENT);
            assertThat(one.conflict()).isNull();
            // Both sides hold the same record from now on, so nothing has to be sent.
            assertThat(one).isEqualTo(other);
            assertThat(one.record().version()).isEqualTo(there.version());
            assertThat(one.record().history()).isEqualTo(RecordHistory.of(here.version(), there.version()));
        }
    }

    @Test
    void ofTheSameContentThatWhichKeepsMoreStays() {
        SyncRecord here = record("a", OURS, "{\"t\":7}\n");
        SyncRecord there = record("b", OURS, "");
        assertThat(merge(here, there, ConflictResolver.keepOurs()).record().version())
                .isEqualTo(here.version());
        assertThat(merge(there, here, ConflictResolver.keepOurs()).record().version())
                .isEqualTo(here.version());
    }

    @Test
    void sameContentThatKeepsDifferentOnesKeepsAll() {
        SyncRecord here = record("a", OURS, "{\"t\":7}\n");
        SyncRecord there = record("b", OURS, "{\"t\":8}\n");
        SyncRecord merged = merge(here, there, ConflictResolver.keepOurs()).record();
        assertThat(merged.version()).isEqualTo(NEW_VERSION);
        assertThat(merged.conflictingData()).isEqualTo("{\"t\":8}\n{\"t\":7}\n");
    }

    @Test
    void mergedContentKeepsBoth() {
        ConflictResolver sum = conflict -> {
            ObjectNode content = conflict.ours();
            return content.put(
                            "t",
                            content.get("t").intValue()
                                    + conflict.theirs().get("t").intValue())
                    .put("id", "of another record");
        };
        MergeResult result = merge(ours, theirs, sum);
        assertThat(result.record().serialized()).isEqualTo("{\"id\":\"1\",\"t\":3}");
        assertThat(result.record().conflictingData()).isEqualTo(lost(THEIRS, "b") + lost(OURS, "a"));
        assertThat(result.conflict())
                .isEqualTo(new ResolvedConflict(
                        "1", "p", "m", "", OURS, false, THEIRS, false, "{\"id\":\"1\",\"t\":3}", false));
    }

    @Test
    void resolverThatFailsKeepsOurs() {
        List<ConflictResolver> failing = List.of(
                conflict -> {
                    throw new IllegalStateException("no idea");
                },
                conflict -> {
                    throw new AssertionError("no idea");
                },
                conflict -> {
                    throw new NoClassDefFoundError("Idea");
                },
                conflict -> {
                    throw new StackOverflowError();
                });
        for (ConflictResolver resolver : failing) {
            SyncRecord merged = merge(ours, theirs, resolver).record();
            assertThat(merged.serialized()).isEqualTo(OURS);
            assertThat(merged.conflictingData()).isEqualTo(lost(THEIRS, "b"));
        }
    }

    @Test
    void deletionWinsAndKeepsTheChangedContent() {
        for (ConflictResolver resolver : List.<ConflictResolver>of(conflict -> conflict.theirs())) {
            SyncRecord one = merge(deleted(theirs, false), ours, resolver).record();
            SyncRecord other = merge(ours, deleted(theirs, false), resolver).record();
            assertThat(one.deleted()).isTrue();
            assertThat(one.serialized()).isEqualTo(OURS);
            assertThat(one).isEqualTo(other);
        }
    }

    @Test
    void takingTheirsTakesTheirDeletionAsWell() {
        ConflictResolver resolver = ConflictResolver.takeTheirs();
        assertThat(merge(ours, deleted(theirs, false), resolver).record().deleted())
                .isTrue();
        SyncRecord back = merge(deleted(ours, false), theirs, resolver).record();
        assertThat(back.deleted()).isFalse();
        assertThat(back.serialized()).isEqualTo(THEIRS);
    }

    @Test
    void latestDecidesOnDeletionsToo() {
        ConflictResolver resolver = ConflictResolver.latestBy("t");
        for (boolean swapped : new boolean[] {false, true}) {
            SyncRecord later = both(swapped, deleted(ours, false), theirs, resolver);
            assertThat(later.deleted()).isFalse();
            assertThat(later.serialized()).isEqualTo(THEIRS);
            SyncRecord earlier = both(swapped, deleted(theirs, false), ours, resolver);
            assertThat(earlier.deleted()).isTrue();
            assertThat(earlier.serialized()).isEqualTo(THEIRS);
            SyncRecord same = record("b", "{\"id\":\"1\",\"t\":1,\"x\":2}", "");
            assertThat(both(swapped, deleted(ours, false), same, resolver).deleted())
                    .isTrue();
        }
    }

    private static SyncRecord both(boolean swapped, SyncRecord a, SyncRecord b, ConflictResolver resolver) {
        return (swapped ? merge(b, a, resolver) : merge(a, b, resolver)).record();
    }

    @Test
    void hardDeletionLeavesNothing() {
        for (ConflictResolver resolver : all()) {
            MergeResult result = merge(deleted(record("a", "{}", ""), true), theirs, resolver);
            assertThat(result.record().serialized()).isEmpty();
            assertThat(result.record().conflictingData()).isEmpty();
            assertThat(result.conflict().theirs()).isEmpty();
            assertThat(result.conflict().deleted()).isTrue();
        }
    }

    @Test
    void whatIsNoObjectLosesWithoutAsking() {
        for (String broken : new String[] {"no json", "[1]", "7", "\"x\""}) {
            SyncRecord odd = record("b", broken, "");
            assertThat(merge(ours, odd, ConflictResolver.takeTheirs()).record().serialized())
                    .isEqualTo(OURS);
            assertThat(merge(odd, ours, ConflictResolver.latestBy("t")).record().serialized())
                    .isEqualTo(OURS);
        }
    }

    @Test
    void ancestorIsWhatBothWereMadeFrom() {
        Ancestors ancestors = Ancestors.NONE.beforeChange(record("b", 3, "{\"x\":5,\"y\":5}", ""), "me");
        SyncRecord own = record("me", 9, "{\"x\":5,\"y\":6}", "");
        SyncRecord later = record("b", 4, "{\"x\":1,\"y\":5}", "");
        SyncRecord unrelated = record("b", 2, "{\"x\":1,\"y\":5}", "");
        ConflictResolver resolver = ConflictResolver.fieldByField();
        assertThat(Merge.merge(own, ancestors, later, MAKING, resolver).record().serialized())
                .isEqualTo("{\"x\":1,\"y\":6}");
        assertThat(Merge.merge(own, ancestors, unrelated, MAKING, resolver)
                        .record()
                        .serialized())
                .isEqualTo("{\"x\":5,\"y\":6}");
    }

    @Test
    void selfReferenceFollowsTheContent() {
        SyncRecord here = referring("a", "{\"parent_id\":\"x\",\"t\":1}", "x");
        SyncRecord there = referring("b", "{\"parent_id\":\"y\",\"t\":0}", "y");
        assertThat(merge(here, there, ConflictResolver.latestBy("t")).record().selfReference())
                .isEqualTo("x");
        assertThat(merge(there, here, ConflictResolver.latestBy("t")).record().selfReference())
                .isEqualTo("x");
        SyncRecord both = merge(here, there, ConflictResolver.fieldByField()).record();
        assertThat(both.serialized()).isEqualTo("{\"parent_id\":\"y\",\"t\":1}");
        assertThat(both.selfReference()).isEqualTo("y");
    }

    private static SyncRecord referring(String instance, String content, String selfReference) {
        SyncRecord r = record(instance, content, "");
        return new SyncRecord(
                r.id(), "p", "m", "s", "", content, false, false, r.version(), "", selfReference, r.history());
    }

    private static MergeResult merge(SyncRecord local, SyncRecord incoming, ConflictResolver resolver) {
        return Merge.merge(local, Ancestors.NONE, incoming, MAKING, resolver);
    }

    private static SyncRecord deleted(SyncRecord r, boolean hard) {
        return new SyncRecord(
                r.id(),
                "p",
                "m",
                "s",
                "",
                r.serialized(),
                true,
                hard,
                r.version(),
                r.conflictingData(),
                "",
                r.history());
    }

    private static SyncRecord record(String instance, String content, String kept) {
        return record(instance, 1, content, kept);
    }

    private static SyncRecord record(String instance, long counter, String content, String kept) {
        RecordVersion version = new RecordVersion(instance, counter);
        return new SyncRecord(
                "1", "p", "m", "s", "", content, false, false, version, kept, "", RecordHistory.of(version));
    }
}
