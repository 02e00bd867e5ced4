package org.morango.it.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.OrderColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.Morango;
import org.morango.hibernate.hook.MergeFunction;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.report.ConflictingRecord;
import org.morango.testkit.Convergence;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;

/** Entities of conflicts are complete, with embedded values, collections, and values with several names. */
@Peers(entities = ConflictEntitiesTest.Card.class)
class ConflictEntitiesTest {

    @Embeddable
    static class Address {
        String town;
        Integer number;

        Address() {}

        Address(String town, int number) {
            this.town = town;
            this.number = number;
        }
    }

    @Entity(name = "Card")
    @Syncable(profile = "p", model = "card")
    static class Card extends SyncableEntity {
        String root;

        @SyncName(
                value = "full_name",
                aliases = {"name", "called"})
        String fullName;

        Address home = new Address("York", 1);

        @ElementCollection(fetch = FetchType.EAGER)
        @SyncName(value = "tags", aliases = "labels")
        Set<String> tags = new TreeSet<>();

        @ElementCollection(fetch = FetchType.EAGER)
        @OrderColumn
        List<Address> others = new ArrayList<>();

        @ElementCollection(fetch = FetchType.EAGER)
        Map<String, Integer> marks = new HashMap<>();

        @Override
        protected String partition() {
            return root + ":c";
        }

        /** Sets all values to one word. */
        void fill(String word) {
            fullName = word;
            home = new Address(word, word.length());
            tags.clear();
            tags.add(word);
            others.clear();
            others.add(new Address("first " + word, 1));
            others.add(new Address("second " + word, 2));
            marks.clear();
            marks.put(word, word.length());
        }

        String text() {
            return fullName + " " + home.town + " " + home.number + " " + new TreeSet<>(tags) + " "
                    + others.stream().map(a -> a.town).toList() + " " + new TreeMap<>(marks);
        }
    }

    private static final String RED = "red red 3 [red] [first red, second red] {red=3}";
    private static final String BLUE = "blue blue 4 [blue] [first blue, second blue] {blue=4}";

    /**
     * Makes a conflict in which both peers have changed everything, and resolves it at the tablet. Its own content
     * stays, unless the function says otherwise.
     */
    private static void clash(TestPeer school, TestPeer tablet, MergeFunction<Card> function) {
        String root = school.certificate().id();
        school.inTransaction(em -> {
            Card card = new Card();
            card.root = root;
            em.persist(card);
        });
        tablet.syncWith(school);
        change(school, (card, word) -> card.fill(word), "red");
        change(tablet, (card, word) -> card.fill(word), "blue");
        Morango morango = function == null
                ? tablet.morango()
                : Morango.builder(tablet.entityManagerFactory())
                        .onConflict(Card.class, function)
                        .build();
        try (var connection = morango.connect(school.url());
                var client = connection.openSession(tablet.certificate())) {
            client.pull();
            client.push();
        }
        Convergence.assertSame(school, tablet);
    }

    private static void change(TestPeer peer, BiConsumer<Card, String> change, String word) {
        peer.inTransaction(
                em -> change.accept(em.createQuery("from Card", Card.class).getSingleResult(), word));
    }

    private static String text(TestPeer peer) {
        return peer.findAll(Card.class).get(0).text();
    }

    @Test
    void bothSidesAreWhole(TestPeer school, TestPeer tablet) {
        clash(school, tablet, null);
        ConflictingRecord conflict = tablet.morango().conflicts().list(1).get(0);
        assertThat(conflict.current().as(Card.class).text()).isEqualTo(BLUE);
        assertThat(conflict.lost().get(0).as(Card.class).text()).isEqualTo(RED);
    }

    @Test
    void theLostSideIsTakenWhole(TestPeer school, TestPeer tablet) {
        clash(school, tablet, null);
        ConflictingRecord conflict = tablet.morango().conflicts().list(1).get(0);
        tablet.morango().conflicts().resolve(conflict, conflict.lost().get(0).as(Card.class));
        assertThat(text(tablet)).isEqualTo(RED);
        tablet.syncWith(school);
        assertThat(text(school)).isEqualTo(RED);
        assertThat(school.morango().conflicts().list(1)).isEmpty();
    }

    @Test
    void anEntityFromTheDatabaseResolvesToo(TestPeer school, TestPeer tablet) {
        clash(school, tablet, null);
        ConflictingRecord conflict = tablet.morango().conflicts().list(1).get(0);
        Card card = tablet.findAll(Card.class).get(0);
        card.tags.add("red");
        card.home.town = null;
        card.home.number = null;
        tablet.morango().conflicts().resolve(conflict, card);
        tablet.syncWith(school);
        Card there = school.findAll(Card.class).get(0);
        assertThat(there.tags).containsExactlyInAnyOrder("blue", "red");
        assertThat(there.home).isNull();
    }

    @Test
    void functionSeesAndGivesWholeEntities(TestPeer school, TestPeer tablet) {
        clash(school, tablet, (ours, theirs, context) -> {
            ours.fullName += "+" + theirs.fullName;
            ours.home = theirs.home;
            ours.tags.addAll(theirs.tags);
            ours.others.remove(0);
            ours.others.addAll(theirs.others);
            ours.marks.putAll(theirs.marks);
            return ours;
        });
        assertThat(text(school))
                .isEqualTo("blue+red red 3 [blue, red] [second blue, first red, second red] {blue=4, red=3}");
    }

    @Test
    void functionThatGivesOursGivesAllOfIt(TestPeer school, TestPeer tablet) {
        clash(school, tablet, (ours, theirs, context) -> ours);
        assertThat(text(school)).isEqualTo(BLUE);
    }

    @Test
    void functionThatGivesTheirsGivesAllOfIt(TestPeer school, TestPeer tablet) {
        clash(school, tablet, (ours, theirs, context) -> theirs);
        assertThat(text(school)).isEqualTo(RED);
    }
}
