package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.SummaryLog;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** Received records get into the application's tables, or stay pending with the reason. */
abstract class DeserializeContract extends PeerContract {
    private static final String LEARNER = "{\"username\":\"ada\",\"is_staff\":true,\"credit\":\"1.50\"}";

    DeserializeContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void insertsAndUpdatesAreWrittenAndNotCapturedAsChanges() {
        SyncRecord user = Records.user(ADA, LEARNER);
        SyncRecord log = Records.summary(ADA, "c1", "{\"user_id\":\"" + ADA + "\",\"content_id\":\"c1\"}");
        here.receive(log, user);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(here.find(Learner.class, ADA).credit).isEqualByComparingTo("1.5");
        SummaryLog row = here.find(SummaryLog.class, log.id());
        assertThat(row.user.getId()).isEqualTo(ADA);
        assertThat(row.contentId).isEqualTo("c1");

        here.receive(
                Records.next(user, "{\"username\":\"eve\",\"is_staff\":false,\"credit\":null}"),
                Records.next(log, "{\"user_id\":\"" + ADA + "\",\"content_id\":\"c2\"}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(here.find(Learner.class, ADA).username).isEqualTo("eve");
        assertThat(here.find(Learner.class, ADA).credit).isNull();
        SummaryLog updated = here.find(SummaryLog.class, log.id());
        assertThat(updated.contentId).isEqualTo("c2");
        assertThat(updated.version).isEqualTo(row.version + 1);

        assertThat(here.changed(Learner.class)).isEmpty();
        assertThat(here.changed(SummaryLog.class)).isEmpty();
        assertThat(here.count(PendingRow.class)).isZero();
        here.serialize();
        assertThat(here.store()).allMatch(r -> r.lastSavedInstance.equals(Records.PEER));

        here.change(SummaryLog.class, log.id(), l -> l.contentId = "c3");
        assertThat(here.changed(SummaryLog.class)).containsExactly(log.id());
    }

    @Test
    void recordsKeepTheirPlace() {
        SyncRecord lesson = Records.lesson("x:y", "source", "{\"place\":\"elsewhere\",\"title\":\"t\",\"level\":1}");
        here.receive(lesson);
        here.deserialize();
        here.change(Lesson.class, lesson.id(), l -> l.title = "changed");
        here.serialize();
        StoreRow row = here.store(lesson.id());
        assertThat(row.partition).isEqualTo("x:y");
        assertThat(row.sourceId).isEqualTo("source");
        assertThat(here.content(row.id).get("_morango_partition").stringValue()).isEqualTo("x:y");
    }

    @Test
    void recordWhoseReferenceIsMissingIsWrittenOnceThatArrives() {
        SyncRecord log = Records.summary(ADA, "c1", "{\"user_id\":\"" + ADA + "\",\"content_id\":\"c1\"}");
        here.receive(log);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.reason(log.id())).contains("user_id").contains(ADA);
        assertThat(here.isPending(log.id())).isTrue();

        here.receive(Records.user(ADA, LEARNER));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(here.reason(log.id())).isNull();
        assertThat(here.count(SummaryLog.class)).isEqualTo(1);
    }

    @Test
    void childrenReceivedBeforeTheirParentsAreWritten() {
        SyncRecord parent = Records.facility("parent", facility("parent", null));
        SyncRecord child = Records.facility("child", facility("child", parent.id()));
        here.receive(child);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        here.receive(parent);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(here.find(Facility.class, child.id()).parent.getId()).isEqualTo(parent.id());
    }

    @Test
    void longChainIsWrittenParentsFirst() {
        List<SyncRecord> chain = chain(3_000, null);
        Collections.shuffle(chain, new Random(7));
        here.receive(chain);
        assertThat(statements(() -> assertThat(here.deserialize()).isEqualTo(new DeserializeResult(3_000, 0, 0))))
                .isLessThan(1_000);
        assertThat(here.count(Facility.class)).isEqualTo(3_000);
        assertThat(here.count(PendingRow.class)).isZero();
        assertThat(roots()).isEqualTo(1);
    }

    @Test
    void chainWhoseBeginningIsNotHereWaits() {
        List<SyncRecord> chain = chain(700, null);
        Collections.shuffle(chain.subList(1, 700), new Random(7));
        here.receive(chain.subList(1, 700));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 699));
        assertThat(here.count(Facility.class)).isZero();
        here.receive(chain.get(0));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(700, 0, 0));
        assertThat(roots()).isEqualTo(1);
    }

    @Test
    void chainOnADeletedRecordGoesInOneSync() {
        SyncRecord root = Records.facility("root", facility("root", null));
        here.receive(Records.deleted(root, false));
        here.deserialize();
        List<SyncRecord> chain = chain(1_200, root.id());
        Collections.shuffle(chain, new Random(7));
        here.receive(chain);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 0));
        assertThat(here.count(PendingRow.class)).isZero();
        assertThat(here.deletions()).hasSize(1_200);
        here.serialize();
        assertThat(here.store()).allMatch(row -> row.deleted);
    }

    @Test
    void whatHangsOnADeletedRecordGoesHoweverLongItsChain() {
        // The depth tests memory, which is the same on every database. On other databases each step is a round trip.
        int depth = here.isInMemory ? 3_000 : 600;
        int wide = 1_200;
        List<SyncRecord> chain = chain(depth, null);
        for (int i = 0; i < wide; i++) {
            chain.add(Records.facility(
                    "wide" + i, facility("wide" + i, chain.get(i % 2).id())));
        }
        here.receive(chain);
        here.deserialize();
        here.receive(Records.deleted(chain.get(0), false));
        assertThat(statements(
                        () -> assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, depth + wide, 0))))
                .isLessThan(4 * depth + 1_000);
        assertThat(here.count(Facility.class)).isZero();
        assertThat(here.deletions()).hasSize(depth + wide - 1);
        here.serialize();
        assertThat(here.store()).allMatch(row -> row.deleted);
    }

    /** Returns facilities, each inside the previous one. */
    private static List<SyncRecord> chain(int length, String root) {
        List<SyncRecord> chain = new ArrayList<>();
        String parent = root;
        for (int i = 0; i < length; i++) {
            SyncRecord next = Records.facility("f" + i, facility("f" + i, parent));
            chain.add(next);
            parent = next.id();
        }
        return chain;
    }

    private long roots() {
        return here.get(session -> session.createSelectionQuery(
                        "select count(*) from Facility f where f.parent is null", Long.class)
                .getSingleResult());
    }

    private long statements(Runnable work) {
        return Statements.of(here.factory).prepared(work);
    }

    @Test
    void circleOfReferencesToTheOwnModelIsWritten() {
        int length = 1_100;
        List<SyncRecord> circle = chain(length, null);
        String last = circle.get(length - 1).id();
        circle.set(0, Records.next(circle.get(0), facility("f0", last)));
        SyncRecord self = Records.facility("self", "{}");
        circle.add(Records.next(self, facility("self", self.id())));
        circle.add(Records.facility("beside", facility("beside", circle.get(500).id())));
        Collections.shuffle(circle, new Random(7));
        here.receive(circle);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(length + 2, 0, 0));
        assertThat(here.count(PendingRow.class)).isZero();
        assertThat(roots()).isZero();
        assertThat(here.changed(Facility.class)).isEmpty();
        assertThat(here.store()).allMatch(row -> row.adapted == null);
    }

    @Test
    void changeOfARowThatIsNotFinishedKeepsTheReference() {
        List<SyncRecord> pair = chain(2, null);
        // The greater id of a circle is written first.
        pair.sort(Comparator.comparing(SyncRecord::id));
        SyncRecord two = Records.next(
                pair.get(0), "{\"name\":5,\"parent_id\":\"" + pair.get(1).id() + "\"}");
        SyncRecord one = Records.next(pair.get(1), facility(pair.get(1).sourceId(), two.id()));
        here.receive(one, two);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 2));
        String begun = one.id();
        assertThat(here.reason(begun)).contains("parent_id").contains(two.id());
        assertThat(roots()).isEqualTo(1);
        here.change(Facility.class, begun, f -> f.name = "changed");
        here.serialize();
        assertThat(here.content(begun).get("parent_id").stringValue()).isEqualTo(two.id());
        assertThat(here.content(begun).get("name").stringValue()).isEqualTo("changed");
        assertThat(here.store(begun).conflictingData()).isEmpty();
        assertThat(here.isPending(begun)).isTrue();
        assertThat(here.deserialize().failed()).isEqualTo(2);

        here.receive(Records.next(two, facility(two.sourceId(), one.id())));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(here.<String>get(
                        session -> session.find(Facility.class, begun).parent.getId()))
                .isEqualTo(two.id());
        assertThat(here.find(Facility.class, begun).name).isEqualTo("changed");
        assertThat(here.changed(Facility.class)).isEmpty();
    }

    @Test
    void uniqueViolationLeavesOnlyTheOffenderBehind() {
        here.persist(new Learner(ADA, "taken"));
        here.serialize();
        List<SyncRecord> received = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String name = i == 123 ? "taken" : "learner" + i;
            received.add(Records.user(
                    String.format("%032x", i * 7919), "{\"username\":\"" + name + "\",\"is_staff\":false}"));
        }
        here.receive(received);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(399, 0, 1));
        assertThat(here.count(Learner.class)).isEqualTo(400);
        assertThat(here.reason(received.get(123).id())).isEqualTo("username \"taken\" is already in use by " + ADA);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));

        here.change(Learner.class, ADA, l -> l.username = "free");
        here.serialize();
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0));
    }

    @Test
    void uniqueViolationsOfUpdatesLeaveOnlyTheOffendersBehind() {
        List<SyncRecord> received = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            received.add(Records.user(String.format("%032x", i), "{\"username\":\"u" + i + "\",\"is_staff\":false}"));
        }
        here.receive(received);
        assertThat(here.deserialize().written()).isEqualTo(300);
        List<SyncRecord> next = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String name = i == 50 || i == 251 ? "u0" : i == 0 ? "u0" : "v" + i;
            next.add(Records.next(received.get(i), "{\"username\":\"" + name + "\",\"is_staff\":true}"));
        }
        here.receive(next);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(298, 0, 2));
        assertThat(here.find(Learner.class, received.get(50).id()).username).isEqualTo("u50");
        assertThat(here.find(Learner.class, received.get(299).id()).username).isEqualTo("v299");
    }

    @Test
    void contentThatDoesNotFitStaysWithItsReason() {
        assertRefused("{\"username\":5,\"is_staff\":false}", "username", "expected a text");
        assertRefused("{\"username\":\"x\",\"is_staff\":\"yes\"}", "is_staff", "true or false");
        assertRefused("{\"username\":\"x\",\"is_staff\":null}", "is_staff", "required");
        assertRefused("{\"username\":null,\"is_staff\":false}", "username", "required");
        assertRefused("{\"username\":\"x\",\"credit\":\"many\"}", "credit");
        assertRefused("{\"username\":\"x\",\"credit\":{}}", "credit", "expected a number");
        assertRefused("{\"username\":\"" + "x".repeat(21) + "\"}", "username", "20 characters");
        assertRefused("[1,2]", "not a JSON object");
        assertRefused("\"text\"", "not a JSON object");
        assertRefused("", "not a JSON object");
        assertRefused("{\"username\":", "not JSON");
        assertRefused("{\"username\":\"x\"} trailing", "not JSON");
        assertRefused("[".repeat(100_000), "not JSON");
        assertRefused("{\"is_staff\":false}", "username");
        assertThat(here.count(Learner.class)).isZero();

        SyncRecord log = Records.summary(ADA, "c", "{\"user_id\":7,\"content_id\":\"c\"}");
        here.receive(log);
        here.deserialize();
        assertThat(here.reason(log.id())).contains("user_id").contains("the id of a record");
    }

    private void assertRefused(String content, String... reasons) {
        SyncRecord rec = Records.user(BEA, content);
        here.receive(rec);
        assertThat(here.deserialize().failed()).as(content).isEqualTo(1);
        assertThat(here.reason(BEA)).contains(reasons).doesNotContain("\n");
        assertThat(here.isPending(BEA)).isTrue();
    }

    @Test
    void rowsWrittenBesideAFailureOfTheApplicationAreWrittenOnce() {
        List<SyncRecord> received = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String title = i == 33 ? Lesson.FORBIDDEN : "title " + i;
            received.add(Records.lesson("p", "s" + i, "{\"place\":\"p\",\"title\":\"" + title + "\"}"));
        }
        here.receive(received);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(49, 0, 1));
        assertThat(here.count(Lesson.class)).isEqualTo(49);
        assertThat(here.reason(received.get(33).id())).contains(Lesson.FORBIDDEN);
    }

    @Test
    void unfitRecordsDoNotKeepOthersBack() {
        here.receive(
                Records.user(ADA, LEARNER),
                Records.user(BEA, "{\"username\":5}"),
                Records.record("c".repeat(32), "note", "s", "p", "{\"v\":1}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 1));
        assertThat(here.isPending("c".repeat(32))).isTrue();
        assertThat(here.reason("c".repeat(32))).isNull();
    }

    @Test
    void unknownMembersSurviveALocalSave() {
        here.receive(Records.user(
                ADA, "{\"username\":\"ada\",\"newer\":{\"a\":[1,null,0.10000000000000000010]},\"is_staff\":false}"));
        here.deserialize();
        here.change(Learner.class, ADA, l -> l.isStaff = true);
        here.serialize();
        assertThat(here.store(ADA).serialized()).contains("{\"a\":[1,null,0.10000000000000000010]}");
        assertThat(here.content(ADA).get("is_staff").booleanValue()).isTrue();
    }

    @Test
    void missingMembersKeepDefaultsAndPresentValues() {
        SyncRecord lesson = Records.lesson("p", "s", "{\"place\":\"p\"}");
        SyncRecord facility = Records.facility("f", "{\"name\":\"f\"}");
        here.receive(lesson, facility);
        here.deserialize();
        assertThat(here.find(Lesson.class, lesson.id()).level).isEqualTo(3);
        assertThat(here.find(Facility.class, facility.id()).nowDate)
                .isEqualTo(Instant.parse("2026-11-23T00:26:50.904Z"));

        SyncRecord full = Records.next(lesson, "{\"title\":\"t\",\"level\":9}");
        here.receive(full);
        here.deserialize();
        here.receive(Records.next(full, "{\"title\":\"new\"}"));
        here.deserialize();
        Lesson row = here.find(Lesson.class, lesson.id());
        assertThat(row.level).isEqualTo(9);
        assertThat(row.place).isEqualTo("p");
        assertThat(row.title).isEqualTo("new");
    }

    @Test
    void localChangeThatIsNotSerializedYetIsNotOverwritten() {
        SyncRecord user = Records.user(ADA, LEARNER);
        here.receive(user);
        here.deserialize();
        here.change(Learner.class, ADA, l -> l.username = "local");
        here.receive(Records.next(user, "{\"username\":\"remote\",\"is_staff\":false}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.find(Learner.class, ADA).username).isEqualTo("local");
        assertThat(here.reason(ADA)).contains("changed here");

        here.serialize();
        assertThat(here.content(ADA).get("username").stringValue()).isEqualTo("local");
        assertThat(here.store(ADA).conflictingData()).contains("remote");
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 0));
    }

    @Test
    void localDeletionThatIsNotSerializedYetIsNotUndone() {
        SyncRecord user = Records.user(ADA, LEARNER);
        here.receive(user);
        here.deserialize();
        here.remove(Learner.class, ADA);
        here.receive(Records.next(user, "{\"username\":\"remote\",\"is_staff\":false}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.count(Learner.class)).isZero();
        assertThat(here.reason(ADA)).contains("deleted here");

        here.serialize();
        assertThat(here.store(ADA).deleted).isTrue();
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 0));
    }

    @Test
    void twoPeersConvergeOverAConflict() {
        here.persist(new Learner(ADA, "ada"));
        here.sync(there);
        here.change(Learner.class, ADA, l -> l.username = "here");
        there.change(Learner.class, ADA, l -> l.username = "there");
        here.sync(there);
        there.sync(here);
        assertThat(here.find(Learner.class, ADA).username).isEqualTo("there");
        assertThat(there.find(Learner.class, ADA).username).isEqualTo("there");
        assertThat(here.store(ADA)).usingRecursiveComparison().isEqualTo(there.store(ADA));
        assertThat(here.store(ADA).conflictingData()).contains("\"here\"");
        assertThat(here.changed(Learner.class)).isEmpty();
    }

    private static String facility(String name, String parent) {
        return "{\"name\":\"" + name + "\",\"parent_id\":" + (parent == null ? "null" : "\"" + parent + "\"") + "}";
    }
}
