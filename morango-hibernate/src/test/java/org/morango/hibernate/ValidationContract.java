package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.hook.RejectedRecord;
import org.morango.hibernate.hook.RejectedRecordHook;
import org.morango.hibernate.hook.Remedy;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Pupil;
import org.morango.hibernate.model.SummaryLog;
import org.morango.hibernate.report.PendingRecord;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records that cannot be written stay pending with a useful reason. The application can list them, and correct them in
 * the same sync.
 */
abstract class ValidationContract extends PeerContract {
    private static final String CAL = "c".repeat(32);
    private static final String DAN = "d".repeat(32);

    ValidationContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private static String id(int i) {
        return String.format("%032x", i * 7919);
    }

    private static SyncRecord pupil(String id, String members) {
        return Records.record(id, "pupil", id, id + ":pupil", "{" + members + "}");
    }

    private static SyncRecord pupil(String id, String classroom, int picture) {
        return pupil(
                id, "\"name\":\"Pupil\",\"classroom\":\"" + classroom + "\",\"picture\":" + picture + ",\"age\":9");
    }

    private static SyncRecord learner(String id, String username) {
        return Records.user(id, "{\"username\":\"" + username + "\",\"is_staff\":false}");
    }

    @Test
    void beanValidationIsAskedForInsertsAndUpdates() {
        SyncRecord ada = pupil(ADA, "r", 1);
        here.receive(ada, pupil(BEA, "\"name\":\"B\",\"age\":150"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 1));
        assertThat(here.reason(BEA))
                .isEqualTo("age: must be less than or equal to 99; name: size must be between 2 and 30");

        here.receive(Records.next(ada, "{\"name\":\"A\"}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 2));
        assertThat(here.reason(ADA)).isEqualTo("name: size must be between 2 and 30");
        assertThat(here.find(Pupil.class, ADA).name).isEqualTo("Pupil");
    }

    @Test
    void manyInvalidRecordsCostLittleMoreThanValidOnes() {
        List<SyncRecord> received = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            received.add(i % 2 == 0 ? pupil(id(i), "\"name\":\"X\"") : pupil(id(i), "r", i));
        }
        here.receive(received);
        assertThat(statements(() -> assertThat(here.deserialize()).isEqualTo(new DeserializeResult(200, 0, 200))))
                .isLessThan(150);
        assertThat(here.count(Pupil.class)).isEqualTo(200);
        assertThat(here.reason(id(0))).isEqualTo("name: size must be between 2 and 30");
    }

    @Test
    void textsAreCheckedAgainstTheirColumns() {
        here.receive(
                learner(ADA, "x".repeat(21)),
                learner(BEA, "x".repeat(20)),
                pupil(CAL, "\"sign\":\"\uD83D\uDE00\uD83D\uDE00\""),
                pupil(DAN, "\"sign\":\"abcdef\""));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 2));
        assertThat(here.reason(ADA)).contains("username").contains("20 characters");
        assertThat(here.reason(DAN)).contains("sign").contains("5 characters");
        assertThat(here.find(Pupil.class, CAL).sign).isEqualTo("\uD83D\uDE00\uD83D\uDE00");
    }

    @Test
    void collisionWithARowNamesItAndCostsFewStatements() {
        here.persist(new Learner(ADA, "taken"));
        here.serialize();
        List<SyncRecord> received = new ArrayList<>();
        for (int i = 1; i <= 400; i++) {
            received.add(learner(id(i), i == 123 ? "taken" : "learner" + i));
        }
        here.receive(received);
        assertThat(statements(() -> assertThat(here.deserialize()).isEqualTo(new DeserializeResult(399, 0, 1))))
                .isLessThan(150);
        assertThat(here.reason(id(123))).isEqualTo("username \"taken\" is already in use by " + ADA);
    }

    @Test
    void collisionsInsideAPageLeaveTheFirst() {
        here.receive(learner(ADA, "same"), learner(BEA, "same"), learner(CAL, "same"), learner(DAN, "other"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 2));
        assertThat(here.find(Learner.class, ADA)).isNotNull();
        assertThat(here.reason(BEA)).isEqualTo("username \"same\" is already in use by " + ADA);
        assertThat(here.reason(CAL)).isEqualTo("username \"same\" is already in use by " + ADA);
    }

    @Test
    void collisionOfSeveralAttributesNamesThemAll() {
        here.persist(new Pupil(ADA, "Ada", "red", 7));
        here.serialize();
        here.receive(
                pupil(BEA, "red", 7),
                pupil(CAL, "blue", 7),
                pupil(DAN, "\"name\":\"Dan\",\"classroom\":\"red\",\"picture\":null"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 1));
        assertThat(here.reason(BEA)).isEqualTo("classroom \"red\", picture 7 are already in use by " + ADA);
    }

    @Test
    void collisionsThatTheDatabaseFindsByItsOwnRulesNameTheRowToo() {
        here.persist(new Learner(ADA, "ada"));
        here.serialize();
        here.receive(learner(BEA, "ADA"), learner(CAL, "cal"));
        DeserializeResult result = here.deserialize();
        assertThat(here.find(Learner.class, CAL)).isNotNull();
        if (result.failed() > 0) {
            // The database ignores case here.
            assertThat(here.reason(BEA)).isEqualTo("username \"ADA\" is already in use by " + ADA);
        }
    }

    @Test
    void valueThatAnotherRecordOfThePageGivesUpIsFree() {
        SyncRecord ada = learner(ADA, "one");
        SyncRecord bea = learner(BEA, "two");
        here.receive(ada, bea);
        here.deserialize();
        here.receive(
                Records.next(ada, "{\"username\":\"two\"}"),
                Records.next(bea, "{\"username\":\"three\"}"),
                learner(CAL, "one"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(3, 0, 0));
        assertThat(here.find(Learner.class, ADA).username).isEqualTo("two");
        assertThat(here.find(Learner.class, CAL).username).isEqualTo("one");
    }

    @Test
    void refusedRecordIsTriedAgainEachTime() {
        here.persist(new Learner(ADA, "same"));
        there.persist(new Learner(BEA, "same"));
        there.integrate(here);
        here.serialize();
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));

        here.change(Learner.class, ADA, ada -> ada.username = "free");
        here.serialize();
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(here.isPending(BEA)).isFalse();
    }

    @Test
    void hookMendsTheOtherRowAndHasTheRecordTriedAgain() {
        List<RejectedRecord> asked = new ArrayList<>();
        hook(here, Pupil.class, (refused, entities) -> {
            asked.add(refused);
            Pupil other = entities.find(Pupil.class, refused.collidingIds().get(0));
            other.picture = 8;
            return Remedy.tryAgain();
        });
        here.persist(new Pupil(ADA, "Ada", "red", 7));
        here.serialize();
        here.receive(pupil(BEA, "red", 7), pupil(CAL, "red", 9));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).id()).isEqualTo(BEA);
        assertThat(asked.get(0).model()).isEqualTo("pupil");
        assertThat(asked.get(0).partition()).isEqualTo(BEA + ":pupil");
        assertThat(asked.get(0).content().get("picture").intValue()).isEqualTo(7);
        assertThat(asked.get(0).reason()).contains("picture 7");
        assertThat(here.find(Pupil.class, ADA).picture).isEqualTo(8);
        assertThat(here.find(Pupil.class, BEA).picture).isEqualTo(7);
        assertThat(here.changed(Pupil.class)).containsExactly(ADA);
        here.sync(there);
        assertThat(there.find(Pupil.class, ADA).picture).isEqualTo(8);
    }

    @Test
    void hookGivesTheRecordOtherContentWhichTravels() {
        hook(here, Learner.class, (refused, entities) -> {
            ObjectNode content = refused.content();
            content.put("username", content.get("username").stringValue() + "2");
            return Remedy.tryAgainWith(content);
        });
        here.persist(new Learner(ADA, "same"));
        there.persist(new Learner(BEA, "same"));
        there.sync(here);
        assertThat(here.pending()).isEmpty();
        assertThat(here.find(Learner.class, BEA).username).isEqualTo("same2");
        assertThat(here.changed(Learner.class)).containsExactly(BEA);
        here.sync(there);
        assertThat(there.find(Learner.class, BEA).username).isEqualTo("same2");
        assertThat(there.find(Learner.class, ADA).username).isEqualTo("same");
        assertThat(there.sync(here)).isEqualTo(new DeserializeResult(0, 0, 0));
        assertThat(here.store()).usingRecursiveFieldByFieldElementComparator().isEqualTo(there.store());
    }

    @Test
    void hookLeavesWhatItCannotMend() {
        hook(here, Learner.class, (refused, entities) -> Remedy.leave());
        here.receive(Records.user(ADA, "{\"username\":5}"), Records.user(BEA, "no JSON"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 2));
        assertThat(here.reason(ADA)).contains("expected a text");
    }

    @Test
    void contentThatDoesNotFitEitherLeavesTheRecordAsItWas() {
        hook(
                here,
                Learner.class,
                (refused, entities) -> Remedy.tryAgainWith(refused.content().put("username", 6)));
        here.receive(Records.user(ADA, "{\"username\":5}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.content(ADA).get("username").intValue()).isEqualTo(5);
        assertThat(here.reason(ADA)).contains("expected a text");
    }

    @Test
    void failingHookIsUndoneAndToldOfAndStopsNoOther() {
        hook(here, Learner.class, (refused, entities) -> {
            if (refused.id().equals(CAL)) {
                return Remedy.tryAgainWith(refused.content().put("username", "cal"));
            }
            entities.remove(entities.find(Learner.class, ADA));
            entities.flush();
            throw new IllegalStateException("no idea");
        });
        here.persist(new Learner(ADA, "same"));
        here.serialize();
        here.receive(learner(BEA, "same"), learner(CAL, "same"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 1));
        assertThat(here.reason(BEA)).contains("already in use by " + ADA).endsWith("hook has failed: no idea");
        assertThat(here.find(Learner.class, ADA)).isNotNull();
        assertThat(here.deletions()).isEmpty();
        assertThat(here.find(Learner.class, CAL).username).isEqualTo("cal");
    }

    @Test
    void whatAHookDeletesIsDeletedElsewhereToo() {
        hook(here, Learner.class, (refused, entities) -> {
            entities.remove(entities.find(Learner.class, refused.collidingIds().get(0)));
            return Remedy.tryAgain();
        });
        here.persist(new Learner(ADA, "same"));
        here.sync(there);
        there.remove(Learner.class, ADA);
        there.persist(new Learner(BEA, "same"));
        there.serialize();
        here.receive(learner(CAL, "same"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(here.deletions()).extracting(Notes.Deletion::id).containsExactly(ADA);
        here.serialize();
        assertThat(here.store(ADA).deleted).isTrue();
    }

    @Test
    void hookOfACircleIsAskedOnceAndLetsOthersFollow() {
        List<String> asked = new ArrayList<>();
        hook(here, Facility.class, (refused, entities) -> {
            asked.add(refused.id());
            return refused.content().get("parent_id").isNull()
                    ? Remedy.tryAgainWith(refused.content().put("name", "parent"))
                    : Remedy.leave();
        });
        SyncRecord parent = Records.facility("parent", "{\"name\":5,\"parent_id\":null}");
        SyncRecord child = Records.facility("child", "{\"name\":\"child\",\"parent_id\":\"" + parent.id() + "\"}");
        here.receive(parent, child);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(asked).contains(parent.id()).doesNotHaveDuplicates();
        assertThat(here.find(Facility.class, child.id()).parent.getId()).isEqualTo(parent.id());
    }

    @Test
    void rowsThatHaveJustBeenChangedHereAreNoneOfTheHooksBusiness() {
        List<String> asked = new ArrayList<>();
        hook(here, Learner.class, (refused, entities) -> {
            asked.add(refused.id());
            return Remedy.leave();
        });
        SyncRecord ada = learner(ADA, "ada");
        here.receive(ada);
        here.deserialize();
        here.change(Learner.class, ADA, l -> l.username = "local");
        here.receive(Records.next(ada, "{\"username\":\"remote\"}"));
        assertThat(here.deserialize().failed()).isEqualTo(1);
        assertThat(asked).isEmpty();
    }

    @Test
    void hooksAreForSyncedEntitiesOnly() {
        Hooks hooks = new Hooks(
                Map.of(String.class, (refused, entities) -> Remedy.leave()), Map.of(), Map.of(), List.of(), List.of());
        assertThatThrownBy(
                        () -> new HibernateReplica((SessionFactoryImplementor) here.factory, new SecureRandom(), hooks))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("String");
    }

    @Test
    void pendingRecordsAreListedInPages() {
        List<SyncRecord> received = new ArrayList<>();
        for (int i = 1; i <= 25; i++) {
            received.add(Records.user(id(i), "{\"username\":" + i + "}"));
        }
        SyncRecord log = Records.summary(ADA, "c", "{\"user_id\":\"" + ADA + "\",\"content_id\":\"c\"}");
        SyncRecord unknown = Records.record(DAN, "note", "s", "p", "{}");
        SyncRecord lesson = Records.lesson("p", "l", "{\"place\":\"p\"}");
        received.addAll(List.of(log, unknown, lesson));
        here.receive(received);
        PendingRecordQuery pending = here.replica().pendingRecords();
        assertThat(pending.count()).isEqualTo(28);
        assertThat(pending.withReason().count()).isZero();
        here.deserialize();
        assertThat(pending.count()).isEqualTo(27);
        assertThat(pending.withReason().count()).isEqualTo(26);
        assertThat(pending.of(Learner.class).count()).isEqualTo(25);
        assertThat(pending.of(Lesson.class).count()).isZero();
        assertThat(pending.withoutReason().first(10))
                .containsExactly(new PendingRecord(DAN, TestPeer.PROFILE, "note", "p", null, false, null));
        assertThat(pending.of(SummaryLog.class).withReason().first(10))
                .hasSize(1)
                .allSatisfy(found -> {
                    assertThat(found.entity()).isEqualTo(SummaryLog.class);
                    assertThat(found.reason()).contains("user_id").contains(ADA);
                    assertThat(found.partition()).isEqualTo(log.partition());
                });

        PendingRecordQuery learners = pending.of(Learner.class);
        List<String> listed = new ArrayList<>();
        for (List<PendingRecord> page = learners.first(10); !page.isEmpty(); ) {
            assertThat(page).hasSizeLessThanOrEqualTo(10);
            page.forEach(found -> listed.add(found.id()));
            page = learners.after(page.get(page.size() - 1).id(), 10);
        }
        assertThat(listed).hasSize(25).isSorted().doesNotHaveDuplicates();
    }

    private long statements(Runnable work) {
        return Statements.of(here.factory).prepared(work);
    }

    private static void hook(TestPeer peer, Class<?> entity, RejectedRecordHook hook) {
        peer.restart(new Hooks(Map.of(entity, hook), Map.of(), Map.of(), List.of(), List.of()));
    }
}
