package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.counter.Claim;
import org.morango.counter.FsicV1;
import org.morango.counter.FsicV2;
import org.morango.counter.PartitionCounters;
import org.morango.merge.ConflictingContent;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.ContentDigest;
import org.morango.replica.DequeueResult;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.HeldBack;
import org.morango.replica.HeldBackKind;
import org.morango.replica.OutsideFilterException;
import org.morango.replica.Replica;
import org.morango.replica.SessionCreation;
import org.morango.replica.SessionStore;
import org.morango.session.Direction;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** Behaviour of every replica through its port: those on databases and the reference model in memory. */
public abstract class PortContract extends MergeVectorContract {
    private static final String PROFILE = "facilitydata";
    private static final String ME = "0000000000000000000000000000000a";
    private static final String Y = "b".repeat(32);

    private static List<SyncRecord> lessons(String partition, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Records.lesson(partition, "s" + i, "{}"))
                .toList();
    }

    /** Runs across the pages of a queue. */
    @ParameterizedTest
    @ValueSource(ints = {0, 500, 999, 1_000, 1_001})
    void lastTakesThePlaceOfWhatIsTakenOutOfTheQueue(int offset) {
        Replica replica = replica(ME);
        dequeue(replica, lessons("p:1", 1_002));
        assertThat(replica.queue(TRANSFER, PROFILE, counters("p", Records.PEER, 0)))
                .isEqualTo(1_002);
        List<SyncRecord> before = replica.queued(TRANSFER, 0, 2_000, Long.MAX_VALUE);
        assertThat(replica.unqueue(TRANSFER, offset)).isEqualTo(1_001);
        List<SyncRecord> expected = new ArrayList<>(before);
        SyncRecord last = expected.remove(1_001);
        if (offset < 1_001) {
            expected.set(offset, last);
        }
        assertThat(replica.queued(TRANSFER, 0, 2_000, Long.MAX_VALUE)).isEqualTo(expected);
        assertThat(replica.unqueue(TRANSFER, 1_000)).isEqualTo(1_000);
        assertThat(replica.unqueue(TRANSFER, 0)).isEqualTo(999);
        assertThat(replica.queued(TRANSFER, 0, 2_000, Long.MAX_VALUE))
                .hasSize(999)
                .doesNotHaveDuplicates();
    }

    @Test
    void queueHoldsWhatTheReceiverLacksUntilItIsReplaced() {
        Replica replica = replica(ME);
        List<SyncRecord> lessons = lessons("p:1", 30);
        dequeue(replica, lessons);
        dequeue(replica, lessons("q", 1));

        assertThat(replica.queue(TRANSFER, PROFILE, counters("p", Records.PEER, 0)))
                .isEqualTo(30);
        List<SyncRecord> all = replica.queued(TRANSFER, 0, 100, Long.MAX_VALUE);
        assertThat(all).containsExactlyInAnyOrderElementsOf(lessons);
        assertThat(replica.queued(TRANSFER, 7, 10, Long.MAX_VALUE)).isEqualTo(all.subList(7, 17));
        assertThat(replica.queued(TRANSFER, 30, 10, Long.MAX_VALUE)).isEmpty();
        assertThat(replica.queued(OTHER, 0, 10, Long.MAX_VALUE)).isEmpty();

        assertThat(replica.queue(TRANSFER, "other", counters("p", Records.PEER, 0)))
                .isZero();
        assertThat(replica.queue(TRANSFER, PROFILE, counters("p", Records.PEER, 1)))
                .isZero();
        assertThat(replica.queued(TRANSFER, 0, 10, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void recordThatIsHeldBackGetsANewVersionWhenItIsTriedAgain() {
        Replica replica = replica(ME);
        SyncRecord held = lessons("p", 1).get(0);
        dequeue(replica, List.of(held));
        replica.holdBack(List.of(
                new HeldBack(PROFILE, held.modelName(), held.id(), HeldBackKind.TOO_LARGE, null, "too large", 7L)));
        assertThat(stored(replica, List.of(held))).containsExactly(held);

        replica.retryHeldBack();
        SyncRecord tried = stored(replica, List.of(held)).get(0);
        assertThat(tried.version().instance()).isEqualTo(ME);
        assertThat(tried.serialized()).isEqualTo(held.serialized());
        assertThat(tried.history().knows(held.version())).isTrue();
        replica.retryHeldBack();
        assertThat(stored(replica, List.of(held))).containsExactly(tried);
    }

    /** Returns records by which a peer that knows an id, and may not write its record, tries to take it over. */
    static Stream<Arguments> takeovers() {
        List<String> models = List.of("lesson", "facility");
        List<String> partitions = List.of("p", "q");
        List<String> sources = List.of("s0", "s1");
        return models.stream()
                .flatMap(model -> partitions.stream()
                        .flatMap(partition -> sources.stream().map(source -> List.of(model, partition, source))))
                .filter(identity -> !identity.equals(List.of("lesson", "p", "s0")))
                .flatMap(identity -> Stream.of("edited", "deleted", "hard-deleted")
                        .map(how -> Arguments.of(identity.get(0), identity.get(1), identity.get(2), how)));
    }

    @ParameterizedTest
    @MethodSource("takeovers")
    void recordOfAnotherIdentityUnderAKnownIdIsNotTakenAndHoldsUpNothing(
            String model, String partition, String source, String how) {
        Replica replica = replica(ME);
        List<SyncRecord> lessons = lessons("p", 2);
        SyncRecord first = lessons.get(0);
        dequeue(replica, List.of(first));
        SyncRecord other = impostor(first, model, partition, source, how);
        assertThat(dequeue(replica, List.of(other, lessons.get(1)))).isEqualTo(new DequeueResult(1, 0, 0, 0, 1));
        assertThat(stored(replica, lessons)).containsExactlyInAnyOrderElementsOf(lessons);
    }

    @Test
    void whatThisInstanceHasNeverSavedIsNotTaken() {
        Replica replica = replica(ME);
        List<SyncRecord> lessons = lessons("p", 2);
        SyncRecord first = lessons.get(0);
        SyncRecord poisoned = first.withHistory(first.history().with(new RecordVersion(ME, Integer.MAX_VALUE)));
        SyncRecord invented = saved(lessons.get(1), ME, 1, lessons.get(1).serialized(), false);
        assertThat(dequeue(replica, List.of(poisoned, invented))).isEqualTo(new DequeueResult(1, 0, 0, 0, 1));
        assertThat(stored(replica, lessons)).containsExactly(first);
        assertThat(dequeue(replica, List.of(saved(first, ME, 1, "{}", true))))
                .isEqualTo(new DequeueResult(0, 0, 0, 0, 1));
        assertThat(stored(replica, lessons)).containsExactly(first);
    }

    @Test
    void ofTwoContentsOfOneVersionOneIsKept() {
        Replica replica = replica(ME);
        SyncRecord first = lessons("p", 1).get(0);
        SyncRecord other = first.withSerialized("{\"other\":1}");
        dequeue(replica, List.of(first));
        assertThat(dequeue(replica, List.of(other))).isEqualTo(new DequeueResult(0, 0, 1, 0, 0, 1));
        SyncRecord decided = stored(replica, List.of(first)).get(0);
        assertThat(decided.version().instance()).isEqualTo(ME);
        assertThat(ConflictingContent.all(decided.conflictingData())).hasSize(1);
        assertThat(dequeue(replica, List.of(other, first))).isEqualTo(new DequeueResult(0, 0, 0, 2, 0));
    }

    @Test
    void contentsCanBeCompared() {
        Replica replica = replica(ME);
        List<SyncRecord> lessons = new ArrayList<>(lessons("p", 20));
        dequeue(replica, lessons);
        dequeue(replica, lessons("q", 3));
        lessons.sort(Comparator.comparing(SyncRecord::id));
        List<ContentDigest> all = replica.contents(PROFILE, Filter.of("p"), ModelSet.ALL, "", "", 100);
        assertThat(all).extracting(ContentDigest::id).isEqualTo(ids(lessons));
        assertThat(all)
                .extracting(ContentDigest::version)
                .containsOnly(lessons.get(0).version());
        assertThat(replica.contents(
                        PROFILE,
                        Filter.of("p"),
                        ModelSet.ALL,
                        lessons.get(4).id(),
                        lessons.get(9).id(),
                        100))
                .isEqualTo(all.subList(5, 10));
        assertThat(replica.contents(
                        PROFILE, Filter.of("p"), ModelSet.ALL, lessons.get(4).id(), "", 3))
                .isEqualTo(all.subList(5, 8));
        assertThat(replica.contents(PROFILE, Filter.of("p"), ModelSet.of(List.of("other")), "", "", 100))
                .isEmpty();
        assertThat(replica.contents(PROFILE, Filter.of("p"), ModelSet.of(List.of("lesson")), "", "", 100))
                .isEqualTo(all);
        Replica other = replica(X);
        lessons.replaceAll(rec -> rec.withSerialized("{ }"));
        dequeue(other, lessons);
        assertThat(other.contents(PROFILE, Filter.of("p"), ModelSet.ALL, "", "", 1)
                        .get(0)
                        .digest())
                .isNotEqualTo(all.get(0).digest());
        other.queue(TRANSFER, ids(lessons.subList(3, 6)));
        assertThat(other.queued(TRANSFER, 0, 10, Long.MAX_VALUE)).isEqualTo(lessons.subList(3, 6));
    }

    private static List<String> ids(List<SyncRecord> records) {
        return records.stream().map(SyncRecord::id).toList();
    }

    @Test
    void contentsAreComparedEverySoOften() {
        Replica replica = replica(ME);
        Duration hour = Duration.ofHours(1);
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(replica.takeContentCheck(now, hour)).as("not at once").isEmpty();
        assertThat(replica.takeContentCheck(now.plusSeconds(3_599), hour)).isEmpty();
        assertThat(replica.takeContentCheck(now.plusSeconds(3_600), hour)).contains("");
        replica.contentsChecked(X);
        assertThat(replica.takeContentCheck(now.plusSeconds(3_601), hour)).isEmpty();
        assertThat(replica.takeContentCheck(now.minusSeconds(7_200), hour))
                .as("a clock that was wrong")
                .contains(X);
    }

    @Test
    void firstOfTwoUnderOneIdInOneTransferStays() {
        Replica replica = replica(ME);
        SyncRecord real = lessons("p", 1).get(0);
        assertThat(dequeue(replica, List.of(real, impostor(real, "lesson", "q", "s0", "edited"))))
                .isEqualTo(new DequeueResult(1, 0, 0, 0, 1));
        assertThat(stored(replica, List.of(real))).containsExactly(real);
    }

    /**
     * The id is a hash of the record's parts. A peer that takes it before the record arrives has it only until then.
     */
    @ParameterizedTest
    @ValueSource(strings = {"edited", "deleted", "hard-deleted"})
    void recordGetsItsIdBackFromWhoeverHasTakenIt(String how) {
        Replica replica = replica(ME);
        SyncRecord real = lessons("p", 1).get(0);
        SyncRecord squatter = impostor(real, "ghost", "q", real.id(), how);
        dequeue(replica, List.of(squatter));
        assertThat(dequeue(replica, List.of(real))).isEqualTo(new DequeueResult(1, 0, 0, 0, 1));
        assertThat(stored(replica, List.of(real))).containsExactly(real);
        assertThat(dequeue(replica, List.of(squatter))).isEqualTo(new DequeueResult(0, 0, 0, 0, 1));
        assertThat(stored(replica, List.of(real))).containsExactly(real);
    }

    @Test
    void recordGetsItsIdBackWithinOneTransfer() {
        Replica replica = replica(ME);
        SyncRecord real = lessons("p", 1).get(0);
        SyncRecord squatter = impostor(real, "ghost", "q", real.id(), "edited");
        assertThat(dequeue(replica, List.of(squatter, real)).refused()).isEqualTo(1);
        assertThat(stored(replica, List.of(real))).containsExactly(real);
    }

    /** Returns a record that claims to know the real one, so that it would replace it. */
    private static SyncRecord impostor(SyncRecord real, String model, String partition, String source, String how) {
        RecordVersion later = new RecordVersion(real.version().instance(), 2);
        return new SyncRecord(
                real.id(),
                PROFILE,
                model,
                source,
                partition,
                "{}",
                !how.equals("edited"),
                how.equals("hard-deleted"),
                later,
                "",
                "",
                real.history().with(later));
    }

    @Test
    void hardDeletionOfAnotherIdentityDoesNotEmptyWhatWaits() {
        Replica replica = replica(ME);
        SyncRecord real = lessons("p", 1).get(0);
        replica.buffer(OTHER, List.of(real));
        assertThat(dequeue(replica, List.of(impostor(real, "lesson", "q", "s0", "hard-deleted"))))
                .isEqualTo(new DequeueResult(1, 0, 0, 0, 0));
        assertThat(replica.dequeue(OTHER, Claim.NOTHING)).isEqualTo(new DequeueResult(1, 0, 0, 0, 1));
        assertThat(stored(replica, List.of(real))).containsExactly(real);
    }

    @Test
    void chunksAreKeptByTransferAndFirstRecord() {
        Replica replica = replica(ME);
        List<SyncRecord> first = lessons("p", 3);
        List<SyncRecord> second = lessons("q", 2);
        assertThat(replica.buffer(TRANSFER, first)).isEqualTo(3);
        assertThat(replica.buffer(TRANSFER, second)).isEqualTo(5);
        assertThat(replica.buffer(TRANSFER, first)).isEqualTo(5);
        assertThat(replica.buffer(TRANSFER, List.of())).isEqualTo(5);
        assertThat(replica.buffer(OTHER, second)).isEqualTo(2);
        replica.discard(OTHER);
        assertThat(replica.dequeue(OTHER, Claim.NOTHING)).isEqualTo(new DequeueResult(0, 0, 0, 0, 0));
        assertThat(replica.dequeue(TRANSFER, Claim.NOTHING)).isEqualTo(new DequeueResult(5, 0, 0, 0, 0));
        assertThat(replica.dequeue(TRANSFER, Claim.NOTHING)).isEqualTo(new DequeueResult(0, 0, 0, 0, 0));
    }

    private static SyncRecord saved(SyncRecord before, String instance, long counter, String content, boolean hard) {
        RecordVersion version = new RecordVersion(instance, counter);
        return new SyncRecord(
                before.id(),
                before.profile(),
                before.modelName(),
                before.sourceId(),
                before.partition(),
                content,
                hard,
                hard,
                version,
                "",
                "",
                before.history().with(version));
    }

    @Test
    void recordMadeAgainSurvivesThatItsHardDeletionArrivesLater() {
        Replica replica = replica(ME);
        SyncRecord first = lessons("p", 1).get(0);
        SyncRecord deleted = saved(first, X, 1, "{}", true);
        SyncRecord again = saved(deleted, X, 2, "{\"title\":\"again\"}", false);
        dequeue(replica, List.of(first));
        replica.buffer(OTHER, List.of(again));
        dequeue(replica, List.of(deleted));
        replica.dequeue(OTHER, Claim.NOTHING);
        List<SyncRecord> stored = stored(replica, List.of(again));
        assertThat(stored).hasSize(1);
        assertThat(stored.get(0).version()).isEqualTo(again.version());
        assertThat(stored.get(0).serialized()).isEqualTo(again.serialized());
        assertThat(stored.get(0).deleted()).isFalse();
    }

    @Test
    void hardDeletionTravelsToTheOnesWhoseEditsWaited() {
        Replica replica = replica(ME);
        SyncRecord first = lessons("p", 1).get(0);
        SyncRecord edited = saved(first, Y, 90, "{\"title\":\"edited\"}", false);
        SyncRecord editedAgain = saved(edited, Y, 99, "{\"title\":\"edited again\"}", false);
        dequeue(replica, List.of(first));
        dequeue(replica, List.of(saved(first, X, 1, "{}", true)));
        replica.buffer(OTHER, List.of(editedAgain));
        dequeue(replica, List.of(edited));
        replica.dequeue(OTHER, Claim.NOTHING);
        List<SyncRecord> stored = stored(replica, List.of(first, editedAgain));
        assertThat(stored).hasSize(1);
        assertThat(stored.get(0).hardDeleted()).isTrue();
        assertThat(stored.get(0).serialized()).doesNotContain("edited");
        assertThat(stored.get(0).conflictingData()).isEmpty();
        assertThat(stored.get(0).version().instance())
                .as("under the edit's own version nobody who has the edit would be sent it")
                .isEqualTo(ME);
    }

    @Test
    void countersOfBothFormats() {
        Replica replica = replica(ME);
        replica.dequeue(
                TRANSFER,
                Claim.known(PartitionCounters.of(Map.of(
                        "p",
                        Map.of(X, 3L),
                        "p:1",
                        Map.of(X, 5L, Y, 1L),
                        "p:1:u",
                        Map.of(Y, 7L),
                        "p:2",
                        Map.of(Y, 2L)))));
        Filter filter = Filter.of("p:1", "p:2");
        assertThat(replica.fsic(filter, FsicRole.SENDER, FsicFormat.V1)).isEqualTo(new FsicV1(Map.of(X, 5L, Y, 2L)));
        assertThat(replica.fsic(filter, FsicRole.RECEIVER, FsicFormat.V1)).isEqualTo(new FsicV1(Map.of(X, 3L, Y, 1L)));
        assertThat(replica.fsic(filter, FsicRole.SENDER, FsicFormat.V2))
                .isEqualTo(new FsicV2(
                        Map.of("p", Map.of(X, 3L)),
                        Map.of("p:1", Map.of(X, 5L, Y, 1L), "p:1:u", Map.of(Y, 7L), "p:2", Map.of(Y, 2L))));
    }

    @Test
    void countersNeverFallAndNobodyKnowsUsBetter() {
        Replica replica = replica(ME);
        replica.serialize(PROFILE, Filter.of("p"));
        replica.dequeue(TRANSFER, Claim.known(PartitionCounters.of(Map.of("p", Map.of(ME, 99L, Y, 5L)))));
        replica.dequeue(TRANSFER, Claim.known(counters("p", Y, 3)));
        assertThat(replica.fsic(Filter.of("p"), FsicRole.SENDER, FsicFormat.V1))
                .isEqualTo(new FsicV1(Map.of(ME, 1L, Y, 5L)));
    }

    @Test
    void nonceIsGoodForOneSession() throws Exception {
        Replica replica = replica(ME);
        Instant now = Instant.parse("2026-03-01T08:00:00Z");
        List<String> nonces = List.of("1".repeat(32), "2".repeat(32), "3".repeat(32));
        nonces.forEach(nonce -> replica.certificates().saveNonce(nonce, now, "here"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<SessionCreation>> creations = new ArrayList<>();
        for (int i = 4; i < 8; i++) {
            SyncSession session = SyncSession.asServer(("" + i).repeat(32), now, PROFILE, Y, Y);
            creations.add(threads.submit(() -> replica.create(session, nonces.get(0), now.minusSeconds(60), now)));
        }
        threads.shutdown();
        List<SessionCreation> outcomes = new ArrayList<>();
        for (Future<SessionCreation> creation : creations) {
            outcomes.add(creation.get());
        }
        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        SessionCreation.CREATED,
                        SessionCreation.NONCE_REFUSED,
                        SessionCreation.NONCE_REFUSED,
                        SessionCreation.NONCE_REFUSED);
        SyncSession created = replica.sessions().openSessions("", 10).get(0);
        assertThat(replica.sessions().openSessions("", 10)).containsExactly(created);
        assertThat(replica.create(created, nonces.get(1), now, now)).isEqualTo(SessionCreation.EXISTS);
        SyncSession late = SyncSession.asServer("8".repeat(32), now, PROFILE, Y, Y);
        assertThat(replica.create(late, nonces.get(2), now.plusSeconds(1), now.plusSeconds(61)))
                .isEqualTo(SessionCreation.NONCE_REFUSED);
        assertThat(replica.sessions().syncSession(late.id())).isEmpty();
    }

    @Test
    void transferHasOneOwnerAtATime() {
        SessionStore sessions = replica(ME).sessions();
        Instant now = Instant.EPOCH;
        sessions.create(SyncSession.asServer(X, now, PROFILE, X, X));
        sessions.create(TransferSession.opened(TRANSFER, X, Filter.of("p"), Direction.PUSH, now));
        sessions.create(TransferSession.opened(OTHER, X, Filter.of("p"), Direction.PUSH, now));
        SessionStore.Ownership owned = sessions.own(TRANSFER, t -> t).orElseThrow();
        SessionStore.Ownership another = sessions.own(OTHER, t -> t).orElseThrow();
        assertThat(sessions.own(TRANSFER, t -> t)).isEmpty();
        sessions.update(TRANSFER, t -> t.withTotal(1L));
        owned.close();
        owned = sessions.own(TRANSFER, t -> t).orElseThrow();
        assertThat(sessions.own(OTHER, t -> t)).isEmpty();
        owned.close();
        another.close();
    }

    /** Somebody had taken the id of the record. The receiver may not be allowed to read what has the id now. */
    @Test
    void queuedRecordThatItsOwnerReplacesIsNotSent() {
        Replica replica = replica(ME);
        SyncRecord real = Records.lesson("q", "s0", "{}");
        dequeue(replica, List.of(impostor(real, "lesson", "p", real.id(), "")));
        replica.sessions().create(SyncSession.asServer(X, Instant.EPOCH, PROFILE, X, X));
        replica.sessions().create(TransferSession.opened(TRANSFER, X, Filter.of("p"), Direction.PULL, Instant.EPOCH));
        assertThat(replica.queue(TRANSFER, PROFILE, counters("p", Records.PEER, 0)))
                .isEqualTo(1);
        replica.buffer(OTHER, List.of(real));
        replica.dequeue(OTHER, Claim.NOTHING);
        assertThatThrownBy(() -> replica.queued(TRANSFER, 0, 10, Long.MAX_VALUE))
                .isInstanceOf(OutsideFilterException.class)
                .hasMessageContaining(real.id());
    }

    private static PartitionCounters counters(String partition, String instance, long counter) {
        return PartitionCounters.of(Map.of(partition, Map.of(instance, counter)));
    }
}
