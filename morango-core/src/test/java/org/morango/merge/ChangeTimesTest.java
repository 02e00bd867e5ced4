package org.morango.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.morango.merge.Merge.Making;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import tools.jackson.databind.node.ObjectNode;

/** Values that both sides have changed: the later change wins, whatever the order of merges. */
class ChangeTimesTest {
    private static final ConflictResolver FIELDS = ConflictResolver.fieldByField();

    private final SyncRecord made = made("a", "{\"x\":\"old\",\"y\":\"old\"}", 100);

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    private static SyncRecord made(String instance, String content, long time) {
        RecordVersion version = new RecordVersion(instance, 1);
        return record(ChangeTimes.made(content, version, at(time)), version, RecordHistory.EMPTY);
    }

    private static SyncRecord record(String content, RecordVersion version, RecordHistory history) {
        return new SyncRecord("1", "p", "m", "s", "", content, false, false, version, "", "", history.with(version));
    }

    private static SyncRecord changed(SyncRecord before, String instance, long counter, long time, String... members) {
        ObjectNode content = JsonOrder.parseObject(before.serialized());
        for (int i = 0; i < members.length; i += 2) {
            content.put(members[i], members[i + 1]);
        }
        RecordVersion version = new RecordVersion(instance, counter);
        return record(
                ChangeTimes.changed(before.serialized(), content.toString(), version, at(time)),
                version,
                before.history());
    }

    private static SyncRecord deleted(SyncRecord before, String instance, long counter, long time) {
        RecordVersion version = new RecordVersion(instance, counter);
        return new SyncRecord(
                "1",
                "p",
                "m",
                "s",
                "",
                ChangeTimes.deleted(before.serialized(), at(time)),
                true,
                false,
                version,
                "",
                "",
                before.history().with(version));
    }

    private static SyncRecord madeAgain(SyncRecord before, String instance, long counter, long time) {
        RecordVersion version = new RecordVersion(instance, counter);
        return record(ChangeTimes.made(before.serialized(), version, at(time)), version, before.history());
    }

    private static SyncRecord merge(SyncRecord a, SyncRecord b) {
        return Merge.merge(a, Ancestors.NONE, b, new Making(new RecordVersion("me", 1_000), at(9)), FIELDS)
                .record();
    }

    private static String values(SyncRecord merged) {
        return JsonOrder.canonical(JsonOrder.parse(ChangeTimes.without(merged.serialized())));
    }

    @Test
    void laterChangeWinsNotTheGreaterValue() {
        SyncRecord one = changed(made, "b", 1, 300, "x", "later");
        SyncRecord other = changed(made, "c", 1, 200, "x", "zzz");
        for (SyncRecord merged : List.of(merge(one, other), merge(other, one))) {
            assertThat(values(merged)).isEqualTo("{\"x\":\"later\",\"y\":\"old\"}");
            assertThat(ConflictingContent.all(merged.conflictingData()))
                    .singleElement()
                    .satisfies(
                            lost -> assertThat(lost.content()).contains("zzz").doesNotContain("_morango"));
        }
    }

    @Test
    void untouchedValuesLoseWithoutAnAncestorAndNothingIsKept() {
        SyncRecord one = changed(made, "b", 1, 300, "x", "a");
        SyncRecord other = changed(made, "c", 1, 200, "y", "a");
        for (SyncRecord merged : List.of(merge(one, other), merge(other, one))) {
            assertThat(values(merged)).isEqualTo("{\"x\":\"a\",\"y\":\"a\"}");
            assertThat(merged.conflictingData()).isEmpty();
            SyncRecord third = changed(made, "d", 1, 250, "x", "zzz");
            assertThat(values(merge(merged, third))).isEqualTo("{\"x\":\"a\",\"y\":\"a\"}");
        }
    }

    @Test
    void clockThatGoesBackDoesNotReorderChanges() {
        SyncRecord early = changed(made, "b", 1, 500, "x", "first");
        SyncRecord late = changed(early, "b", 2, 50, "x", "second");
        SyncRecord other = changed(made, "c", 1, 499, "x", "zzz");
        assertThat(values(merge(late, other))).contains("second");
        assertThat(ChangeTimes.take(JsonOrder.parseObject(late.serialized())).at("x"))
                .contains(at(501));
    }

    @Test
    void changeByAPeerThatNotesNoTimesBeatsTheValueThatItHasChanged() {
        SyncRecord noted = changed(made, "b", 1, 300, "x", "zzz");
        ObjectNode content = JsonOrder.parseObject(noted.serialized());
        content.put("x", "by Python");
        SyncRecord python = record(content.toString(), new RecordVersion("py", 1), noted.history());
        SyncRecord elsewhere = changed(noted, "c", 1, 400, "y", "new");
        assertThat(values(merge(python, elsewhere))).isEqualTo("{\"x\":\"by Python\",\"y\":\"new\"}");
        assertThat(values(merge(elsewhere, python))).isEqualTo("{\"x\":\"by Python\",\"y\":\"new\"}");
        SyncRecord later = changed(noted, "c", 1, 400, "x", "a");
        assertThat(values(merge(python, later))).contains("\"x\":\"a\"");
    }

    @Test
    void recordMadeAfterItsDeletionElsewhereIsThere() {
        SyncRecord deletion = deleted(made, "a", 2, 200);
        SyncRecord again = made("z", "{\"x\":\"again\"}", 300);
        SyncRecord before = made("z", "{\"x\":\"before\"}", 150);
        for (boolean swapped : new boolean[] {false, true}) {
            assertThat((swapped ? merge(again, deletion) : merge(deletion, again)).deleted())
                    .isFalse();
            assertThat((swapped ? merge(before, deletion) : merge(deletion, before)).deleted())
                    .isTrue();
            SyncRecord edit = changed(made, "b", 1, 900, "x", "edit");
            assertThat((swapped ? merge(edit, deletion) : merge(deletion, edit)).deleted())
                    .isTrue();
        }
    }

    @Test
    void whatIsNoTimeIsIgnored() {
        for (String noted : new String[] {
            "7",
            "[]",
            "{\"x\":1}",
            "{\"x\":[\"soon\",\"1\",\"a\",1]}",
            "{\"x\":[-1,\"1\",\"a\",1]}",
            "{\"x\":[1e400,\"1\",\"a\",1]}",
            "{\"\":[99999999999999999999,\"1\",\"a\",1],\"!\":\"now\"}"
        }) {
            ObjectNode content = JsonOrder.parseObject("{\"x\":1,\"_morango_changed\":" + noted + "}");
            assertThat(ChangeTimes.take(content).at("x")).as(noted).isEmpty();
            assertThat(content.toString()).isEqualTo("{\"x\":1}");
        }
    }

    @Test
    void orderOfMergesDoesNotMatter() {
        Random random = new Random(77);
        for (int run = 0; run < 3_000; run++) {
            List<SyncRecord> all = new ArrayList<>();
            for (String instance : new String[] {"b", "c", "d"}) {
                SyncRecord next = random.nextInt(4) == 0
                        ? made(instance, "{\"x\":\"" + random.nextInt(3) + "\"}", 90 + random.nextInt(40))
                        : made;
                for (int i = 1 + random.nextInt(2); i > 0; i--) {
                    next = next.deleted()
                            ? madeAgain(next, instance, 5 - i, 90 + random.nextInt(40))
                            : random.nextInt(5) == 0
                                    ? deleted(next, instance, 5 - i, 90 + random.nextInt(40))
                                    : changed(
                                            next,
                                            instance,
                                            5 - i,
                                            90 + random.nextInt(40),
                                            random.nextBoolean() ? "x" : "y",
                                            "" + random.nextInt(3));
                }
                all.add(next);
            }
            String one = state(merge(merge(all.get(0), all.get(1)), all.get(2)));
            String where = "run " + run + ": " + all;
            assertThat(state(merge(all.get(2), merge(all.get(1), all.get(0)))))
                    .as(where)
                    .isEqualTo(one);
            assertThat(state(merge(all.get(0), merge(all.get(2), all.get(1)))))
                    .as(where)
                    .isEqualTo(one);
            assertThat(state(merge(merge(all.get(2), all.get(0)), all.get(1))))
                    .as(where)
                    .isEqualTo(one);
        }
    }

    private static String state(SyncRecord merged) {
        return values(merged) + " deleted " + merged.deleted();
    }
}
