package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;
import org.morango.counter.Claim;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.SyncListener;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.TouchedRow;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.SummaryLog;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;
import org.morango.session.Direction;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** Notifications of an application about rows that a sync has written. */
abstract class ListenerContract extends PeerContract {
    private final Recorder heard = new Recorder();

    ListenerContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    /** Listener that records its events. */
    private static final class Recorder implements SyncListener {
        final List<EntityChanges> inside = new ArrayList<>();
        final List<EntityChanges> after = new ArrayList<>();

        @Override
        public void changed(EntityChanges changes, EntityManager entities) {
            inside.add(changes);
            changes.inserted()
                    .forEach(id ->
                            assertThat(entities.find(changes.entity(), id)).isNotNull());
        }

        @Override
        public void committed(EntityChanges changes) {
            after.add(changes);
        }

        /** Returns the only changes, which were reported inside the transaction and after it. */
        EntityChanges only() {
            assertThat(inside).hasSize(1).isEqualTo(after);
            EntityChanges only = inside.get(0);
            inside.clear();
            after.clear();
            return only;
        }
    }

    private void listen(SyncListener... listeners) {
        there.restart(new Hooks(Map.of(), Map.of(), Map.of(), List.of(), List.of(listeners)));
    }

    private void sync(boolean atOnce) {
        if (atOnce) {
            here.integrate(there);
            there.deserialize();
        } else {
            here.sync(there);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hearsWhatWasInsertedUpdatedAndDeleted(boolean atOnce) {
        listen(heard);
        String one = here.persist(new Facility("one", null));
        String two = here.persist(new Facility("two", null));
        sync(atOnce);
        EntityChanges changes = heard.only();
        assertThat(changes.entity()).isEqualTo(Facility.class);
        assertThat(changes.inserted()).containsExactlyInAnyOrder(one, two);
        assertThat(changes.updated()).isEmpty();

        here.change(Facility.class, one, f -> f.name = "changed");
        sync(atOnce);
        changes = heard.only();
        assertThat(changes.updated()).containsExactly(one);
        assertThat(changes.inserted()).isEmpty();

        here.remove(Facility.class, two);
        sync(atOnce);
        changes = heard.only();
        assertThat(changes.deleted()).containsExactly(two);
        assertThat(changes.updated()).isEmpty();

        sync(atOnce);
        assertThat(heard.inside).isEmpty();
    }

    @Test
    void hearsOfRowsThatWereDeletedWithThoseTheyReferTo() {
        SyncRecord user = Records.user(ADA, "{\"username\":\"ada\",\"is_staff\":true}");
        there.receive(user);
        there.deserialize();
        SummaryLog log = new SummaryLog(there.find(Learner.class, ADA), "c");
        there.persist(log);
        there.serialize();
        listen(heard);
        there.receive(Records.deleted(user, false));
        assertThat(there.deserialize()).isEqualTo(new DeserializeResult(0, 2, 0));
        assertThat(heard.inside)
                .isEqualTo(heard.after)
                .containsExactlyInAnyOrder(
                        new EntityChanges(Learner.class, List.of(), List.of(), List.of(ADA)),
                        new EntityChanges(SummaryLog.class, List.of(), List.of(), List.of(log.getId())));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hearsNothingOfWhatIsRefused(boolean atOnce) {
        String good = here.persist(new Lesson("p", "good"));
        String bad = here.persist(new Lesson("p", "bad"));
        // Such a title is refused only when it is inserted.
        here.change(Lesson.class, bad, lesson -> lesson.title = Lesson.FORBIDDEN);
        listen(heard);
        sync(atOnce);
        assertThat(heard.only().inserted()).containsExactly(good);
        assertThat(there.pending()).containsExactly(bad);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheListenerChangesIsChangedHere(boolean atOnce) {
        listen(new SyncListener() {
            @Override
            public void changed(EntityChanges changes, EntityManager entities) {
                changes.inserted().forEach(id -> {
                    entities.find(Lesson.class, id).level = 9;
                    entities.persist(new Facility("of " + id, null));
                });
            }
        });
        String id = here.persist(new Lesson("p", "t"));
        sync(atOnce);
        assertThat(there.changed(Lesson.class)).containsExactly(id);
        assertThat(there.changed(Facility.class)).hasSize(1);
        there.sync(here);
        assertThat(here.find(Lesson.class, id).level).isEqualTo(9);
        assertThat(here.count(Facility.class)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsWrittenIfTheListenerFails(boolean atOnce) {
        listen(new SyncListener() {
            @Override
            public void changed(EntityChanges changes, EntityManager entities) {
                entities.persist(new Facility("made by a listener", null));
                throw new IllegalStateException("not today");
            }
        });
        String id = here.persist(new Lesson("p", "t"));
        assertThatThrownBy(() -> sync(atOnce))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("listener")
                .hasMessageContaining("not today");
        assertThat(there.count(Lesson.class)).isZero();
        assertThat(there.count(Facility.class)).isZero();
        listen(heard);
        sync(atOnce);
        assertThat(heard.only().inserted()).containsExactly(id);
    }

    @Test
    void failureAfterTheTransactionChangesNothing() {
        listen(
                new SyncListener() {
                    @Override
                    public void committed(EntityChanges changes) {
                        throw new IllegalStateException("too late");
                    }
                },
                heard);
        String id = here.persist(new Lesson("p", "t"));
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(heard.only().inserted()).containsExactly(id);
    }

    @Test
    void muchIsToldOfInParts() {
        listen(heard);
        int count = 10_300;
        there.receive(IntStream.range(0, count)
                .mapToObj(i -> Records.lesson("p", "s" + i, "{\"place\":\"p\",\"title\":\"t\",\"level\":1}"))
                .toList());
        assertThat(there.deserialize()).isEqualTo(new DeserializeResult(count, 0, 0));
        assertThat(heard.inside).hasSize(2).isEqualTo(heard.after);
        assertThat(heard.inside.stream().flatMap(c -> c.inserted().stream()).collect(Collectors.toSet()))
                .hasSize(count);
        assertThat(there.pending()).isEmpty();
    }

    @Test
    void touchedRecordsOfATransferAreKnownUntilItsSessionIsForgotten() {
        Instant now = Instant.parse("2026-11-23T00:00:00Z");
        there.replica().sessions().create(SyncSession.asServer(ADA, now, "facilitydata", ADA, ADA));
        there.replica()
                .sessions()
                .create(TransferSession.opened(TestPeer.TRANSFER, ADA, Filter.EVERYTHING, Direction.PUSH, now));
        Set<String> lessons = new TreeSet<>();
        here.run(session -> {
            for (int i = 0; i < 1_200; i++) {
                Lesson lesson = new Lesson("p", "t" + i);
                session.persist(lesson);
                lessons.add(lesson.getId());
            }
        });
        String facility = here.persist(new Facility("f", null));
        here.sync(there);
        assertThat(touched(TestPeer.TRANSFER, Lesson.class)).isEqualTo(lessons);
        assertThat(touched(TestPeer.TRANSFER, Facility.class)).containsExactly(facility);
        assertThat(touched(TestPeer.TRANSFER, Learner.class)).isEmpty();
        assertThat(touched(ADA, Lesson.class)).isEmpty();

        there.replica().sessions().forget(List.of(ADA));
        assertThat(there.count(TouchedRow.class)).isZero();
    }

    @Test
    void recordsOfOtherPeersModelsMayHaveLongNames() {
        there.replica().sessions().create(SyncSession.asServer(ADA, Instant.EPOCH, "facilitydata", ADA, ADA));
        there.replica()
                .sessions()
                .create(TransferSession.opened(
                        TestPeer.TRANSFER, ADA, Filter.EVERYTHING, Direction.PUSH, Instant.EPOCH));
        SyncRecord unknown = Records.record(BEA, "m".repeat(100), "s", "p", "{}");
        there.replica().buffer(TestPeer.TRANSFER, List.of(unknown));
        assertThat(there.replica().dequeue(TestPeer.TRANSFER, Claim.NOTHING).inserted())
                .isEqualTo(1);
        List<TouchedRow> touched =
                there.get(session -> session.createSelectionQuery("from MorangoTouchedRow", TouchedRow.class)
                        .getResultList());
        assertThat(touched).extracting(row -> row.modelName).containsExactly(unknown.modelName());
    }

    private Set<String> touched(String transfer, Class<? extends SyncableEntity> entity) {
        return there.replica().rows().touched(transfer, entity).collect(Collectors.toCollection(TreeSet::new));
    }
}
