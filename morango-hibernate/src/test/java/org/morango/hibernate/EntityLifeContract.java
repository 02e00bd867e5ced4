package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import jakarta.persistence.OptimisticLockException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.LockMode;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.model.Account;
import org.morango.hibernate.model.Booking;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.hibernate.model.SummaryLog;

/** Less common ways in which entities are created, changed and removed. */
abstract class EntityLifeContract extends PeerContract {
    EntityLifeContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void detachedEntityComesBackByMergeOrAStatelessUpdate() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        Facility detached = here.find(Facility.class, id);
        detached.nowDate = null;
        // Hibernate 7 refuses to reattach a detached entity as it is; 6.6 assumes that it is the state of the row.
        Throwable refusal = catchThrowable(() -> here.run(session -> session.lock(detached, LockMode.NONE)));
        if (refusal != null) {
            assertThat(refusal).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(here.find(Facility.class, id).nowDate).isNotNull();
        assertThatThrownBy(() -> here.run(session -> session.persist(detached))).isInstanceOf(RuntimeException.class);
        assertThat(here.changed(Facility.class)).isEmpty();

        here.run(session -> session.merge(detached));
        assertThat(here.changed(Facility.class)).containsExactly(id);
        here.serialize();
        detached.nowDate = Instant.EPOCH;
        here.runStateless(session -> session.update(detached));
        here.serialize();
        assertThat(here.content(id).get("now_date").stringValue()).startsWith("1970");
    }

    @Test
    void changesFlushedInBatchesAreAllSeen() {
        List<String> ids = new ArrayList<>();
        here.run(session -> {
            session.setJdbcBatchSize(10);
            for (int i = 0; i < 95; i++) {
                Lesson lesson = new Lesson("p", "t" + i);
                session.persist(lesson);
                ids.add(lesson.getId());
                if (i % 20 == 0) {
                    session.flush();
                    session.clear();
                }
            }
        });
        here.serialize();
        here.run(session -> {
            session.setJdbcBatchSize(10);
            for (int i = 0; i < ids.size(); i++) {
                session.find(Lesson.class, ids.get(i)).level = 9;
                if (i % 20 == 0) {
                    session.flush();
                    session.clear();
                }
            }
        });
        assertThat(here.changed(Lesson.class)).containsExactlyInAnyOrderElementsOf(ids);
        here.run(session -> {
            session.setJdbcBatchSize(10);
            ids.forEach(id -> session.remove(session.find(Lesson.class, id)));
        });
        assertThat(here.deletions()).hasSize(95);
    }

    @Test
    void batchesOfAStatelessSessionAreAllSeen() {
        List<Lesson> lessons = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            lessons.add(new Lesson("p", "t" + i));
        }
        here.runStateless(session -> Rows.batched(session, lessons, session::insert));
        here.serialize();
        here.runStateless(session -> Rows.update(session, lessons));
        assertThat(here.changed(Lesson.class)).hasSize(25);
        here.serialize();
        here.runStateless(session -> Rows.upsert(session, lessons));
        assertThat(here.changed(Lesson.class)).hasSize(25);
        here.serialize();
        here.runStateless(session -> lessons.forEach(session::delete));
        assertThat(here.deletions()).hasSize(25);
    }

    @Test
    void removedAndPersistedAgainInOneTransactionIsAlive() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        here.run(session -> {
            Facility facility = session.find(Facility.class, id);
            session.remove(facility);
            session.persist(facility);
            facility.nowDate = null;
        });
        here.serialize();
        assertThat(here.store(id).deleted).isFalse();
        assertThat(here.content(id).get("now_date").isNull()).isTrue();
        assertThat(here.deletions()).isEmpty();
    }

    @Test
    void optimisticLockFailureLeavesNothing() {
        assumeFalse(here.isSqlite, "SQLite turns away the second writer before that");
        Learner ada = new Learner(ADA, "ada");
        SummaryLog log = new SummaryLog(ada, "c1");
        here.run(session -> {
            session.persist(ada);
            session.persist(log);
        });
        here.serialize();
        try (Session session = here.factory.openSession()) {
            session.beginTransaction();
            SummaryLog late = session.find(SummaryLog.class, log.getId());
            here.change(SummaryLog.class, log.getId(), l -> l.contentId = "c2");
            here.serialize();
            late.contentId = "c3";
            session.find(Learner.class, ADA).credit = BigDecimal.ONE;
            assertThatThrownBy(() -> session.getTransaction().commit())
                    .hasRootCauseInstanceOf(org.hibernate.StaleStateException.class)
                    .isInstanceOfAny(OptimisticLockException.class, RuntimeException.class);
        }
        assertThat(here.changed(SummaryLog.class)).isEmpty();
        assertThat(here.changed(Learner.class)).isEmpty();
        here.run(session ->
                session.lock(session.find(SummaryLog.class, log.getId()), LockMode.OPTIMISTIC_FORCE_INCREMENT));
        assertThat(here.changed(SummaryLog.class)).as("versions stay local").isEmpty();
    }

    @Test
    void changeInAnEntitysOwnCallbackIsSeen() {
        Account account = new Account("ada", 1, null);
        Booking booking = new Booking(account, 1);
        here.run(session -> {
            session.persist(account);
            session.persist(booking);
        });
        here.serialize();
        here.change(Booking.class, booking.getId(), b -> b.amount = 2);
        here.serialize();
        assertThat(here.content(booking.getId()).get("amount").intValue()).isEqualTo(2);
        assertThat(here.content(booking.getId()).get("updates").intValue()).isEqualTo(1);
        here.runStateless(session -> {
            Booking row = session.get(Booking.class, booking.getId());
            row.amount = 3;
            session.update(row);
        });
        here.serialize();
        assertThat(here.content(booking.getId()).get("amount").intValue()).isEqualTo(3);
        // Holds whatever Hibernate writes of the callback's changes.
        assertThat(here.content(booking.getId()).get("updates").intValue())
                .isEqualTo(here.find(Booking.class, booking.getId()).updates);
    }

    @Test
    void valueInASecondaryTableIsSeen() {
        String id = here.persist(new Account("ada", 1, null));
        here.serialize();
        here.change(Account.class, id, a -> a.remark = "new");
        assertThat(here.changed(Account.class)).containsExactly(id);
        here.serialize();
        assertThat(here.content(id).get("remark").stringValue()).isEqualTo("new");
    }

    @Test
    void readOnlyEntityIsNeitherWrittenNorNoted() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        here.run(session -> {
            session.setDefaultReadOnly(true);
            session.find(Facility.class, id).nowDate = null;
        });
        assertThat(here.changed(Facility.class)).isEmpty();
        assertThat(here.find(Facility.class, id).nowDate).isNotNull();
        here.run(session -> {
            session.setDefaultReadOnly(true);
            session.remove(session.find(Facility.class, id));
        });
        here.serialize();
        assertThat(here.store(id).deleted).isTrue();
    }

    @Test
    void hardDeletionTakesWhatItCascadesToWithIt() {
        Lesson lesson = new Lesson("p", "t");
        Section one = lesson.add("one");
        Section two = lesson.add("two");
        here.persist(lesson);
        here.sync(there);
        here.run(session -> Morango.hardDelete(session, session.getReference(Lesson.class, lesson.getId())));
        assertThat(here.deletions()).hasSize(3).allMatch(Notes.Deletion::hard);
        here.sync(there);
        for (String id : List.of(lesson.getId(), one.getId(), two.getId())) {
            assertThat(here.store(id).serialized()).isEqualTo("{}");
            assertThat(there.store(id).hardDeleted).isTrue();
        }

        Lesson kept = new Lesson("p", "kept");
        here.persist(kept);
        here.remove(Lesson.class, kept.getId());
        assertThat(here.deletions()).singleElement().matches(t -> !t.hard());
    }
}
