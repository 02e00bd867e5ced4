package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.hibernate.model.SummaryLog;
import org.morango.record.Ids;

/** Changes by the application are captured, however it makes them. */
abstract class CaptureContract extends PeerContract {
    CaptureContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void persistedEntitiesHaveTheIdsOfTheirRecords() {
        Learner ada = new Learner(ADA, "ada");
        SummaryLog log = new SummaryLog(ada, "c1");
        here.run(session -> {
            session.persist(ada);
            session.persist(log);
        });

        assertThat(ada.getId()).isEqualTo(ADA);
        assertThat(log.getId()).isEqualTo(Ids.recordId(ADA + ":user:summary", ADA + ":c1", "contentsummarylog"));
        assertThat(here.persist(new Facility("f", null))).isEqualTo(Ids.recordId("", "f", "facility"));
    }

    @Test
    void entitiesWithoutASourceIdGetARandomOne() {
        String one = here.persist(new Lesson("p", "one"));
        String two = here.persist(new Lesson("p", "two"));
        here.serialize();

        assertThat(one).isNotEqualTo(two);
        assertThat(Ids.isId(here.store(one).sourceId)).isTrue();
        assertThat(one).isEqualTo(Ids.recordId("p", here.store(one).sourceId, "lesson"));
    }

    @Test
    void emptySourceIdIsAnError() {
        assertThatThrownBy(() -> here.persist(new Facility("", null)))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("Facility")
                .hasMessageContaining("empty");
    }

    @Test
    void changesAreFoundByDirtyChecking() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        assertThat(here.changed(Facility.class)).isEmpty();

        here.change(Facility.class, id, f -> f.nowDate = null);
        assertThat(here.changed(Facility.class)).containsExactly(id);
        here.serialize();

        assertThat(here.content(id).get("now_date").isNull()).isTrue();
        assertVersion(id, 2);
    }

    @Test
    void nothingIsChangedByLoading() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        here.change(Facility.class, id, f -> {});
        assertThat(here.changed(Facility.class)).isEmpty();
    }

    @Test
    void entityChangedRightAfterItWasPersistedIsSerializedAsChanged() {
        Facility facility = new Facility("f", null);
        here.run(session -> {
            session.persist(facility);
            session.flush();
            facility.nowDate = null;
        });
        here.serialize();
        assertThat(here.content(facility.getId()).get("now_date").isNull()).isTrue();
    }

    @Test
    void dynamicallyUpdatedEntityIsFoundEveryTime() {
        here.persist(new Learner(ADA, "ada"));
        here.serialize();
        for (int i = 1; i <= 3; i++) {
            BigDecimal credit = BigDecimal.valueOf(i);
            here.change(Learner.class, ADA, l -> l.credit = credit);
            here.change(Learner.class, ADA, l -> l.isStaff = !l.isStaff);
            assertThat(here.changed(Learner.class)).containsExactly(ADA);
            here.serialize();
            assertThat(here.content(ADA).get("credit").stringValue()).startsWith(i + "");
        }
    }

    @Test
    void severalFlushesInOneTransactionAreOneChange() {
        here.persist(new Learner(ADA, "ada"));
        here.serialize();
        here.run(session -> {
            Learner ada = session.find(Learner.class, ADA);
            ada.credit = BigDecimal.ONE;
            session.flush();
            ada.credit = BigDecimal.TEN;
            session.flush();
            ada.isStaff = true;
        });
        here.serialize();
        assertThat(here.content(ADA).get("credit").stringValue()).startsWith("10");
        assertThat(here.content(ADA).get("is_staff").booleanValue()).isTrue();
        assertVersion(ADA, 2);
    }

    @Test
    void mergedDetachedEntityIsFound() {
        String id = here.persist(new Facility("f", null));
        Facility detached = here.find(Facility.class, id);
        here.serialize();
        Facility clean = here.find(Facility.class, id);

        clean.nowDate = null;
        here.run(session -> session.merge(clean));
        assertThat(here.changed(Facility.class)).containsExactly(id);
        here.serialize();
        assertThat(here.content(id).get("now_date").isNull()).isTrue();

        here.run(session -> session.merge(detached));
        assertThat(here.changed(Facility.class)).containsExactly(id);
        here.serialize();
        assertThat(here.content(id).get("now_date").isNull()).isFalse();
    }

    @Test
    void mergedEntityDetachedBeforeAnotherChangeIsFound() {
        String plain = here.persist(new Facility("f", null));
        here.persist(new Learner(ADA, "ada"));
        here.serialize();
        Facility facility = here.find(Facility.class, plain);
        Learner learner = here.find(Learner.class, ADA);
        here.change(Facility.class, plain, f -> f.nowDate = null);
        here.change(Learner.class, ADA, l -> l.isStaff = true);

        // Both were read before their rows were changed. Merging them is another change.
        learner.credit = BigDecimal.ONE;
        here.run(session -> session.merge(facility));
        here.run(session -> session.merge(learner));

        assertThat(here.changed(Facility.class)).containsExactly(plain);
        assertThat(here.changed(Learner.class)).containsExactly(ADA);
        here.serialize();
        assertThat(here.content(plain).get("now_date").isNull()).isFalse();
        assertThat(here.content(ADA).get("is_staff").booleanValue()).isFalse();
        assertThat(here.content(ADA).get("credit").isNull()).isFalse();
    }

    @Test
    void mergeOfANewEntityIsAPersist() {
        String id = here.get(session -> session.merge(new Facility("f", null))).getId();
        assertThat(id).isEqualTo(Ids.recordId("", "f", "facility"));
        here.serialize();
        assertThat(here.store(id)).isNotNull();
    }

    @Test
    void statelessSessionsAreSeen() {
        Facility facility = new Facility("f", null);
        here.runStateless(session -> session.insert(facility));
        here.serialize();
        assertThat(here.content(facility.getId()).get("name").stringValue()).isEqualTo("f");

        here.runStateless(session -> {
            Facility row = session.get(Facility.class, facility.getId());
            row.nowDate = null;
            session.update(row);
        });
        here.serialize();
        assertThat(here.content(facility.getId()).get("now_date").isNull()).isTrue();

        here.runStateless(session -> session.delete(session.get(Facility.class, facility.getId())));
        assertThat(here.deletions()).hasSize(1);
        here.serialize();
        assertThat(here.store(facility.getId()).deleted).isTrue();
        assertVersion(facility.getId(), 3);
    }

    @Test
    void statelessUpdateOfADynamicallyUpdatedEntityIsSeen() {
        here.persist(new Learner(ADA, "ada"));
        here.serialize();
        here.runStateless(session -> {
            Learner ada = session.get(Learner.class, ADA);
            ada.isStaff = true;
            session.update(ada);
        });
        here.serialize();
        assertThat(here.content(ADA).get("is_staff").booleanValue()).isTrue();
    }

    @Test
    void upsertOfAnExistingRowIsSeen() {
        here.persist(new Learner(ADA, "ada"));
        here.serialize();
        here.runStateless(session -> {
            Learner ada = session.get(Learner.class, ADA);
            ada.isStaff = true;
            session.upsert(ada);
        });
        here.serialize();
        assertThat(here.content(ADA).get("is_staff").booleanValue()).isTrue();
    }

    @Test
    void upsertOfANewRowIsSeen() {
        here.runStateless(session -> session.upsert(new Learner(ADA, "ada")));
        here.serialize();
        StoreRow row = here.store(ADA);
        assertThat(row.partition).isEqualTo(ADA + ":user");
        assertThat(row.sourceId).isEqualTo(ADA);
        assertThat(here.content(ADA).get("username").stringValue()).isEqualTo("ada");

        Learner again = new Learner(ADA, "eve");
        here.runStateless(session -> session.upsert(again));
        here.serialize();
        assertThat(here.content(ADA).get("username").stringValue()).isEqualTo("eve");
    }

    @Test
    void cascadedRemovalsAndOrphansAreNoted() {
        Lesson lesson = new Lesson("p", "t");
        Section orphan = lesson.add("one");
        Section child = lesson.add("two");
        here.persist(lesson);
        here.serialize();

        here.change(Lesson.class, lesson.getId(), l -> l.sections.removeIf(s -> s.text.equals("one")));
        here.serialize();
        assertThat(here.store(orphan.getId()).deleted).isTrue();
        assertThat(here.store(child.getId()).deleted).isFalse();

        here.remove(Lesson.class, lesson.getId());
        assertThat(here.deletions()).hasSize(2);
        here.serialize();
        assertThat(here.store(child.getId()).deleted).isTrue();
        assertThat(here.store(lesson.getId()).deleted).isTrue();
        assertThat(here.deletions()).isEmpty();
    }

    @Test
    void deletedAndRecreatedRowIsAliveAgain() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        here.remove(Facility.class, id);
        here.persist(new Facility("f", null));
        here.serialize();
        assertThat(here.store(id).deleted).isFalse();
        assertThat(here.deletions()).isEmpty();

        here.remove(Facility.class, id);
        here.serialize();
        assertThat(here.store(id).deleted).isTrue();
        here.persist(new Facility("f", null));
        here.serialize();
        assertThat(here.store(id).deleted).isFalse();
        assertVersion(id, 4);
    }

    @Test
    void rowReplacedInOneTransactionIsAlive() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        here.run(session -> {
            session.remove(session.find(Facility.class, id));
            session.flush();
            Facility again = new Facility("f", null);
            again.nowDate = null;
            session.persist(again);
        });
        here.serialize();
        assertThat(here.store(id).deleted).isFalse();
        assertThat(here.content(id).get("now_date").isNull()).isTrue();
    }

    @Test
    void rowPersistedAndRemovedInOneTransactionLeavesNothing() {
        here.run(session -> {
            Facility flushed = new Facility("f", null);
            session.persist(flushed);
            session.flush();
            session.remove(flushed);
            Facility unflushed = new Facility("g", null);
            session.persist(unflushed);
            session.remove(unflushed);
        });
        here.serialize();
        assertThat(here.store()).isEmpty();
        assertThat(here.deletions()).isEmpty();
    }

    @Test
    void rolledBackChangesLeaveNothing() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        long counter = here.counter();
        try (Session session = here.factory.openSession()) {
            session.beginTransaction();
            session.persist(new Facility("g", null));
            session.remove(session.find(Facility.class, id));
            session.flush();
            session.getTransaction().rollback();
            session.beginTransaction();
            session.persist(new Facility("h", null));
            session.getTransaction().commit();
        }
        here.serialize();
        assertThat(here.deletions()).isEmpty();
        assertThat(here.store(id).deleted).isFalse();
        assertVersion(id, counter);
        assertThat(here.store()).hasSize(2);
    }

    @Test
    void everyTransactionOfASessionNotesItsDeletions() {
        String one = here.persist(new Facility("f", null));
        String two = here.persist(new Facility("g", null));
        try (Session session = here.factory.openSession()) {
            for (String id : new String[] {one, two}) {
                session.beginTransaction();
                session.remove(session.find(Facility.class, id));
                session.getTransaction().commit();
            }
        }
        assertThat(here.deletions()).hasSize(2);
    }

    @Test
    void hardDeletionReachesAnEntityBehindAProxy() {
        here.persist(new Learner(ADA, "ada"));
        here.persist(new Learner(BEA, "bea"));
        here.serialize();
        here.run(session -> {
            Morango.hardDelete(session, session.getReference(Learner.class, ADA));
            Morango.hardDelete(session, session.find(Learner.class, BEA));
        });
        here.serialize();
        assertThat(here.store(ADA).hardDeleted).isTrue();
        assertThat(here.store(BEA).hardDeleted).isTrue();
    }

    private void assertVersion(String id, long counter) {
        StoreRow row = here.store(id);
        assertThat(row.lastSavedInstance).isEqualTo(here.instance());
        assertThat(row.lastSavedCounter).isEqualTo(counter);
        assertThat(row.history().encode()).isEqualTo(here.instance() + ":" + counter);
        assertThat(row.historySize).isEqualTo(1);
    }
}
