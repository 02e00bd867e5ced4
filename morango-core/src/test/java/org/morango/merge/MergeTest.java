package org.morango.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.morango.Vectors;
import org.morango.Vectors.Case;
import org.morango.common.MorangoException;
import org.morango.merge.Merge.Making;
import org.morango.merge.MergeResult.Outcome;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import tools.jackson.databind.JsonNode;

class MergeTest {
    private static final long SEED = 97;
    private static final RecordVersion NEW_VERSION = new RecordVersion("me", 1_000);
    private static final Making MAKING = new Making(NEW_VERSION, Instant.ofEpochMilli(5));

    @ParameterizedTest
    @MethodSource("dequeues")
    void storesAfterDequeuingAreThoseOfTheOriginal(Case vector) {
        JsonNode before = vector.data().get("before");
        JsonNode after = vector.data().get("after");
        Map<String, SyncRecord> store = records(before.get("store"), before.get("rmc"));
        Set<String> dirty = dirty(before.get("store"));
        RecordVersion newVersion = new RecordVersion(
                vector.data().get("local_instance").stringValue(),
                vector.data().get("local_counter_after").longValue());

        Set<String> forks = new TreeSet<>();
        records(before.get("buffer"), before.get("rmcb")).forEach((id, incoming) -> {
            SyncRecord stored = store.get(id);
            if (stored != null && stored.version().equals(incoming.version())) {
                // Python Morango takes the other content of a version for known.
                forks.add(id);
            }
            MergeResult result = Merge.merge(store.get(id), incoming, new Making(newVersion, Instant.EPOCH));
            store.put(id, result.record());
            if (result.outcome() != Outcome.ALREADY_KNOWN) {
                dirty.add(id);
            }
        });

        store.replaceAll((id, merged) -> plain(merged));
        Map<String, SyncRecord> expected = records(after.get("store"), after.get("rmc"));
        expected.replaceAll((id, merged) -> plain(merged));
        Set<String> expectedDirty = dirty(after.get("store"));
        for (String fork : forks) {
            expected.put(fork, store.get(fork));
            expectedDirty.remove(fork);
            dirty.remove(fork);
        }
        assertThat(store).isEqualTo(expected);
        assertThat(dirty).isEqualTo(expectedDirty);
    }

    /** Removes the notes on conflicting contents, which Python Morango does not write. */
    private static SyncRecord plain(SyncRecord merged) {
        StringBuilder lost = new StringBuilder();
        ConflictingContent.all(merged.conflictingData())
                .forEach(content -> lost.append(content.key()).append('\n'));
        return merged.withConflictingData(lost.toString());
    }

    static List<Case> dequeues() {
        return Vectors.number("dequeue", Vectors.load("dequeue"));
    }

    @Test
    void mergesObeyTheirLaws() {
        Random random = new Random(SEED);
        Map<Outcome, Integer> seen = new TreeMap<>();
        for (int run = 0; run < 5_000; run++) {
            SyncRecord local = random.nextInt(10) == 0 ? null : randomRecord(random);
            SyncRecord incoming = randomRecord(random);
            MergeResult result = Merge.merge(local, incoming, MAKING);
            SyncRecord merged = result.record();
            String where = "seed " + SEED + ", run " + run + ": " + local + " + " + incoming + " = " + result;
            seen.merge(result.outcome(), 1, Integer::sum);

            assertThat(merged.history().knows(incoming.version())).as(where).isTrue();
            assertThat(merged.history().knows(merged.version())).as(where).isTrue();
            if (local != null && result.outcome() != Outcome.ALREADY_KNOWN) {
                assertThat(merged.history().max(local.history()).max(incoming.history()))
                        .as(where)
                        .isEqualTo(merged.history());
            }
            if (result.outcome() == Outcome.CONFLICT) {
                assertThat(merged.version()).as(where).isEqualTo(NEW_VERSION);
                assertThat(merged.deleted()).as(where).isEqualTo(local.deleted() || incoming.deleted());
            }
            assertThat(Merge.merge(merged, incoming, MAKING))
                    .as("again: %s", where)
                    .isEqualTo(new MergeResult(Outcome.ALREADY_KNOWN, merged));
            // A peer that receives the result ends with it as well, without another conflict.
            assertThat(Merge.merge(incoming, merged, MAKING).outcome())
                    .as("back: %s", where)
                    .isIn(Outcome.FAST_FORWARD, Outcome.ALREADY_KNOWN);
        }
        assertThat(seen).as("seed " + SEED).containsOnlyKeys(Outcome.values());
    }

    @Test
    void conflictKeepsTheReceivedContentBesideTheLocalOne() {
        SyncRecord local = record(new RecordVersion("a", 2), "{\"v\": 1}", false, "older\n");
        SyncRecord incoming = record(new RecordVersion("b", 2), "{\"v\": 2}", false, "");

        SyncRecord merged = Merge.merge(local, incoming, MAKING).record();

        assertThat(merged.serialized()).isEqualTo("{\"v\": 1}");
        assertThat(merged.conflictingData()).isEqualTo("{\"v\":2,\"_morango_lost\":{\"by\":\"b\",\"at\":5}}\nolder\n");
    }

    @Test
    void receivedHardDeleteLeavesNoContentInAConflict() {
        SyncRecord local = record(new RecordVersion("a", 2), "{\"v\": 1}", false, "older\n");
        SyncRecord incoming = record(new RecordVersion("b", 2), "{}", true, "");

        SyncRecord merged = Merge.merge(local, incoming, MAKING).record();

        assertThat(merged.serialized()).isEmpty();
        assertThat(merged.conflictingData()).isEmpty();
        assertThat(merged.deleted()).isTrue();
        assertThat(merged.hardDeleted()).isTrue();
    }

    @Test
    void ofTwoContentsOfOneVersionTheSameStaysEverywhere() {
        RecordVersion version = new RecordVersion("a", 2);
        SyncRecord one = record(version, "{\"v\": 1}", false, "older\n");
        SyncRecord other = record(version, "{\"v\": 2}", false, "");
        MergeResult here = Merge.merge(one, other, MAKING);
        MergeResult there = Merge.merge(other, one, MAKING);
        assertThat(here.outcome()).isEqualTo(Outcome.FORK);
        assertThat(here.record()).isEqualTo(there.record());
        assertThat(here.record().version()).isEqualTo(NEW_VERSION);
        assertThat(here.record().conflictingData().lines())
                .hasSize(2)
                .contains("older")
                .anyMatch(
                        line -> line.contains(here.record().serialized().equals("{\"v\": 1}") ? "\"v\":2" : "\"v\":1"));
        assertThat(here.conflict()).isNotNull();
        for (SyncRecord either : List.of(one, other)) {
            assertThat(Merge.merge(either, here.record(), MAKING).outcome()).isEqualTo(Outcome.FAST_FORWARD);
            assertThat(Merge.merge(here.record(), either, MAKING).outcome()).isEqualTo(Outcome.ALREADY_KNOWN);
        }
    }

    private static MergeResult read(SyncRecord local, SyncRecord incoming) {
        return Merge.merge(local, Ancestors.NONE, incoming, MAKING, ConflictResolver.keepOurs(), rec -> false);
    }

    @Test
    void whoMayNotChangeARecordTakesItAsTheSenderHasIt() {
        SyncRecord local = record(new RecordVersion("a", 2), "{\"v\": 1}", false, "older\n");
        for (String content : List.of("{\"v\": 1}", "{\"v\": 2}")) {
            SyncRecord incoming = record(new RecordVersion("b", 2), content, false, "");
            MergeResult result = read(local, incoming);
            assertThat(result).isEqualTo(new MergeResult(Outcome.FAST_FORWARD, incoming));
            assertThat(result.record().history().knows(local.version()))
                    .as("whoever has the other one still has to settle it")
                    .isFalse();
            assertThat(read(result.record(), incoming).outcome()).isEqualTo(Outcome.ALREADY_KNOWN);
        }
        SyncRecord fork = record(local.version(), "{\"v\": 2}", false, "");
        assertThat(read(local, fork)).isEqualTo(new MergeResult(Outcome.FORK, fork));
    }

    @Test
    void whatThisSideHasChangedAllTheSameStays() {
        RecordVersion own = new RecordVersion(NEW_VERSION.instance(), 3);
        SyncRecord local = record(own, "{\"v\": 1}", false, "");
        SyncRecord incoming = record(new RecordVersion("b", 2), "{\"v\": 2}", false, "");
        MergeResult result = read(local, incoming);
        assertThat(result.outcome()).isEqualTo(Outcome.CONFLICT);
        assertThat(result.record().serialized()).isEqualTo(local.serialized());
        SyncRecord others = record(new RecordVersion("a", 2), "{\"v\": 1}", false, "");
        assertThat(read(others.withHistory(others.history().with(own)), incoming)
                        .record()
                        .history()
                        .knows(own))
                .isTrue();
    }

    @Test
    void changeThatTheSenderHasMadeAsWellIsTakenAsTheSenderHasIt() {
        RecordVersion own = new RecordVersion(NEW_VERSION.instance(), 3);
        SyncRecord local = record(own, "{\"v\": 1}", false, "older\n");
        SyncRecord incoming = record(new RecordVersion("b", 2), "{\"v\": 1}", false, "older\nother\n");
        MergeResult result = read(local, incoming);
        assertThat(result.outcome()).isEqualTo(Outcome.FAST_FORWARD);
        assertThat(result.record().version()).isEqualTo(incoming.version());
        assertThat(result.record().conflictingData()).isEqualTo(incoming.conflictingData());
        assertThat(result.record().history().knows(own)).isTrue();
        // Conflicting contents that only this side has are kept.
        SyncRecord without = record(incoming.version(), "{\"v\": 1}", false, "");
        assertThat(read(local, without).record().conflictingData()).contains("older");
    }

    @Test
    void bothSidesOfAForkMayDecideIt() {
        RecordVersion version = new RecordVersion("a", 2);
        SyncRecord one = record(version, "{\"v\": 1}", false, "");
        SyncRecord other = record(version, "{\"v\": 1}", true, "");
        Making elsewhere = new Making(new RecordVersion("you", 7), Instant.ofEpochMilli(9));
        SyncRecord here = Merge.merge(one, other, MAKING).record();
        SyncRecord there = Merge.merge(other, one, elsewhere).record();
        assertThat(here.hardDeleted()).isTrue();
        assertThat(Merge.merge(here, there, MAKING).record().version())
                .isEqualTo(Merge.merge(there, here, elsewhere).record().version());
    }

    @Test
    void differentRecordsDoNotMerge() {
        SyncRecord local = record(new RecordVersion("a", 2), "{}", false, "");
        SyncRecord other = new SyncRecord(
                "other", "p", "m", "s", "", "{}", false, false, local.version(), "", "", local.history());

        assertThatThrownBy(() -> Merge.merge(local, other, MAKING)).isInstanceOf(MorangoException.class);
    }

    private static SyncRecord randomRecord(Random random) {
        RecordHistory history = RecordHistory.EMPTY;
        RecordVersion version = NEW_VERSION;
        for (int i = random.nextInt(3); i >= 0; i--) {
            version = new RecordVersion("abc".substring(random.nextInt(3)).substring(0, 1), random.nextInt(3));
            history = history.with(version);
        }
        return record(version, "{\"v\": " + random.nextInt(20) + "}", random.nextInt(5) == 0, "")
                .withHistory(history);
    }

    private static SyncRecord record(RecordVersion version, String content, boolean deleted, String conflicts) {
        return new SyncRecord(
                "id", "p", "m", "s", "", content, deleted, deleted, version, conflicts, "", RecordHistory.of(version));
    }

    private static Map<String, SyncRecord> records(JsonNode rows, JsonNode counters) {
        Map<String, SyncRecord> records = new TreeMap<>();
        for (JsonNode row : rows) {
            String id = text(row, "id");
            JsonNode reference = row.get("self_ref_fk");
            records.put(
                    id,
                    new SyncRecord(
                            id,
                            text(row, "profile"),
                            text(row, "model_name"),
                            text(row, "source_id"),
                            text(row, "partition"),
                            text(row, "serialized"),
                            row.get("deleted").booleanValue(),
                            row.get("hard_deleted").booleanValue(),
                            new RecordVersion(
                                    text(row, "last_saved_instance"),
                                    row.get("last_saved_counter").longValue()),
                            text(row, "conflicting_serialized_data"),
                            reference == null ? "" : reference.stringValue(),
                            history(id, counters)));
        }
        return records;
    }

    private static RecordHistory history(String id, JsonNode counters) {
        Map<String, Long> history = new TreeMap<>();
        for (JsonNode counter : counters) {
            if (text(counter, "record").equals(id)) {
                history.put(text(counter, "instance_id"), counter.get("counter").longValue());
            }
        }
        return RecordHistory.of(history);
    }

    private static Set<String> dirty(JsonNode rows) {
        Set<String> dirty = new HashSet<>();
        for (JsonNode row : rows) {
            if (row.get("dirty_bit").booleanValue()) {
                dirty.add(text(row, "id"));
            }
        }
        return dirty;
    }

    private static String text(JsonNode row, String name) {
        return row.get(name).stringValue();
    }
}
