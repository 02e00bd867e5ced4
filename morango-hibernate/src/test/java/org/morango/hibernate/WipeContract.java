package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.Departure;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.HeldBack;
import org.morango.replica.HeldBackKind;
import org.morango.replica.Replica;
import org.morango.replica.WipedPage;
import org.morango.session.Direction;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** How every replica removes what it leaves: those on databases and the reference model in memory. */
public abstract class WipeContract {
    private static final String PROFILE = "facilitydata";
    private static final String ME = "0000000000000000000000000000000a";
    private static final String TRANSFER = "1".repeat(32);
    private static final String CERTIFICATE = "c".repeat(32);
    private static final Filter ALL = Filter.EVERYTHING;

    private Replica replica;

    /** Returns a new, empty replica of that instance. */
    protected abstract Replica replica(String instanceId);

    /** Returns the ids of the records whose lessons are in the application's table. */
    protected abstract Set<String> rows();

    /** Changes the lesson of a record, in the application. */
    protected abstract void change(String recordId);

    @BeforeEach
    void begin() {
        replica = replica(ME);
    }

    private static List<SyncRecord> lessons(String place, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Records.lesson(
                        place, "s" + i, "{\"title\": \"Art\", \"level\": 1, \"place\": \"" + place + "\"}"))
                .toList();
    }

    /** Receives records, with all that their sender holds, and writes their rows. */
    private void receive(List<SyncRecord> records) {
        Map<String, Map<String, Long>> counters = new TreeMap<>();
        records.forEach(rec -> counters.computeIfAbsent(rec.partition(), p -> new TreeMap<>())
                .merge(Records.PEER, rec.version().counter(), Math::max));
        replica.buffer(TRANSFER, records);
        replica.dequeue(TRANSFER, Claim.known(PartitionCounters.of(counters)));
        replica.deserialize(PROFILE, ALL);
    }

    private static Departure departure(String left, @Nullable String kept) {
        return new Departure(CERTIFICATE, PROFILE, Filter.of(left), kept == null ? null : Filter.of(kept));
    }

    /** Does all steps; returns the number of removed records, and puts the others into a map. */
    private long wipe(Departure departure, Map<String, String> stayed) {
        replica.note(departure);
        long removed = 0;
        WipedPage page;
        do {
            page = replica.wipe(departure.certificateId(), Set.of("q"));
            removed += page.removed();
            stayed.putAll(page.stayed());
        } while (!page.isLast());
        return removed;
    }

    private void wipe(String left, @Nullable String kept, int removed) {
        Map<String, String> stayed = new TreeMap<>();
        assertThat(wipe(departure(left, kept), stayed)).isEqualTo(removed);
        assertThat(stayed).isEmpty();
    }

    /** Returns the records of the store by id. */
    private Map<String, SyncRecord> store() {
        Map<String, Long> all = new TreeMap<>(Map.of(Records.PEER, 0L, ME, 0L));
        all.put(replica.instance().id(), 0L);
        long queued = replica.queue(TRANSFER, PROFILE, PartitionCounters.of(Map.of("", all)));
        Map<String, SyncRecord> records = new TreeMap<>();
        replica.queued(TRANSFER, 0, (int) queued, Long.MAX_VALUE).forEach(rec -> records.put(rec.id(), rec));
        return records;
    }

    private static List<String> ids(List<SyncRecord> records) {
        return records.stream().map(SyncRecord::id).toList();
    }

    private Map<String, Map<String, Long>> held(String partition) {
        Filter filter = Filter.of(partition);
        return replica.fsic(filter, FsicRole.RECEIVER, FsicFormat.V2)
                .expand(filter)
                .asMap();
    }

    /** More records than any replica removes in one step. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 500, 1_001})
    void whatIsLeftGoesAndNothingElse(int count) {
        List<SyncRecord> others = lessons("q", 2);
        receive(lessons("p:1", count));
        receive(others);
        Map<String, SyncRecord> before = store();

        wipe("p", null, count);

        assertThat(rows()).containsExactlyInAnyOrderElementsOf(ids(others));
        others.forEach(rec -> assertThat(store()).containsEntry(rec.id(), before.get(rec.id())));
        assertThat(store()).hasSize(2);
        assertThat(replica.departures()).isEmpty();
    }

    @Test
    void nothingIsDeletedForOthers() {
        receive(lessons("p", 3));
        wipe("p", null, 3);
        assertThat(replica.hasChanges(PROFILE)).isFalse();
        replica.serialize(PROFILE, ALL);
        assertThat(store()).isEmpty();
        assertThat(replica.deserialize(PROFILE, ALL).deleted()).isZero();
    }

    @Test
    void whatAnotherCertificateCoversStays() {
        List<SyncRecord> kept = lessons("p:1:x", 2);
        receive(kept);
        receive(lessons("p:2", 2));
        wipe("p", "p:1", 2);
        assertThat(rows()).containsExactlyInAnyOrderElementsOf(ids(kept));
        assertThat(store()).containsOnlyKeys(ids(kept));
        assertThat(held("p:1:x").get("p:1:x")).containsEntry(Records.PEER, 1L);
        assertThat(held("p:2").toString()).doesNotContain(Records.PEER);
    }

    /** None of them is in the application's table, so none is found by its row. */
    @Test
    void deletedPendingAndHeldBackRecordsGoAsWell() {
        List<SyncRecord> lessons = lessons("p", 4);
        receive(lessons);
        receive(List.of(Records.deleted(lessons.get(0), false), Records.deleted(lessons.get(1), true)));
        SyncRecord pending = Records.section("p", "s", "{\"lesson_id\": \"" + "e".repeat(32) + "\", \"text\": \"x\"}");
        replica.buffer(TRANSFER, List.of(pending));
        replica.dequeue(TRANSFER, Claim.NOTHING);
        replica.holdBack(List.of(
                new HeldBack(PROFILE, "lesson", lessons.get(2).id(), HeldBackKind.TOO_LARGE, null, "too large", 7L)));
        wipe("p", null, 5);
        replica.retryHeldBack();
        replica.deserialize(PROFILE, ALL);
        assertThat(store()).isEmpty();
        assertThat(rows()).isEmpty();
    }

    @Test
    void rowThatWasChangedSinceStaysWithItsRecordAndIsSent() {
        List<SyncRecord> lessons = lessons("p", 3);
        receive(lessons);
        String changed = lessons.get(1).id();
        change(changed);
        Map<String, String> stayed = new TreeMap<>();
        assertThat(wipe(departure("p", null), stayed)).isEqualTo(2);
        assertThat(stayed).containsOnlyKeys(changed);
        assertThat(stayed.get(changed)).endsWith("has just been changed here");
        assertThat(rows()).containsExactly(changed);
        replica.serialize(PROFILE, ALL);
        assertThat(store()).containsOnlyKeys(changed);
        assertThat(store().get(changed).version().instance())
                .isEqualTo(replica.instance().id());
    }

    /** The former instance's counter would say that all that it has saved is still here. */
    @Test
    void countersOfWhatIsLeftAreForgottenAndOthersStay() {
        receive(lessons("p:1", 1));
        receive(lessons("q", 1));
        change(lessons("q", 1).get(0).id());
        replica.serialize(PROFILE, Filter.of("p", "q"));
        RecordVersion former = replica.lastVersion();

        wipe("p", null, 1);

        assertThat(replica.instance().id()).isNotEqualTo(ME);
        assertThat(held("p").toString()).doesNotContain(Records.PEER, ME);
        assertThat(held("q")).containsEntry("q", Map.of(Records.PEER, 1L, ME, former.counter()));
        assertThat(replica.lastVersion().counter()).isGreaterThan(former.counter());
    }

    @Test
    void countersOfWiderPartitionsHoldForWhatRemains() {
        replica.dequeue(TRANSFER, Claim.known(PartitionCounters.of(Map.of("", Map.of(Records.PEER, 5L)))));
        receive(lessons("q", 1));
        assertThat(held("p").toString()).contains(Records.PEER);
        wipe("p", null, 0);
        assertThat(held("p").toString()).doesNotContain(Records.PEER);
        assertThat(held("q").get("q")).containsEntry(Records.PEER, 5L);
    }

    @Test
    void everythingComesBack() {
        List<SyncRecord> lessons = lessons("p", 3);
        receive(lessons);
        wipe("p", null, 3);
        receive(lessons);
        assertThat(rows()).containsExactlyInAnyOrderElementsOf(ids(lessons));
        assertThat(store().values()).containsExactlyInAnyOrderElementsOf(lessons);
    }

    @Test
    void noTransferIsCreatedBeforeItIsFinished() {
        receive(lessons("p", 1));
        Departure departure = departure("p", "q");
        replica.note(departure);
        replica.note(departure("p:2", null));
        assertThat(replica.departures()).containsExactly(departure);
        String session = Ids.hash("session");
        replica.sessions().create(SyncSession.asServer(session, Instant.EPOCH, PROFILE, ME, ME));
        TransferSession transfer =
                TransferSession.opened(Ids.hash("transfer"), session, Filter.of("q"), Direction.PUSH, Instant.EPOCH);
        assertThatThrownBy(() -> replica.sessions().create(transfer))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("is still removing what certificate " + CERTIFICATE);
        wipe(departure, new TreeMap<>());
        assertThat(replica.sessions().create(transfer)).isTrue();
    }

    @Test
    void departureThatIsUnknownOrFinishedIsDone() {
        WipedPage done = new WipedPage(true, 0, Map.of());
        assertThat(replica.wipe(CERTIFICATE, Set.of())).isEqualTo(done);
        wipe("p", null, 0);
        String instance = replica.instance().id();
        assertThat(replica.wipe(CERTIFICATE, Set.of())).isEqualTo(done);
        assertThat(replica.instance().id()).isEqualTo(instance);
    }

    @Test
    void severalDeparturesAreIndependent() {
        receive(lessons("p", 2));
        receive(lessons("r", 2));
        replica.note(departure("p", null));
        Departure other = new Departure("d".repeat(32), PROFILE, Filter.of("r"), null);
        assertThat(wipe(other, new TreeMap<>())).isEqualTo(2);
        assertThat(rows()).hasSize(2);
        assertThat(replica.departures()).containsExactly(departure("p", null));
        wipe("p", null, 2);
        assertThat(rows()).isEmpty();
    }
}
