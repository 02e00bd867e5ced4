package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Moves;
import org.morango.hibernate.mapping.Syncable;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** What peers may send of entities that have keys of their own, on purpose or by mistake. */
class OwnKeyWireTest {
    private static final Class<?>[] ENTITIES = {Person.class, Dose.class, Thing.class, Label.class, Loose.class};
    private static final String KEY = "00000000-0000-0000-0000-00000000000a";

    private static SmallPeer here;
    private static SmallPeer there;
    private static String root;

    @Entity(name = "WirePerson")
    @Syncable(profile = "p", model = "person", partition = "${root}:people:${id}")
    static class Person {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @ManyToOne
        Person friend;

        @ManyToMany
        Set<Person> friends = new LinkedHashSet<>();
    }

    @Entity(name = "Dose")
    @Table(uniqueConstraints = @UniqueConstraint(columnNames = {"person_id", "code"}))
    @Syncable(
            profile = "p",
            model = "dose",
            identity = Identity.NATURAL,
            natural = {"person", "code"},
            partition = "${root}:people:${person}")
    static class Dose {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @ManyToOne(optional = false)
        Person person;

        String code;
        String text;

        protected Dose() {}

        Dose(Person person, String code, String text) {
            this.person = person;
            this.code = code;
            this.text = text;
        }
    }

    @Entity(name = "WireThing")
    @Syncable(profile = "p", model = "thing", partition = "${root}:${area}")
    static class Thing {
        @Id
        UUID id;

        String area = "a";
        String name;

        protected Thing() {}

        Thing(String id, String name) {
            this.id = UUID.fromString(id);
            this.name = name;
        }
    }

    @Entity(name = "Label")
    @Syncable(profile = "p", model = "label", identity = Identity.KEY)
    static class Label {
        @Id
        Integer id;

        String name;

        @ManyToOne
        Label above;
    }

    @Entity(name = "Loose")
    @Syncable(profile = "p", model = "loose", moves = Moves.STAY)
    static class Loose {
        @Id
        @GeneratedValue
        UUID id;

        String name;
    }

    @BeforeAll
    static void start() {
        here = new SmallPeer(ENTITIES);
        there = new SmallPeer(ENTITIES);
        root = SmallPeer.ROOT.id();
    }

    @BeforeEach
    void clear() {
        here.clear(1);
        there.clear(1000);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
    }

    private static SyncRecord person(String sourceId, String content) {
        return SmallPeer.record("person", sourceId, root + ":people:${id}", content);
    }

    private static SyncRecord deleted(SyncRecord before) {
        return Records.deleted(before, false);
    }

    private static Thing thing(SmallPeer peer) {
        return peer.get(session -> session.find(Thing.class, UUID.fromString(KEY)));
    }

    private static String dose(SmallPeer peer) {
        return peer.get(
                session -> session.createSelectionQuery("from Dose", Dose.class).getSingleResult().text);
    }

    private static String onlyReason() {
        assertThat(here.reasons()).hasSize(1);
        return here.reasons().get(0);
    }

    @Test
    void referenceToARecordOfAnotherModelIsNotARowOfTheSameNumber() {
        SyncRecord ada = person("ada", "{\"name\":\"Ada\"}");
        here.receive(ada);
        SyncRecord dose = SmallPeer.record(
                "dose",
                "[\"" + ada.id() + "\",\"x\"]",
                root + ":people:" + ada.id(),
                "{\"person_id\":\"" + ada.id() + "\",\"code\":\"x\"}");
        assertThat(here.receive(dose)).isEqualTo(new DeserializeResult(1, 0, 0));
        // Both rows have the number 1.
        SyncRecord bea = person(
                "bea", "{\"name\":\"Bea\",\"friend_id\":\"" + dose.id() + "\",\"friends\":[\"" + dose.id() + "\"]}");
        assertThat(here.receive(bea).written()).isZero();
        assertThat(onlyReason()).contains("which is not here yet");
        SyncRecord thing = SmallPeer.record("thing", KEY, root + ":a", "{\"area\":\"a\",\"name\":\"t\"}");
        here.receive(thing);
        SyncRecord eve = person("eve", "{\"name\":\"Eve\",\"friend_id\":\"" + thing.id() + "\"}");
        SyncRecord fay = person("fay", "{\"name\":\"Fay\"}");
        assertThat(here.receive(eve, fay).written()).isEqualTo(1);
    }

    @Test
    void recordThatRefersToItselfIsWritten() {
        SyncRecord ada = person("ada", "{}");
        String content = "{\"name\":\"Ada\",\"friend_id\":\"" + ada.id() + "\",\"friends\":[\"" + ada.id() + "\"]}";
        SyncRecord bea = person("bea", "{\"name\":\"Bea\"}");
        here.receive(person("ada", content), bea);
        assertThat(here.reasons()).isEmpty();
        here.run(session -> {
            Person found = session.createSelectionQuery("from WirePerson where name = 'Ada'", Person.class)
                    .getSingleResult();
            assertThat(found.friend).isSameAs(found);
            assertThat(found.friends).containsExactly(found);
        });
        here.serialize();
        assertThat(here.store()).allMatch(row -> row.lastSavedInstance.equals(Records.PEER));
        here.run(session -> session.createMutationQuery("update WirePerson set name = 'Eve' where name = 'Ada'")
                .executeUpdate());
        here.sync(there);
        there.run(session -> {
            Person found = session.createSelectionQuery("from WirePerson where name = 'Eve'", Person.class)
                    .getSingleResult();
            assertThat(found.friend).isSameAs(found);
        });
    }

    @Test
    void recordsThatReferToEachOtherAreWritten() {
        SyncRecord ada = person("ada", "{}");
        SyncRecord bea = person("bea", "{}");
        here.receive(
                person(
                        "ada",
                        "{\"name\":\"Ada\",\"friend_id\":\"" + bea.id() + "\",\"friends\":[\"" + bea.id() + "\"]}"),
                person(
                        "bea",
                        "{\"name\":\"Bea\",\"friend_id\":\"" + ada.id() + "\",\"friends\":[\"" + ada.id() + "\"]}"));
        assertThat(here.reasons()).isEmpty();
        here.run(session -> {
            Person found = session.createSelectionQuery("from WirePerson where name = 'Ada'", Person.class)
                    .getSingleResult();
            assertThat(found.friend.friend).isSameAs(found);
            assertThat(found.friend.friends).containsExactly(found);
        });
        here.serialize();
        assertThat(here.store()).allMatch(row -> row.lastSavedInstance.equals(Records.PEER));
    }

    @Test
    void circlesOfKnownKeysAreWritten() {
        SyncRecord one = SmallPeer.record("label", "1", root, "{}");
        SyncRecord two = SmallPeer.record("label", "2", root, "{}");
        SyncRecord self = SmallPeer.record("label", "3", root, "{}");
        here.receive(
                SmallPeer.record("label", "1", root, "{\"name\":\"a\",\"above_id\":\"" + two.id() + "\"}"),
                SmallPeer.record("label", "2", root, "{\"name\":\"b\",\"above_id\":\"" + one.id() + "\"}"),
                SmallPeer.record("label", "3", root, "{\"name\":\"c\",\"above_id\":\"" + self.id() + "\"}"));
        assertThat(here.reasons()).isEmpty();
        here.run(session -> {
            assertThat(session.find(Label.class, 1).above.name).isEqualTo("b");
            assertThat(session.find(Label.class, 2).above.name).isEqualTo("a");
            assertThat(session.find(Label.class, 3).above.name).isEqualTo("c");
        });
    }

    @Test
    void keyThatIsNotAKeyIsRefused() {
        for (String sourceId : new String[] {"x", "+1", "01", "99999999999", "1 "}) {
            here.clear(1);
            here.receive(
                    SmallPeer.record("label", sourceId, root, "{\"name\":\"a\"}"), person("ada", "{\"name\":\"Ada\"}"));
            assertThat(here.count(Person.class)).isEqualTo(1);
            assertThat(onlyReason()).contains("label: ").doesNotContain("null");
        }
        here.clear(1);
        here.receive(
                SmallPeer.record("loose", "no-key", root, "{\"name\":\"a\"}"),
                SmallPeer.record("thing", KEY.toUpperCase(), root + ":a", "{\"area\":\"a\"}"));
        assertThat(here.count(Loose.class)).isZero();
        assertThat(here.count(Thing.class)).isZero();
        assertThat(here.reasons()).hasSize(2).allSatisfy(r -> assertThat(r).contains("is not a key"));
    }

    @Test
    void recordWhoseKeyIsThatOfAnotherWaitsAndDeletesNothing() {
        here.run(session -> session.persist(new Thing(KEY, "mine")));
        here.serialize();
        SyncRecord other = SmallPeer.record("thing", KEY, root + ":b", "{\"area\":\"b\",\"name\":\"theirs\"}");
        here.receive(other);
        assertThat(onlyReason()).contains("its key is that of the row of record");
        here.receive(deleted(other));
        assertThat(here.count(Thing.class)).isEqualTo(1);
        assertThat(here.reasons()).isEmpty();
        here.serialize();
        StoreRow mine = here.record("thing", KEY);
        assertThat(mine.partition).isEqualTo(root + ":a");
        assertThat(mine.deleted).isFalse();
        assertThat(thing(here).name).isEqualTo("mine");
    }

    @Test
    void twoRecordsOfOneKeyInOnePageAreNotBothWritten() {
        SyncRecord a = SmallPeer.record("thing", KEY, root + ":a", "{\"area\":\"a\",\"name\":\"one\"}");
        SyncRecord b = SmallPeer.record("thing", KEY, root + ":b", "{\"area\":\"b\",\"name\":\"two\"}");
        SyncRecord c =
                SmallPeer.record("thing", KEY.replace('a', 'c'), root + ":b", "{\"area\":\"b\",\"name\":\"three\"}");
        here.receive(a, b, c);
        assertThat(here.count(Thing.class)).isEqualTo(2);
        here.receive();
        assertThat(onlyReason()).contains("its key is that of the row of record");
    }

    @Test
    void partitionThatDoesNotFitTheContentIsRefused() {
        SyncRecord ada = person("ada", "{\"name\":\"Ada\"}");
        here.receive(ada);
        here.receive(
                SmallPeer.record("thing", KEY, root + ":b", "{\"area\":\"a\",\"name\":\"t\"}"),
                SmallPeer.record("person", "x", root + ":people", "{\"name\":\"X\"}"),
                SmallPeer.record(
                        "dose",
                        "[\"" + ada.id() + "\",\"y\"]",
                        root + ":people:" + ada.id(),
                        "{\"person_id\":\"" + ada.id() + "\",\"code\":\"x\"}"),
                SmallPeer.record(
                        "dose",
                        "[\"" + ada.id() + "\", \"x\"]",
                        root + ":people:" + ada.id(),
                        "{\"person_id\":\"" + ada.id() + "\",\"code\":\"x\"}"));
        assertThat(here.count(Thing.class)).isZero();
        assertThat(here.count(Dose.class)).isZero();
        assertThat(here.count(Person.class)).isEqualTo(1);
        assertThat(here.reasons()).hasSize(4);
    }

    @Test
    void naturalRowsOverAReferenceMeet() {
        SyncRecord ada = person("ada", "{\"name\":\"Ada\"}");
        here.receive(ada);
        there.receive(ada);
        for (SmallPeer peer : new SmallPeer[] {here, there}) {
            peer.run(session -> session.persist(new Dose(
                    session.createSelectionQuery("from WirePerson", Person.class)
                            .getSingleResult(),
                    "x",
                    peer == here ? "mine" : "theirs")));
        }
        here.serialize();
        here.receive(there);
        there.serialize();
        here.sync(there);
        there.sync(here);
        assertThat(here.count(Dose.class)).isEqualTo(1);
        assertThat(there.count(Dose.class)).isEqualTo(1);
        assertThat(here.store("dose"))
                .singleElement()
                .satisfies(d -> assertThat(d.sourceId).isEqualTo("[\"" + ada.id() + "\",\"x\"]"));
        assertThat(here.reasons()).isEmpty();
        assertThat(there.reasons()).isEmpty();
        assertThat(dose(here)).isEqualTo(dose(there));
    }

    @Test
    void sameKeyMadeAtTwoPeersMeets() {
        here.run(session -> session.persist(new Thing(KEY, "mine")));
        there.run(session -> session.persist(new Thing(KEY, "theirs")));
        here.serialize();
        here.receive(there);
        // Not serialized there yet.
        there.replica().deserialize(SmallPeer.PROFILE, Filter.EVERYTHING);
        there.serialize();
        there.replica().deserialize(SmallPeer.PROFILE, Filter.EVERYTHING);
        there.sync(here);
        here.sync(there);
        assertThat(here.store("thing")).hasSize(1);
        assertThat(there.store("thing")).hasSize(1);
        assertThat(thing(here).name).isEqualTo(thing(there).name);
        assertThat(here.reasons()).isEmpty();
        assertThat(there.reasons()).isEmpty();
    }

    @Test
    void keyOfADeletedRecordInAnotherPartitionIsFree() {
        here.run(session -> session.persist(new Thing(KEY, "mine")));
        here.sync(there);
        here.run(session -> session.remove(session.find(Thing.class, UUID.fromString(KEY))));
        here.run(session -> {
            Thing again = new Thing(KEY, "again");
            again.area = "b";
            session.persist(again);
        });
        here.sync(there);
        assertThat(there.reasons()).isEmpty();
        assertThat(thing(there).area).isEqualTo("b");
        assertThat(there.record("thing", KEY).partition).isEqualTo(root + ":b");
        assertThat(there.store("thing")).filteredOn(row -> row.deleted).hasSize(1);
    }

    @Test
    void recordThatRefersToADeletedOneIsDeletedEverywhere() {
        SyncRecord ada = person("ada", "{\"name\":\"Ada\"}");
        here.receive(ada);
        here.run(
                session -> session.createMutationQuery("delete from WirePerson").executeUpdate());
        here.serialize();
        SyncRecord dose = SmallPeer.record(
                "dose",
                "[\"" + ada.id() + "\",\"x\"]",
                root + ":people:" + ada.id(),
                "{\"person_id\":\"" + ada.id() + "\",\"code\":\"x\"}");
        here.receive(dose);
        here.serialize();
        assertThat(here.reasons()).isEmpty();
        assertThat(here.store("dose")).singleElement().satisfies(row -> {
            assertThat(row.deleted).isTrue();
            assertThat(row.lastSavedInstance).isNotEqualTo(Records.PEER);
        });
        assertThat(here.notes()).isEmpty();
    }
}
