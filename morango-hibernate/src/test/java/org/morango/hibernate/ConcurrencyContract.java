package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import jakarta.persistence.LockModeType;
import jakarta.persistence.LockTimeoutException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.model.Everything;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Parcel;
import org.morango.hibernate.model.Person;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** The application continues to work while the library works. */
abstract class ConcurrencyContract extends PeerContract {
    private static final Map<String, Object> NO_WAIT = Map.of("jakarta.persistence.lock.timeout", 0);

    private static final int MOST_ATTEMPTS = 30;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    ConcurrencyContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @AfterEach
    void stop() throws InterruptedException {
        Lesson.beforeUpdate = () -> {};
        threads.shutdownNow();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void rowIsLockedBetweenReadingAndUpdatingIt() {
        SyncRecord lesson = Records.lesson("p", "s", "{\"place\":\"p\",\"title\":\"one\",\"level\":1}");
        here.receive(lesson);
        here.deserialize();
        here.receive(Records.next(lesson, "{\"title\":\"two\"}"));
        AtomicReference<RuntimeException> blocked = new AtomicReference<>();
        // Runs after the deserialization has read the row and before it updates it.
        Lesson.beforeUpdate = () -> {
            Lesson.beforeUpdate = () -> {};
            Future<?> application = threads.submit(() -> here.runWithoutWaiting(session ->
                    session.find(Lesson.class, lesson.id(), LockModeType.PESSIMISTIC_WRITE, NO_WAIT).level = 5));
            try {
                application.get(1, TimeUnit.MINUTES);
            } catch (ExecutionException e) {
                blocked.set((RuntimeException) e.getCause());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(blocked.get()).as("the application had to wait").isNotNull();
        here.change(Lesson.class, lesson.id(), l -> l.level = 5);
        here.serialize();
        assertThat(here.content(lesson.id()).get("title").stringValue()).isEqualTo("two");
        assertThat(here.content(lesson.id()).get("level").intValue()).isEqualTo(5);
    }

    @Test
    void changeThatIsBeingCommittedIsNeitherOverwrittenNorDeleted() throws Exception {
        for (boolean deleted : new boolean[] {false, true}) {
            here.clear();
            SyncRecord user = Records.user(ADA, "{\"username\":\"ada\"}");
            here.receive(user);
            here.deserialize();
            here.receive(deleted ? Records.deleted(user, false) : Records.next(user, "{\"username\":\"remote\"}"));
            Future<DeserializeResult> result;
            try (Session session = here.factory.openSession()) {
                session.beginTransaction();
                session.find(Learner.class, ADA).username = "local";
                session.flush();
                result = threads.submit(here::deserialize);
                session.getTransaction().commit();
            }
            assertThat(result.get(1, TimeUnit.MINUTES)).isEqualTo(new DeserializeResult(0, 0, 1));
            assertThat(here.find(Learner.class, ADA).username).isEqualTo("local");
        }
    }

    @Test
    void changeOfOnlyACollectionOrAnotherTableLocksTheRow() {
        Person person = new Person("p");
        Everything everything = new Everything();
        Parcel parcel = new Parcel("c", "s", "l");
        here.run(session -> List.of(person, everything, parcel).forEach(session::persist));
        List<Class<? extends SyncableEntity>> types = List.of(Person.class, Everything.class, Parcel.class);
        List<String> ids = List.of(person.getId(), everything.getId(), parcel.getId());
        List<Consumer<Session>> changes = List.of(
                session -> session.find(Person.class, person.getId()).nicknames.add("n"),
                session -> session.find(Everything.class, everything.getId()).elsewhere = "x",
                session -> session.find(Parcel.class, parcel.getId()).stops.add("stop"));
        for (int i = 0; i < types.size(); i++) {
            Class<? extends SyncableEntity> type = types.get(i);
            String id = ids.get(i);
            try (Session session = here.factory.openSession()) {
                session.beginTransaction();
                changes.get(i).accept(session);
                session.flush();
                assertThatThrownBy(() -> threads.submit(() -> here.runWithoutWaiting(
                                        other -> other.find(type, id, LockModeType.PESSIMISTIC_WRITE, NO_WAIT)))
                                .get(1, TimeUnit.MINUTES))
                        .as(type.getSimpleName())
                        .isInstanceOf(ExecutionException.class);
                session.getTransaction().commit();
            }
            assertThat(here.changed(type)).contains(id);
        }
    }

    @Test
    void receivedRecordIsNotMixedWithAChangeOfACollection() throws Exception {
        Person person = new Person("ours");
        here.persist(person);
        here.sync(there);
        there.change(Person.class, person.getId(), p -> {
            p.name = "theirs";
            p.nicknames.add("theirs");
        });
        Future<?> received;
        try (Session session = here.factory.openSession()) {
            session.beginTransaction();
            session.find(Person.class, person.getId()).nicknames.add("ours");
            session.flush();
            received = threads.submit(() -> there.sync(here));
            session.getTransaction().commit();
        }
        received.get(1, TimeUnit.MINUTES);
        here.sync(there);
        there.sync(here);
        for (TestPeer peer : List.of(here, there)) {
            String name = peer.find(Person.class, person.getId()).name;
            assertThat(peer.<Set<String>>get(
                            session -> Set.copyOf(session.find(Person.class, person.getId()).nicknames)))
                    .containsExactly(name);
        }
    }

    @Test
    void passDoesNotWaitForATransactionOfTheApplication() throws Exception {
        assumeFalse(here.isSqlite, "SQLite has one writer at a time");
        here.persist(new Learner(ADA, "ada"));
        try (Session session = here.factory.openSession()) {
            session.beginTransaction();
            session.find(Learner.class, ADA).username = "eve";
            session.flush();
            threads.submit(here::serialize).get(1, TimeUnit.MINUTES);
            assertThat(here.content(ADA).get("username").stringValue()).isEqualTo("ada");
            session.getTransaction().commit();
        }
        here.serialize();
        assertThat(here.content(ADA).get("username").stringValue()).isEqualTo("eve");
    }

    @Test
    void passesExcludeEachOther() throws Exception {
        here.persist(new Learner(ADA, "ada"));
        List<Future<?>> passes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            passes.add(threads.submit(here::serialize));
        }
        for (Future<?> pass : passes) {
            pass.get(1, TimeUnit.MINUTES);
        }
        assertThat(here.counter()).isEqualTo(1);
        assertThat(here.store(ADA).lastSavedCounter).isEqualTo(1);
    }

    @Test
    void everyCommittedChangeIsSerialized() throws Exception {
        String facility = here.persist(new Facility("f", null));
        here.persist(new Learner(ADA, "ada"));
        AtomicBoolean done = new AtomicBoolean();
        Semaphore commits = new Semaphore(0);
        List<Future<?>> passes = new ArrayList<>();
        for (int i = 0; i < passes(); i++) {
            passes.add(threads.submit(() -> {
                // Each pass begins with a commit, and runs beside the transactions that follow.
                while (!done.get()) {
                    commits.acquire();
                    commits.drainPermits();
                    here.serialize();
                }
                return null;
            }));
        }
        Map<String, String> titles = new HashMap<>();
        try {
            work(facility, titles, () -> commits.release(passes()));
        } finally {
            done.set(true);
            commits.release(passes());
        }
        for (Future<?> pass : passes) {
            pass.get(1, TimeUnit.MINUTES);
        }
        here.serialize();

        assertThat(here.content(facility).get("now_date").stringValue())
                .isEqualTo(here.find(Facility.class, facility).nowDate.toString());
        assertThat(here.content(ADA).get("username").stringValue()).isEqualTo("ada" + (commits() - 1));
        titles.forEach((id, title) -> {
            StoreRow row = here.store(id);
            assertThat(row.deleted).isEqualTo(title == null);
            if (title != null) {
                assertThat(here.content(id).get("title").stringValue()).isEqualTo(title);
            }
        });
        assertThat(here.deletions()).isEmpty();
        assertThat(here.changed(Lesson.class)).isEmpty();
    }

    /**
     * Returns the number of concurrent passes: one on SQLite, where waiting transactions get the single lock by chance,
     * and two that never pause would keep others out.
     */
    private int passes() {
        return here.isSqlite ? 1 : 2;
    }

    /** Returns the number of commits: fewer on SQLite, where each waits for the lock. */
    private int commits() {
        return here.isSqlite ? 100 : 300;
    }

    /**
     * Changes, inserts and deletes rows, each in its own commit. Leaves in the map the titles of the rows that were in
     * the store, null if deleted.
     */
    private void work(String facility, Map<String, String> titles, Runnable committed) {
        String last = here.persist(new Lesson("p", "first"));
        for (int i = 0; i < commits(); i++) {
            String name = "ada" + i;
            patiently(() -> here.change(Facility.class, facility, f -> f.nowDate = f.nowDate.plusMillis(1)));
            committed.run();
            patiently(() -> here.change(Learner.class, ADA, l -> l.username = name));
            committed.run();
            if (i % 3 == 0) {
                last = here.persist(new Lesson("p", name));
                titles.put(last, name);
            } else if (i % 3 == 1) {
                change(last, "changed " + name);
                titles.put(last, "changed " + name);
            } else if (here.store(last) == null) {
                // The last row was never serialized, so deleting it would leave nothing to check.
                change(last, "kept");
                titles.put(last, "kept");
            } else {
                String removed = last;
                patiently(() -> here.remove(Lesson.class, removed));
                titles.put(last, null);
            }
            committed.run();
        }
    }

    private void change(String lesson, String title) {
        patiently(() -> here.change(Lesson.class, lesson, l -> l.title = title));
    }

    /**
     * Repeats a transaction, as an application does: on a busy machine, a pass may hold a row for longer than H2 waits
     * for it.
     */
    private static void patiently(Runnable transaction) {
        for (int attempt = 1; ; attempt++) {
            try {
                transaction.run();
                return;
            } catch (LockTimeoutException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
