package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.hook.RejectedRecord;
import org.morango.hibernate.hook.Remedy;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.model.Badge;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Locker;
import org.morango.hibernate.model.Pupil;
import org.morango.hibernate.model.SummaryLog;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** Unique values move between rows in one sync, however many rows pass them on. */
abstract class UniqueContract extends PeerContract {
    private static final int MANY = 1_200;

    /** More than a page and the 10,000 records that may join it. */
    private static final int LONG = 11_000;

    private static final List<String> LOCKERS = List.of(
            locker("MONDAY", "a", "AQ==", "08:00", "1.5", "1.5"),
            locker("SUNDAY", "b", "Ag==", "23:59:59", "1e30", "1e300"),
            locker("FRIDAY", "c", "Aw==", "07:30", "-2.5", "-2.5"));

    UniqueContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private static String id(int i) {
        return String.format("%032x", i * 7919);
    }

    private static SyncRecord learner(String id, String username) {
        return Records.user(id, "{\"username\":\"" + username + "\",\"is_staff\":false}");
    }

    private static SyncRecord pupil(String id, String classroom, int picture) {
        return Records.record(id, "pupil", id, id + ":pupil", pupilContent(classroom, picture));
    }

    private static String pupilContent(String classroom, int picture) {
        return "{\"name\":\"Pupil\",\"classroom\":\"" + classroom + "\",\"picture\":" + picture + ",\"age\":9}";
    }

    private static SyncRecord renamed(SyncRecord learner, String username) {
        return Records.next(learner, learner(learner.id(), username).serialized());
    }

    private List<SyncRecord> learners(int count) {
        List<SyncRecord> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(learner(id(i), "u" + i));
        }
        here.receive(all);
        assertThat(here.deserialize().written()).isEqualTo(count);
        return all;
    }

    private String username(String id) {
        return here.find(Learner.class, id).username;
    }

    @Test
    void twoChangePlaces() {
        List<SyncRecord> before = learners(2);
        here.receive(renamed(before.get(0), "u1"), renamed(before.get(1), "u0"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(username(id(0))).isEqualTo("u1");
        assertThat(username(id(1))).isEqualTo("u0");
        assertThat(here.changed(Learner.class)).isEmpty();
        assertThat(here.count(PendingRow.class)).isZero();
    }

    @Test
    void allMoveUpOrRoundInATimeThatGrowsWithTheirNumber() {
        List<SyncRecord> before = learners(MANY);
        for (int round = 1; round <= 2; round++) {
            List<SyncRecord> moved = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                // First the last one moves to a free name, then all names rotate.
                moved.add(renamed(before.get(i), "u" + (round == 1 ? i + 1 : (i + 1) % MANY + 1)));
            }
            List<SyncRecord> shuffled = new ArrayList<>(moved);
            Collections.shuffle(shuffled, new Random(3));
            here.receive(shuffled);
            assertThat(statements(() -> assertThat(here.deserialize()).isEqualTo(new DeserializeResult(MANY, 0, 0))))
                    .isLessThan(600);
            before = moved;
        }
        assertThat(username(id(0))).isEqualTo("u2");
        assertThat(username(id(MANY - 1))).isEqualTo("u1");
    }

    @Test
    void chainThatCannotMoveIsFollowedOnce() {
        long few = statementsOfAChainThatCannotMove(1_000);
        long many = statementsOfAChainThatCannotMove(4_000);
        assertThat(many).isLessThan(4 * few);
    }

    private long statementsOfAChainThatCannotMove(int length) {
        clear();
        List<SyncRecord> before = learners(length);
        here.receive(learner("f".repeat(32), "u" + length));
        here.deserialize();
        here.receive(movedUp(before));
        return statements(() -> assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, length)));
    }

    /** Each of them wants the name of the next. */
    private static List<SyncRecord> movedUp(List<SyncRecord> learners) {
        List<SyncRecord> moved = new ArrayList<>();
        for (SyncRecord learner : learners) {
            moved.add(renamed(learner, "u" + (moved.size() + 1)));
        }
        return moved;
    }

    @Test
    void chainThatIsLongerThanWhatIsWrittenTogetherMovesInOneSync() {
        List<SyncRecord> before = learners(LONG);
        here.receive(movedUp(before));
        assertThat(statements(() -> assertThat(here.deserialize()).isEqualTo(new DeserializeResult(LONG, 0, 0))))
                .isLessThan(LONG / 4);
        assertThat(username(id(0))).isEqualTo("u1");
        assertThat(username(id(LONG - 1))).isEqualTo("u" + LONG);
        assertThat(here.count(PendingRow.class)).isZero();
    }

    @Test
    void allMoveUpWhileTheyArrive() {
        here.run(session -> {
            for (int i = 0; i < MANY; i++) {
                session.persist(new Pupil(id(i), "Pupil", "red", i));
            }
        });
        here.integrate(there);
        assertThat(there.count(Pupil.class)).isEqualTo(MANY);
        here.run(session -> {
            session.createMutationQuery("update Pupil set picture = -picture - 2")
                    .executeUpdate();
            session.createMutationQuery("update Pupil set picture = -picture - 1")
                    .executeUpdate();
            session.persist(new Pupil("f".repeat(32), "Pupil", "red", 0));
        });
        here.integrate(there);
        there.serialize();
        assertThat(there.deserialize().failed()).isZero();
        assertThat(there.pending()).isEmpty();
        assertThat(there.find(Pupil.class, id(0)).picture).isEqualTo(1);
        assertThat(there.find(Pupil.class, id(MANY - 1)).picture).isEqualTo(MANY);
        assertThat(there.find(Pupil.class, "f".repeat(32)).picture).isZero();
    }

    @Test
    void newRowTakesTheFirstPlace() {
        List<SyncRecord> pupils = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pupils.add(pupil(id(i), "red", i));
        }
        here.receive(pupils);
        here.deserialize();
        List<SyncRecord> moved = new ArrayList<>();
        moved.add(pupil(ADA, "red", 0));
        for (int i = 0; i < 5; i++) {
            moved.add(Records.next(pupils.get(i), pupilContent("red", i + 1)));
        }
        here.receive(moved);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(6, 0, 0));
        assertThat(here.find(Pupil.class, ADA).picture).isZero();
        assertThat(here.find(Pupil.class, id(4)).picture).isEqualTo(5);
    }

    @Test
    void thoseBehindOneThatCannotMoveStayAndOthersDoNot() {
        here.persist(new Learner(ADA, "taken"));
        here.serialize();
        List<SyncRecord> before = learners(6);
        here.receive(
                renamed(before.get(0), "u1"),
                renamed(before.get(1), "u2"),
                renamed(before.get(2), "taken"),
                renamed(before.get(3), "u4"),
                renamed(before.get(4), "u3"),
                renamed(before.get(5), "x".repeat(21)));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 4));
        assertThat(here.reason(id(2))).isEqualTo("username \"taken\" is already in use by " + ADA);
        assertThat(here.reason(id(0))).isEqualTo("username \"u1\" is already in use by " + id(1));
        for (int i = 0; i < 3; i++) {
            assertThat(username(id(i))).isEqualTo("u" + i);
        }
        assertThat(username(id(3))).isEqualTo("u4");
        here.change(Learner.class, ADA, l -> l.username = "free");
        here.serialize();
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(3, 0, 1));
        assertThat(username(id(2))).isEqualTo("taken");
        assertThat(username(id(0))).isEqualTo("u1");
    }

    @Test
    void valueOfADeletedRowIsThereForANewOne() {
        List<RejectedRecord> asked = new ArrayList<>();
        here.restart(new Hooks(
                Map.of(
                        Learner.class,
                        (refused, entities) -> {
                            asked.add(refused);
                            return Remedy.leave();
                        },
                        SummaryLog.class,
                        (refused, entities) -> {
                            asked.add(refused);
                            return Remedy.leave();
                        }),
                Map.of(),
                Map.of(),
                List.of(),
                List.of()));
        SyncRecord old = learner(ADA, "ada");
        SyncRecord log = log(ADA);
        here.receive(old, log);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        here.receive(Records.deleted(old, false), learner(BEA, "ada"), log(BEA));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 2, 0));
        assertThat(username(BEA)).isEqualTo("ada");
        assertThat(here.count(Learner.class)).isEqualTo(1);
        assertThat(here.count(SummaryLog.class)).isEqualTo(1);
        assertThat(here.pending()).isEmpty();
        assertThat(asked).isEmpty();
    }

    private static SyncRecord log(String user) {
        return Records.summary(user, "c", "{\"user_id\":\"" + user + "\",\"content_id\":\"c\"}");
    }

    @Test
    void referencesThatAreUniqueChangePlaces() {
        SyncRecord one = badge("one", ADA);
        SyncRecord two = badge("two", BEA);
        here.receive(learner(ADA, "ada"), learner(BEA, "bea"), one, two);
        assertThat(here.deserialize().written()).isEqualTo(4);
        here.receive(
                Records.next(one, badge("one", BEA).serialized()),
                Records.next(two, badge("two", ADA).serialized()));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(here.<String>get(s -> s.find(Badge.class, one.id()).holder.getId()))
                .isEqualTo(BEA);
        assertThat(here.<String>get(s -> s.find(Badge.class, two.id()).holder.getId()))
                .isEqualTo(ADA);
    }

    /** Covers values of every kind that cannot be null, including types with few values. */
    @Test
    void requiredValuesOfAllKindsGoRound() {
        List<SyncRecord> lockers = new ArrayList<>();
        for (int i = 0; i < LOCKERS.size(); i++) {
            String name = "locker" + i;
            lockers.add(Records.record(Ids.recordId("p", name, "locker"), "locker", name, "p", LOCKERS.get(i)));
        }
        here.receive(lockers);
        assertThat(here.deserialize().written()).isEqualTo(3);
        List<SyncRecord> moved = new ArrayList<>();
        for (int i = 0; i < LOCKERS.size(); i++) {
            moved.add(Records.next(lockers.get(i), LOCKERS.get((i + 1) % LOCKERS.size())));
        }
        here.receive(moved);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(3, 0, 0));
        Locker first = here.get(s -> s.find(Locker.class, lockers.get(0).id()));
        assertThat(first.cleaned).isEqualTo(DayOfWeek.SUNDAY);
        assertThat(first.letter).isEqualTo('b');
        assertThat(first.code).containsExactly(2);
        assertThat(first.opens).isEqualTo(LocalTime.of(23, 59, 59));
        assertThat(first.size).isEqualTo(1e30f);
        assertThat(first.weight).isEqualTo(1e300);
    }

    private static String locker(String cleaned, String letter, String code, String opens, String size, String weight) {
        return String.format(
                "{\"cleaned\":\"%s\",\"letter\":\"%s\",\"code\":\"%s\",\"opens\":\"%s\",\"size\":%s,\"weight\":%s}",
                cleaned, letter, code, opens, size, weight);
    }

    private static SyncRecord badge(String name, String holder) {
        return Records.record(
                Ids.recordId("p", name, "badge"), "badge", name, "p", "{\"holder_id\":\"" + holder + "\"}");
    }

    private long statements(Runnable work) {
        return Statements.of(here.factory).prepared(work);
    }
}
