package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.model.Device;
import org.morango.hibernate.model.Person;
import org.morango.hibernate.model.Stamped;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** Records that consist of more than single values: embedded values, collections, documents, and local values. */
abstract class CompositionContract extends PeerContract {
    CompositionContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void everythingHasItsPlaceInJson() {
        String id = here.persist(full());
        here.serialize();
        String content = here.store(id).serialized();
        if (here.isSqlite) {
            // This database keeps decimals as numbers, without their scale.
            assertThat(content).contains("\"home_at_longitude\":\"2.5\"").contains("{\"art\":\"1\",\"math\":\"2.5\"}");
            content = content.replace("\"2.5\"", "\"2.50\"").replace("\"1\",\"math", "\"1.00\",\"math");
        }
        assertThat(content)
                .contains("\"e_mail\":\"ada@example.org\"")
                .contains("\"home_at_latitude\":1.5,\"home_at_longitude\":\"2.50\",\"home_street\":\"Elm\"")
                .contains("\"office_at_latitude\":null,\"office_at_longitude\":null,\"office_street\":\"Oak\"")
                .contains("\"color\":\"#00ff7f\"")
                .contains("\"settings\":{\"theme\":\"dark\"}")
                .contains("\"marks\":[3,1,2]")
                .contains("\"words\":[\"b\",\"a\"]")
                .contains("\"nicknames\":[\"A\",\"B\",\"C\"]")
                .contains("\"visits\":[\"2026-01-01\",\"2026-01-01\",\"2026-02-01\"]")
                .contains("\"phones\":[{\"number\":\"2\",\"kind\":\"WORK\"},{\"number\":\"1\",\"kind\":null}]")
                .contains("\"grades\":{\"art\":\"1.00\",\"math\":\"2.50\"}")
                .contains("\"counts\":{\"HOME\":1,\"WORK\":2}")
                .contains("\"numbers\":[1,2,3]")
                .contains("\"friends\":[]")
                .contains("\"favourites\":[]")
                .doesNotContain("note")
                .doesNotContain("door")
                .doesNotContain("device")
                .doesNotContain("spare")
                .doesNotContain("labels");
    }

    @Test
    void everythingArrivesAsItWas() {
        String id = here.persist(full());
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertSame(id);
        assertThat(there.changed(Person.class)).isEmpty();
        here.change(Person.class, id, p -> {
            p.home = null;
            p.office.street = "Ash";
            p.nicknames.remove("A");
            p.phones.add(0, new Person.Phone("3", Person.Kind.HOME));
            p.grades.put("art", new BigDecimal("3.00"));
            p.counts.clear();
            p.numbers.add(9);
            p.settings = null;
            p.name = "changed";
        });
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertSame(id);
        assertThat(there.find(Person.class, id).home).isNull();
        assertThat(there.<List<Person.Phone>>get(s -> new ArrayList<>(s.find(Person.class, id).phones)))
                .containsExactly(
                        new Person.Phone("3", Person.Kind.HOME),
                        new Person.Phone("2", Person.Kind.WORK),
                        new Person.Phone("1", null));
        assertThat(there.changed(Person.class)).isEmpty();
    }

    private void assertSame(String id) {
        assertThat(content(there, id)).isEqualTo(content(here, id));
        assertThat(there.<Person>get(s -> loaded(s, id)))
                .usingRecursiveComparison()
                .ignoringFields(
                        "morangoReplicated",
                        "morangoSourceId",
                        "morangoPartition",
                        "note",
                        "device",
                        "spare",
                        "labels",
                        "home.door")
                .ignoringFields("office.door")
                .ignoringCollectionOrderInFields("visits")
                .isEqualTo(here.<Person>get(s -> loaded(s, id)));
    }

    /** Returns the content that would be sent for a row of the table. */
    private static String content(TestPeer peer, String id) {
        SyncableModel model = SyncableModels.of((SessionFactoryImplementor) peer.factory)
                .find(Person.class)
                .orElseThrow();
        return peer.factory.fromStatelessTransaction(
                session -> Contents.of(session, model, id).toString());
    }

    private static Person loaded(Session session, String id) {
        Person person = session.find(Person.class, id);
        for (Object collection :
                List.of(person.nicknames, person.visits, person.phones, person.grades, person.counts, person.numbers)) {
            Hibernate.initialize(collection);
        }
        Hibernate.initialize(person.friends);
        Hibernate.initialize(person.teams);
        return person;
    }

    @Test
    void whatIsNotSyncedStaysAsItIsHere() {
        String id = here.persist(full());
        here.sync(there);
        Person fresh = there.get(s -> {
            Person person = s.find(Person.class, id);
            assertThat(person.labels).isEmpty();
            return person;
        });
        assertThat(fresh.note).isEqualTo("default");
        assertThat(fresh.device).isNull();
        assertThat(fresh.home.door).isNull();
        there.run(s -> {
            Device device = new Device(7);
            s.persist(device);
            Person person = s.find(Person.class, id);
            person.note = "there";
            person.device = device;
            person.spare = new Person.Phone("0", Person.Kind.HOME);
            person.home.door = "left";
            person.labels.addAll(Set.of("x", "y"));
        });
        there.sync(here);
        here.change(Person.class, id, p -> p.name = "again");
        assertThat(here.sync(there).failed()).isZero();
        there.run(s -> {
            Person person = s.find(Person.class, id);
            assertThat(person.name).isEqualTo("again");
            assertThat(person.note).isEqualTo("there");
            assertThat(((Device) Hibernate.unproxy(person.device)).serial).isEqualTo(7);
            assertThat(person.spare).isEqualTo(new Person.Phone("0", Person.Kind.HOME));
            assertThat(person.home.door).isEqualTo("left");
            assertThat(person.labels).containsExactlyInAnyOrder("x", "y");
        });
    }

    @Test
    void changeOfWhatIsNotSyncedIsNoChangeOfTheRecord() {
        String id = here.persist(full());
        here.serialize();
        here.change(Person.class, id, p -> {
            p.note = "another";
            p.spare = new Person.Phone("9", null);
            p.labels.add("x");
        });
        assertThat(here.find(Person.class, id).note).isEqualTo("another");
        assertThat(here.changed(Person.class)).isEmpty();
        here.change(Person.class, id, p -> {
            p.note = "third";
            p.nicknames.add("D");
        });
        assertThat(here.changed(Person.class)).containsExactly(id);
    }

    @Test
    void collectionsThatARecordDoesNotMentionStay() {
        String id = here.persist(full());
        here.serialize();
        SyncRecord newer =
                Records.next(Records.record(id, "person", here.store(id).sourceId, "people", "{}"), "{\"name\":\"n\"}");
        here.receive(newer);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0));
        here.run(s -> {
            Person person = s.find(Person.class, id);
            assertThat(person.name).isEqualTo("n");
            assertThat(person.nicknames).containsExactlyInAnyOrder("A", "B", "C");
            assertThat(person.home.street).isEqualTo("Elm");
            assertThat(person.home.door).isEqualTo("right");
        });
    }

    @Test
    void valuesMissingFromANewRecordAreTheDefaults() {
        String id = received("\"name\":\"n\"");
        here.run(s -> {
            Person person = s.find(Person.class, id);
            assertThat(person.office.street).isEqualTo("Main Street");
            assertThat(person.home).isNull();
            assertThat(person.nicknames).isEmpty();
        });
    }

    private String received(String members) {
        here.clear();
        SyncRecord rec = person(members);
        here.receive(rec);
        assertThat(here.deserialize()).as(members).isEqualTo(new DeserializeResult(1, 0, 0));
        return rec.id();
    }

    private static SyncRecord person(String members) {
        return Records.record(
                Ids.recordId("people", "s", "person"),
                "person",
                "s",
                "people",
                "{\"color\":\"#000000\"," + members + "}");
    }

    @Test
    void whatDoesNotFitStaysInTheStore() {
        for (String member : new String[] {
            "\"nicknames\":\"A\"",
            "\"nicknames\":{}",
            "\"nicknames\":[1]",
            "\"nicknames\":[null]",
            "\"phones\":[\"1\"]",
            "\"phones\":[{\"number\":1}]",
            "\"phones\":[{\"kind\":\"BOAT\"}]",
            "\"grades\":[]",
            "\"grades\":{\"a\":\"many\"}",
            "\"counts\":{\"BOAT\":1}",
            "\"friends\":[1]",
            "\"friends\":\"x\"",
            "\"marks\":{}",
            "\"marks\":[\"x\"]",
            "\"color\":\"#red\"",
            "\"color\":5",
            "\"home_street\":7",
            "\"home_at_latitude\":{}"
        }) {
            here.clear();
            here.receive(person(member));
            assertThat(here.deserialize().failed()).as(member).isEqualTo(1);
            assertThat(here.reason(here.store().get(0).id))
                    .as(member)
                    .contains(member.substring(1, member.indexOf('"', 1)))
                    .doesNotContain("\n");
        }
    }

    @Test
    void pageOfCollectionsIsReadAndWrittenByAFewStatements() {
        here.run(s -> {
            for (int i = 0; i < 300; i++) {
                Person person = full();
                person.name = "p" + i;
                s.persist(person);
            }
        });
        here.send(there);
        Statements statements = Statements.of(there.factory);
        long first = statements.prepared(there::deserialize);
        assertThat(there.count(Person.class)).isEqualTo(300);
        // Each model takes a query for rows to write and one for rows to delete, whether there are any or not.
        assertThat(first).as("statements that write").isLessThan(180);
        here.run(s -> s.createSelectionQuery("from Person", Person.class)
                .getResultList()
                .forEach(p -> p.nicknames.add("Z" + (p.color = p.color + 1))));
        Statements sender = Statements.of(here.factory);
        assertThat(sender.prepared(here::serialize)).as("statements that read").isLessThan(150);
        here.send(there);
        assertThat(statements.prepared(there::deserialize))
                .as("statements that update")
                .isLessThan(230);
        there.runStateless(CompositionContract::assertAllHaveFour);
    }

    private static void assertAllHaveFour(StatelessSession session) {
        assertThat(session.createSelectionQuery("select count(*) from Person p join p.nicknames n", Long.class)
                        .getSingleResult())
                .isEqualTo(4 * 300);
    }

    @Test
    void callbacksOfTheApplicationDoNotChangeWhatWasReceived() {
        SyncRecord stamped = Records.record(
                Ids.recordId("teams", "s", "stamped"), "stamped", "s", "teams", "{\"changes\":5,\"labels\":[\"a\"]}");
        here.receive(stamped);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(here.find(Stamped.class, stamped.id()).changes).isEqualTo(5);
        here.receive(Records.next(stamped, "{\"changes\":7,\"labels\":[\"b\"]}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(here.find(Stamped.class, stamped.id()).changes).isEqualTo(7);
        here.change(Stamped.class, stamped.id(), s -> s.changes = 0);
        assertThat(here.find(Stamped.class, stamped.id()).changes)
                .as("by the callback")
                .isEqualTo(1);
    }

    @Test
    void rescanSeesCollectionsAndEmbeddedValues() {
        String one = here.persist(full());
        String other = here.persist(full());
        String kept = here.persist(full());
        here.sync(there);
        assertThat(here.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(there.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        here.elsewhere(
                "delete from Person_nicknames where Person_id = '" + one + "' and nicknames = 'B'",
                "update Person set street = 'Ash' where id = '" + other + "'",
                "update Person set note = 'local' where id = '" + kept + "'");
        assertThat(here.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(0, 2, 0));
        assertThat(here.changed(Person.class)).containsExactlyInAnyOrder(one, other);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertSame(one);
        assertSame(other);
    }

    private static Person full() {
        Person person = new Person("Ada");
        person.mailAddress = "ada@example.org";
        person.home = new Person.Address("Elm", new Person.Point(1.5, new BigDecimal("2.50")), "right");
        person.office = new Person.Address("Oak", null, null);
        person.color = 0x00ff7f;
        person.settings = Map.of("theme", "dark");
        person.marks.addAll(List.of(3, 1, 2));
        person.words = new String[] {"b", "a"};
        person.nicknames.addAll(List.of("B", "A", "C"));
        person.visits.addAll(
                List.of(LocalDate.parse("2026-02-01"), LocalDate.parse("2026-01-01"), LocalDate.parse("2026-01-01")));
        person.phones.addAll(List.of(new Person.Phone("2", Person.Kind.WORK), new Person.Phone("1", null)));
        person.grades.putAll(Map.of("math", new BigDecimal("2.50"), "art", new BigDecimal("1.00")));
        person.counts.putAll(Map.of(Person.Kind.WORK, 2, Person.Kind.HOME, 1));
        person.numbers.addAll(List.of(3, 1, 2));
        person.note = "here";
        return person;
    }
}
