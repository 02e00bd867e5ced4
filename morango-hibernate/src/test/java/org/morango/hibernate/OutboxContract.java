package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Sample;
import org.morango.hibernate.model.Sample.Score;
import org.morango.hibernate.report.OutboxFigures;

/** Transactions note what they change, and passes take the notes that they have read, and no others. */
abstract class OutboxContract extends PeerContract {
    OutboxContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @AfterEach
    void stop() {
        Sample.afterReading = () -> {};
    }

    private long notes() {
        return here.get(session -> session.createSelectionQuery("select count(*) from MorangoOutboxRow", Long.class)
                .getSingleResult());
    }

    @Test
    void notesAreCountedWithTheirAge() {
        assertThat(here.replica().outbox()).isEqualTo(new OutboxFigures(0, null));
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        here.persist(new Lesson("p", "Art"));
        here.persist(new Lesson("p", "Math"));
        OutboxFigures figures = here.replica().outbox();
        assertThat(figures.notes()).isEqualTo(2);
        assertThat(figures.oldest()).isBetween(before, Instant.now());
        here.serialize();
        assertThat(here.replica().outbox()).isEqualTo(new OutboxFigures(0, null));
    }

    @Test
    void notesOfTheSameRowsAreMergedWhenThereAreMany() throws InterruptedException {
        String art = here.persist(new Lesson("p", "Art"));
        String gone = here.persist(new Lesson("p", "Gone"));
        here.serialize();
        CountDownLatch compacted = new CountDownLatch(1);
        here.restart(settings -> settings.limits(limits -> limits.outboxNotes(20))
                .threads((name, size) ->
                        new ThreadPoolExecutor(size, size, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
                            @Override
                            protected void terminated() {
                                compacted.countDown();
                            }
                        }));
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        here.remove(Lesson.class, gone);
        Instant after = Instant.now();
        for (int i = 0; i < 19; i++) {
            int number = i;
            here.change(Lesson.class, art, lesson -> lesson.title = "Art " + number);
        }
        assertThat(compacted.await(1, TimeUnit.MINUTES)).isTrue();
        // The deletion, and all changes.
        assertThat(notes()).isEqualTo(2);
        assertThat(here.replica().outbox().oldest()).isBetween(before, after);
        here.change(Lesson.class, art, lesson -> lesson.title = "Music");
        here.serialize();
        assertThat(here.store(art).serialized()).contains("Music");
        assertThat(here.store(gone).deleted).isTrue();
        assertThat(notes()).isZero();
    }

    @Test
    void oneNoteStandsForManyRows() {
        here.run(session -> {
            for (int i = 0; i < 1_100; i++) {
                Lesson lesson = new Lesson("p", "one");
                session.persist(lesson);
                session.flush();
                lesson.title = "two";
            }
        });
        assertThat(notes()).isEqualTo(3);
        here.serialize();
        assertThat(notes()).isZero();
        assertThat(here.count(StoreRow.class)).isEqualTo(1_100);
    }

    @Test
    void rolledBackTransactionNotesNothing() {
        try (var session = here.factory.openSession()) {
            session.beginTransaction();
            session.persist(new Lesson("p", "one"));
            session.flush();
            session.getTransaction().rollback();
        }
        assertThat(notes()).isZero();
    }

    @Test
    void noteThatIsCommittedLateIsNotLost() {
        assumeFalse(here.isSqlite, "SQLite has one writer at a time");
        String slow = here.persist(new Lesson("p", "slow"));
        here.serialize();
        try (StatelessSession session = here.factory.openStatelessSession()) {
            Transaction transaction = session.beginTransaction();
            session.createNativeMutationQuery("update Lesson set title = 'changed' where id = '" + slow + "'")
                    .executeUpdate();
            new Outbox(session).addKeys(TestPeer.PROFILE, "lesson", Outbox.Kind.CHANGED, List.of(slow));
            // Its note has a higher id, and is committed first.
            here.persist(new Lesson("p", "fast"));
            here.serialize();
            assertThat(here.content(slow).get("title").stringValue()).isEqualTo("slow");
            transaction.commit();
        }
        here.serialize();
        assertThat(here.content(slow).get("title").stringValue()).isEqualTo("changed");
        assertThat(notes()).isZero();
    }

    @Test
    void rowThatIsChangedWhileItIsReadWaitsForTheNextPass() {
        assumeFalse(here.isSqlite, "SQLite has one writer at a time");
        Sample sample = new Sample();
        sample.score = new Score(1);
        String id = here.persist(sample);
        String other = here.persist(new Sample());
        Sample.afterReading = () -> {
            Sample.afterReading = () -> {};
            CompletableFuture.runAsync(() -> here.change(Sample.class, id, s -> s.score = new Score(2)))
                    .join();
        };
        here.serialize();
        assertThat(here.store(id)).as("the content may be of two moments").isNull();
        assertThat(here.store(other)).isNotNull();
        here.serialize();
        assertThat(here.content(id).get("score").stringValue()).contains("2");
        assertThat(notes()).isZero();
        here.sync(there);
        assertThat(there.find(Sample.class, id).score).isEqualTo(new Score(2));
    }

    @Test
    void contentThatIsAsBeforeMakesNoVersion() {
        String id = here.persist(new Lesson("p", "one"));
        here.serialize();
        here.change(Lesson.class, id, lesson -> lesson.title = "two");
        here.change(Lesson.class, id, lesson -> lesson.title = "one");
        here.serialize();
        assertThat(here.store(id).lastSavedCounter).isEqualTo(1);
        assertThat(notes()).isZero();
    }

    @Test
    void rowMadeAgainInOneTransactionIsMadeAnew() {
        Lesson lesson = new Lesson("p", Lesson.SHARED);
        String id = here.persist(lesson);
        here.sync(there);
        here.run(session -> {
            session.remove(session.find(Lesson.class, id));
            session.flush();
            Lesson again = new Lesson("p", Lesson.SHARED);
            again.level = 9;
            session.persist(again);
        });
        here.sync(there);
        assertThat(here.store(id).deleted).isFalse();
        assertThat(there.find(Lesson.class, id).level).isEqualTo(9);
    }

    @Test
    void rowOfALoadedEntityThatIsPersistedAgainKeepsItsRecord() {
        String id = here.persist(new Lesson("p", "random"));
        here.sync(there);
        Lesson loaded = here.find(Lesson.class, id);
        here.remove(Lesson.class, id);
        here.sync(there);
        assertThat(there.find(Lesson.class, id)).isNull();
        loaded.sections = new ArrayList<>();
        assertThat(here.persist(loaded)).isEqualTo(id);
        here.sync(there);
        assertThat(there.find(Lesson.class, id).title).isEqualTo("random");
    }

    @Test
    void noteThatCannotBeReadMakesTheModelBeCompared() {
        String id = here.persist(new Lesson("p", "one"));
        here.serialize();
        for (String rows : List.of("", "xyz", "{}", "[1]", "[null]", "[[\"a\"]]", "[[null, \"s\", \"p\"]]", "null")) {
            here.elsewhere(
                    "update Lesson set title = 'after " + rows.length() + "'",
                    "insert into morango_outbox (profile, model_name, kind, changed_rows) values ('" + TestPeer.PROFILE
                            + "', 'lesson', 'CHANGED', '" + rows + "')");
            here.serialize();
            assertThat(here.content(id).get("title").stringValue()).isEqualTo("after " + rows.length());
            assertThat(notes()).isZero();
        }
    }
}
