package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.hook.MergeFunction;
import org.morango.hibernate.internal.conflict.EntityMerge;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.merge.ConflictListener;
import org.morango.merge.ConflictResolver;
import org.morango.merge.ResolvedConflict;
import org.morango.replica.DequeueResult;

/** Records that both peers have changed. See docs/protocol.md, "Merging". */
abstract class ConflictContract extends PeerContract {
    private final List<ResolvedConflict> heard = new ArrayList<>();

    ConflictContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private void strategy(ConflictResolver resolver) {
        here.onConflict(Lesson.class, model -> resolver, heard::add);
        there.onConflict(Lesson.class, model -> resolver, heard::add);
    }

    private void function(MergeFunction<Lesson> function) {
        for (TestPeer peer : List.of(here, there)) {
            peer.onConflict(Lesson.class, model -> new EntityMerge<>(model, Lesson.class, function), heard::add);
        }
    }

    /** Makes a lesson that both peers have, with the title "old" at level 3. */
    private String shared() {
        String id = here.persist(new Lesson("p", "old"));
        here.sync(there);
        return id;
    }

    private void title(TestPeer peer, String id, String title) {
        peer.change(Lesson.class, id, lesson -> lesson.title = title);
    }

    private void level(TestPeer peer, String id, int level) {
        peer.change(Lesson.class, id, lesson -> lesson.level = level);
    }

    /** Syncs from here to there, and back. */
    private void syncBoth() {
        here.sync(there);
        there.sync(here);
    }

    private void assertBoth(String id, String title, int level) {
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.find(Lesson.class, id).title).isEqualTo(title);
            assertThat(peer.find(Lesson.class, id).level).isEqualTo(level);
            assertThat(peer.content(id).get("title").stringValue()).isEqualTo(title);
            assertThat(peer.pending()).isEmpty();
            assertThat(peer.changed(Lesson.class)).isEmpty();
        }
        assertThat(here.store(id))
                .usingRecursiveComparison()
                .ignoringFields("ancestors")
                .isEqualTo(there.store(id));
        // After that, nothing is left to send.
        assertThat(here.send(there)).isEqualTo(DequeueResult.NONE);
        assertThat(there.send(here)).isEqualTo(DequeueResult.NONE);
    }

    /** The parameter says whether the change there is in the store before the other one arrives. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void latestStaysOnBothSides(boolean serialized) {
        strategy(ConflictResolver.latestBy("level"));
        for (int winner : new int[] {7, 9}) {
            String id = shared();
            level(here, id, winner);
            title(here, id, "here " + winner);
            level(there, id, 8);
            title(there, id, "there 8");
            if (serialized) {
                there.serialize();
            }
            syncBoth();
            assertBoth(id, winner == 9 ? "here 9" : "there 8", winner == 9 ? 9 : 8);
            assertThat(here.store(id).conflictingData()).contains(winner == 9 ? "there 8" : "here 7");
            assertThat(here.store(id).ancestors).isNull();
        }
        assertThat(heard).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void membersChangedOnDifferentSidesStay(boolean serialized) {
        strategy(ConflictResolver.fieldByField());
        String id = shared();
        title(here, id, "a lesser title");
        level(there, id, 1);
        if (serialized) {
            there.serialize();
        }
        syncBoth();
        assertBoth(id, "a lesser title", 1);
        assertThat(heard)
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.merged()).contains("\"a lesser title\"", "\"level\":1"));
        assertThat(here.store(id).conflictingData()).as("nothing is lost").isEmpty();
    }

    @Test
    void ancestorIsThatOfTheLastExchangeWhateverWasSerializedSince() {
        strategy(ConflictResolver.fieldByField());
        String id = shared();
        for (int level : new int[] {9, 5, 7, 1}) {
            level(there, id, level);
            there.serialize();
        }
        title(here, id, "a lesser title");
        syncBoth();
        assertBoth(id, "a lesser title", 1);
    }

    @Test
    void withoutAncestorTimesTellWhatWasChanged() {
        strategy(ConflictResolver.fieldByField());
        String id = shared();
        for (TestPeer peer : List.of(here, there)) {
            peer.run(session -> session.createMutationQuery("update MorangoStoreRow set ancestors = null")
                    .executeUpdate());
        }
        level(there, id, 1);
        there.serialize();
        there.run(session -> session.createMutationQuery("update MorangoStoreRow set ancestors = null")
                .executeUpdate());
        title(here, id, "a lesser title");
        syncBoth();
        assertBoth(id, "a lesser title", 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takenContentReplacesTheLocalOne(boolean serialized) {
        strategy(ConflictResolver.takeTheirs());
        String id = shared();
        title(here, id, "from here");
        title(there, id, "from there");
        if (serialized) {
            there.serialize();
        }
        syncBoth();
        assertBoth(id, "from here", 3);
        assertThat(there.store(id).conflictingData()).contains("from there");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void functionOfTheApplicationSeesEntities(boolean serialized) {
        function((ours, theirs, context) -> {
            int before = context.ancestor().map(lesson -> lesson.level).orElse(0);
            ours.level = ours.level + theirs.level - before;
            ours.title = context.conflict().recordId().equals(ours.getId()) ? ours.title + theirs.title : "?";
            return ours;
        });
        String id = shared();
        level(here, id, 5);
        level(there, id, 10);
        if (serialized) {
            there.serialize();
        }
        syncBoth();
        assertBoth(id, "oldold", 12);
        assertThat(here.content(id).get("place").stringValue()).isEqualTo("p");
        assertThat(here.content(id).get("id").stringValue()).isEqualTo(id);
    }

    @Test
    void functionMayMoveReferences() {
        String id = shared();
        Section[] made = new Section[2];
        String[] lessons = {id, here.persist(new Lesson("p", "other"))};
        here.run(session -> made[0] = session.find(Lesson.class, id).add("text"));
        here.sync(there);
        String section = made[0].getId();
        there.onConflict(
                Section.class,
                model -> new EntityMerge<>(model, Section.class, (ours, theirs, context) -> {
                    ours.lesson = theirs.lesson;
                    return ours;
                }),
                heard::add);
        here.run(session -> session.find(Section.class, section).lesson = session.find(Lesson.class, lessons[1]));
        there.change(Section.class, section, s -> s.text = "changed there");
        there.serialize();
        here.sync(there);
        assertThat(there.<String>get(
                        session -> session.find(Section.class, section).lesson.getId()))
                .isEqualTo(lessons[1]);
        assertThat(there.find(Section.class, section).text).isEqualTo("changed there");
        assertThat(heard).hasSize(1);
    }

    @Test
    void functionThatFailsKeepsOurs() {
        function((ours, theirs, context) -> {
            throw new IllegalStateException("no idea");
        });
        String id = shared();
        title(here, id, "from here");
        title(there, id, "from there");
        there.serialize();
        syncBoth();
        assertBoth(id, "from there", 3);
        assertThat(there.store(id).conflictingData()).contains("from here");
    }

    @Test
    void sameChangeOnBothSidesIsNoConflict() {
        strategy(ConflictResolver.keepOurs());
        String id = shared();
        title(here, id, "the same");
        title(there, id, "the same");
        there.serialize();
        here.serialize();
        // Transfers run both ways at the same time.
        assertThat(here.send(there)).isEqualTo(new DequeueResult(0, 1, 0, 0, 0));
        there.deserialize();
        syncBoth();
        assertBoth(id, "the same", 3);
        assertThat(here.store(id).conflictingData()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deletionWinsOverAChangeWhichIsKept(boolean serialized) {
        strategy(ConflictResolver.fieldByField());
        String id = shared();
        here.remove(Lesson.class, id);
        level(there, id, 9);
        if (serialized) {
            there.serialize();
        }
        syncBoth();
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.count(Lesson.class)).isZero();
            assertThat(peer.store(id).deleted).isTrue();
            assertThat(peer.content(id).get("level").intValue()).isEqualTo(9);
            assertThat(peer.store(id).conflictingData()).isNotEmpty();
            assertThat(peer.pending()).isEmpty();
        }
        assertThat(heard).singleElement().satisfies(conflict -> {
            assertThat(conflict.deleted()).isTrue();
            assertThat(conflict.theirsDeleted()).isTrue();
            assertThat(conflict.oursDeleted()).isFalse();
        });
    }

    @Test
    void changeThatArrivesAtADeletedRowIsKept() {
        String id = shared();
        here.remove(Lesson.class, id);
        title(there, id, "from there");
        syncThere();
        here.sync(there);
        assertThat(there.count(Lesson.class)).isZero();
        assertThat(here.store(id).deleted).isTrue();
        assertThat(here.store(id).conflictingData()).contains("from there");
        assertThat(there.store(id).conflictingData()).isEqualTo(here.store(id).conflictingData());
    }

    private void syncThere() {
        there.sync(here);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hardDeletionLeavesNothing(boolean serialized) {
        strategy(ConflictResolver.fieldByField());
        String id = shared();
        here.run(session -> Morango.hardDelete(session, session.find(Lesson.class, id)));
        title(there, id, "from there");
        if (serialized) {
            there.serialize();
        }
        syncBoth();
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.count(Lesson.class)).isZero();
            assertThat(peer.store(id).hardDeleted).isTrue();
            assertThat(peer.store(id).serialized()).isEmpty();
            assertThat(peer.store(id).conflictingData()).isEmpty();
            assertThat(peer.store(id).ancestors).isNull();
        }
        assertThat(heard)
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.ours() + conflict.theirs() + conflict.merged())
                        .isEmpty());
    }

    @Test
    void defaultKeepsNoAncestors() {
        String id = shared();
        title(here, id, "one");
        here.sync(there);
        title(there, id, "two");
        there.sync(here);
        assertThat(here.store(id).ancestors).isNull();
        assertThat(there.store(id).ancestors).isNull();
    }

    @Test
    void listenerThatFailsDisturbsNothing() {
        ConflictListener failing = conflict -> {
            throw new IllegalStateException("deaf");
        };
        there.onConflict(Lesson.class, model -> ConflictResolver.keepOurs(), failing, heard::add);
        List<String> ids = List.of(shared(), shared());
        for (String id : ids) {
            title(here, id, "from here");
            title(there, id, "from there");
        }
        there.serialize();
        here.sync(there);
        assertThat(heard).extracting(ResolvedConflict::recordId).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(there.find(Lesson.class, ids.get(0)).title).isEqualTo("from there");
    }

    @Test
    void manyConflictsAreToldInPasses() {
        strategy(ConflictResolver.latestBy("level"));
        here.run(session -> {
            for (int i = 0; i < 2_300; i++) {
                session.persist(new Lesson("p", "old"));
            }
        });
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            peer.run(session -> session.createMutationQuery("update Lesson set level = :level")
                    .setParameter("level", peer == here ? 8 : 9)
                    .executeUpdate());
        }
        there.serialize();
        assertThat(here.integrate(there).conflicts()).isEqualTo(2_300);
        there.serialize();
        there.deserialize();
        there.sync(here);
        assertThat(heard).hasSize(2_300);
        assertThat(here.<Long>get(session -> session.createSelectionQuery(
                                "select count(*) from Lesson where level = 9", Long.class)
                        .getSingleResult()))
                .isEqualTo(2_300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomChangesAgree(long seed) {
        Random random = new Random(seed);
        strategy(random.nextBoolean() ? ConflictResolver.fieldByField() : ConflictResolver.latestBy("level"));
        List<String> ids = List.of(shared(), shared(), shared());
        for (int step = 0; step < 40; step++) {
            TestPeer peer = random.nextBoolean() ? here : there;
            TestPeer other = peer == here ? there : here;
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    String id = ids.get(random.nextInt(ids.size()));
                    int level = step;
                    peer.change(Lesson.class, id, lesson -> {
                        lesson.level = level;
                        lesson.title = "title " + random.nextInt(9);
                    });
                }
                case 2 -> peer.serialize();
                case 3 -> peer.integrate(other);
                default -> peer.sync(other);
            }
        }
        syncBoth();
        syncBoth();
        for (String id : ids) {
            Lesson lesson = here.find(Lesson.class, id);
            assertBoth(id, lesson.title, lesson.level);
        }
    }
}
