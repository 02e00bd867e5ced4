package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.OwnKeyShapes.Detailed;
import org.morango.hibernate.OwnKeyShapes.JoinedBase;
import org.morango.hibernate.OwnKeyShapes.JoinedSub;
import org.morango.hibernate.OwnKeyShapes.Key;
import org.morango.hibernate.OwnKeyShapes.OneBase;
import org.morango.hibernate.OwnKeyShapes.OneSub;
import org.morango.hibernate.OwnKeyShapes.Owner;
import org.morango.hibernate.OwnKeyShapes.Place;
import org.morango.hibernate.OwnKeyShapes.Rich;
import org.morango.hibernate.OwnKeyShapes.Room;
import org.morango.hibernate.OwnKeyShapes.Seat;
import org.morango.hibernate.OwnKeyShapes.TableBase;
import org.morango.hibernate.OwnKeyShapes.TableSub;
import org.morango.hibernate.OwnKeyShapes.Thing;
import org.morango.hibernate.report.RescanResult;
import org.morango.replica.DeserializeResult;

/** Entities of all shapes, whose rows each peer numbers itself. */
class OwnKeyVariantsTest {
    private static final Class<?>[] ENTITIES = {
        OneBase.class,
        OneSub.class,
        JoinedBase.class,
        JoinedSub.class,
        TableBase.class,
        TableSub.class,
        Owner.class,
        Room.class,
        Rich.class,
        Seat.class,
        Key.class
    };

    private static SmallPeer here;
    private static SmallPeer there;

    @BeforeAll
    static void start() {
        here = new SmallPeer(ENTITIES);
        there = new SmallPeer(ENTITIES);
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

    private static <T> T named(SmallPeer peer, Class<T> type, String name) {
        return peer.get(
                session -> session.createSelectionQuery("from " + type.getName() + " e where e.name = :name", type)
                        .setParameter("name", name)
                        .getSingleResult());
    }

    private static void assertSame() {
        assertThat(there.reasons()).isEmpty();
        assertThat(here.notes()).isEmpty();
        assertThat(here.replica().rescan(SmallPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(there.replica().rescan(SmallPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
    }

    @Test
    void singleTable() {
        check(OneBase.class, OneSub.class, new OneBase(), new OneSub(), "OneBase", "OneSub");
    }

    @Test
    void joinedTables() {
        check(JoinedBase.class, JoinedSub.class, new JoinedBase(), new JoinedSub(), "JoinedBase", "JoinedSub");
    }

    @Test
    void tablePerClass() {
        check(TableBase.class, TableSub.class, new TableBase(), new TableSub(), "TableBase", "TableSub");
    }

    private static <B extends Thing, S extends Detailed> void check(
            Class<B> baseType, Class<S> subType, B base, S sub, String baseTable, String subTable) {
        base.name("base");
        sub.name("sub");
        sub.detail("old");
        sub.tags().add("t");
        here.run(session -> {
            session.persist(sub);
            base.inside(sub);
            session.persist(base);
            Owner owner = new Owner();
            if (sub instanceof OneBase one) {
                owner.one = one;
            } else if (sub instanceof JoinedBase joined) {
                owner.joined = joined;
                owner.things.addAll(List.of(joined, (JoinedBase) (Object) base));
            } else {
                owner.table = (TableBase) (Object) sub;
            }
            session.persist(owner);
        });
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(3, 0, 0));
        there.run(session -> {
            B found = session.createSelectionQuery("from " + baseTable + " e where e.name = 'base'", baseType)
                    .getSingleResult();
            assertThat(found.id().intValue()).isGreaterThan(900);
            assertThat(((Thing) Hibernate.unproxy(found.inside())).name()).isEqualTo("sub");
            assertThat(((Thing) Hibernate.unproxy(found.inside())).tags()).containsExactly("t");
            Owner owner =
                    session.createSelectionQuery("from Owner", Owner.class).getSingleResult();
            Object target = owner.one != null ? owner.one : owner.joined != null ? owner.joined : owner.table;
            assertThat(Hibernate.unproxy(target)).isInstanceOf(subType);
            assertThat(owner.things).hasSize(base instanceof JoinedBase ? 2 : 0);
        });
        assertSame();

        there.run(session -> session.createMutationQuery("update " + subTable + " set detail = 'new'")
                .executeUpdate());
        there.sync(here);
        assertThat(named(here, subType, "sub").detail()).isEqualTo("new");
        there.run(session -> session.createMutationQuery("update " + baseTable + " set name = concat(name, '2')")
                .executeUpdate());
        assertThat(there.sync(here)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(named(here, subType, "sub2").detail()).isEqualTo("new");
        there.run(session -> named(there, baseType, "base2"));
        there.run(session -> {
            S managed =
                    session.createSelectionQuery("from " + subTable, subType).getSingleResult();
            managed.detail("newest");
            managed.tags().add("u");
        });
        there.sync(here);
        here.run(session -> {
            S managed =
                    session.createSelectionQuery("from " + subTable, subType).getSingleResult();
            assertThat(managed.detail()).isEqualTo("newest");
            assertThat(managed.tags()).containsExactlyInAnyOrder("t", "u");
        });
        assertSame();

        here.elsewhere("update " + (subTable.equals("OneSub") ? "OneBase" : subTable)
                + " set detail = 'raw' where detail is not null");
        assertThat(here.replica().rescan(SmallPeer.PROFILE)).isEqualTo(new RescanResult(0, 1, 0));
        here.sync(there);
        assertThat(named(there, subType, "sub2").detail()).isEqualTo("raw");

        // The sub row goes with the row that is inside it, and with the owner.
        here.run(session -> {
            session.createMutationQuery("delete from Owner").executeUpdate();
            session.createMutationQuery("update " + baseTable + " set inside = null")
                    .executeUpdate();
            session.remove(
                    session.createSelectionQuery("from " + subTable, subType).getSingleResult());
        });
        here.sync(there);
        assertThat(there.count(subType)).isZero();
        assertThat(there.count(baseType)).isEqualTo(1);
        here.run(session ->
                session.createMutationQuery("delete from " + baseTable).executeUpdate());
        here.sync(there);
        assertThat(there.count(baseType)).isZero();
        assertThat(there.store()).allMatch(row -> row.deleted && row.localKey == null);
        assertSame();
    }

    @Test
    void keyOfADeletedBaseThatASubclassUsesAgainIsAnotherRecord() {
        here.elsewhere("insert into JoinedBase (name, id) values ('base', 50)");
        here.replica().rescan(SmallPeer.PROFILE);
        here.sync(there);
        here.elsewhere(
                "delete from JoinedBase where id = 50",
                "insert into JoinedBase (name, id) values ('sub', 50)",
                "insert into JoinedSub (detail, id) values ('d', 50)");
        here.replica().rescan(SmallPeer.PROFILE);
        here.sync(there);
        assertThat(there.count(JoinedBase.class)).isEqualTo(1);
        assertThat(named(there, JoinedSub.class, "sub").detail).isEqualTo("d");
        assertSame();
    }

    @Test
    void richEntitiesTravelBothWays() {
        here.run(session -> {
            Room a = new Room("a");
            Room b = new Room("b");
            session.persist(a);
            session.persist(b);
            Rich rich = new Rich();
            rich.name = "rich";
            rich.more = "more";
            rich.fixed = "fixed";
            rich.born = a;
            rich.place = new Place();
            rich.place.street = "Elm";
            rich.place.at = b;
            rich.words.put("k", "v");
            rich.lines.addAll(List.of("x", "y"));
            rich.rooms.addAll(List.of(b, a, b));
            rich.named.put("first", a);
            session.persist(rich);
            session.flush();
            rich.later = "later";
            rich.moved = b;
            rich.others.add(rich);
        });
        here.sync(there);
        assertRich(there, "a", "b", List.of("b", "a", "b"));
        assertSame();
        there.run(session -> {
            Rich rich = session.createSelectionQuery("from Rich", Rich.class).getSingleResult();
            Room c = new Room("c");
            session.persist(c);
            rich.more = "less";
            rich.moved = c;
            rich.place.at = c;
            rich.words.put("k", "w");
            rich.words.put("l", "v");
            rich.lines.remove(0);
            rich.rooms.add(0, c);
            rich.named.put("second", c);
            rich.others.clear();
        });
        there.sync(here);
        here.run(session -> {
            Rich rich = session.createSelectionQuery("from Rich", Rich.class).getSingleResult();
            assertThat(rich.more).isEqualTo("less");
            assertThat(rich.moved.name).isEqualTo("c");
            assertThat(rich.place.at.name).isEqualTo("c");
            assertThat(rich.words).isEqualTo(Map.of("k", "w", "l", "v"));
            assertThat(rich.lines).containsExactly("y");
            assertThat(rich.rooms).extracting(r -> r.name).containsExactly("c", "b", "a", "b");
            assertThat(rich.named.get("second").name).isEqualTo("c");
            assertThat(rich.others).isEmpty();
        });
        assertSame();
        // Only the secondary table, then only a reference in an embedded value by a bulk statement.
        here.run(
                session -> session.createSelectionQuery("from Rich", Rich.class).getSingleResult().more = null);
        here.run(session -> session.createMutationQuery("update Rich r set r.place.at = null")
                .executeUpdate());
        here.sync(there);
        there.run(session -> {
            Rich rich = session.createSelectionQuery("from Rich", Rich.class).getSingleResult();
            assertThat(rich.more).isNull();
            assertThat(rich.place.at).isNull();
            assertThat(rich.place.street).isEqualTo("Elm");
        });
        here.elsewhere("update Rich set born_id = 2, fixed = 'other'");
        here.replica().rescan(SmallPeer.PROFILE);
        here.sync(there);
        there.run(session -> {
            Rich rich = session.createSelectionQuery("from Rich", Rich.class).getSingleResult();
            assertThat(rich.born.name).isEqualTo("b");
            assertThat(rich.fixed).isEqualTo("other");
        });
        assertSame();
        here.run(session -> {
            session.remove(session.createSelectionQuery("from Rich", Rich.class).getSingleResult());
            session.flush();
            session.createMutationQuery("delete from Room").executeUpdate();
        });
        here.sync(there);
        assertThat(there.count(Rich.class)).isZero();
        assertThat(there.count(Room.class)).isZero();
        assertSame();
    }

    private static void assertRich(SmallPeer peer, String born, String moved, List<String> rooms) {
        peer.run(session -> {
            Rich rich = session.createSelectionQuery("from Rich", Rich.class).getSingleResult();
            assertThat(rich.more).isEqualTo("more");
            assertThat(rich.fixed).isEqualTo("fixed");
            assertThat(rich.later).isEqualTo("later");
            assertThat(rich.born.name).isEqualTo(born);
            assertThat(rich.moved.name).isEqualTo(moved);
            assertThat(rich.place.street).isEqualTo("Elm");
            assertThat(rich.place.at.name).isEqualTo("b");
            assertThat(rich.words).isEqualTo(Map.of("k", "v"));
            assertThat(rich.lines).containsExactly("x", "y");
            assertThat(rich.rooms).extracting(r -> r.name).containsExactlyElementsOf(rooms);
            assertThat(rich.named.get("first").name).isEqualTo("a");
            assertThat(rich.others).containsExactly(rich);
        });
    }

    private static List<Seat> seats(SmallPeer peer) {
        return peer.get(
                session -> session.createSelectionQuery("from Seat s join fetch s.room order by s.name", Seat.class)
                        .getResultList());
    }

    @Test
    void uniqueValuesChangeHands() {
        here.run(session -> {
            Room a = new Room("a");
            Room b = new Room("b");
            session.persist(a);
            session.persist(b);
            session.persist(new Seat(a, 1, "x"));
            session.persist(new Seat(b, 1, "y"));
            session.persist(new Seat(a, 2, "z"));
        });
        here.sync(there);
        assertThat(seats(there)).hasSize(3);
        // x and y change rooms, at once.
        here.elsewhere(
                "set referential_integrity false",
                "update Seat set number = 9 where name = 'x'",
                "update Seat set room_id = 1 where name = 'y'",
                "update Seat set room_id = 2, number = 1 where name = 'x'",
                "set referential_integrity true");
        here.replica().rescan(SmallPeer.PROFILE);
        here.sync(there);
        assertThat(seats(there))
                .extracting(s -> s.room.name, s -> s.number)
                .containsExactly(tuple("b", 1), tuple("a", 1), tuple("a", 2));
        assertSame();
        // A circle of three.
        there.elsewhere(
                "update Seat set number = 90 where name = 'x'",
                "update Seat set room_id = (select id from Room where name = 'b') where name = 'y'",
                "update Seat set number = 1 where name = 'z'",
                "update Seat set number = 2, room_id = (select id from Room where name = 'a') where name = 'x'");
        there.replica().rescan(SmallPeer.PROFILE);
        there.sync(here);
        assertThat(seats(here))
                .extracting(s -> s.room.name, s -> s.number)
                .containsExactly(tuple("a", 2), tuple("b", 1), tuple("a", 1));
        assertSame();
    }

    @Test
    void uniqueReferencesChangeHands() {
        here.run(session -> {
            for (String name : List.of("a", "b", "c", "free")) {
                Room room = new Room(name);
                session.persist(room);
                if (!name.equals("free")) {
                    session.persist(new Key(room, name));
                }
            }
        });
        here.sync(there);
        here.elsewhere(
                "update room_key set room_id = 4 where name = 'a'",
                "update room_key set room_id = 1 where name = 'b'",
                "update room_key set room_id = 2 where name = 'c'",
                "update room_key set room_id = 3 where name = 'a'");
        here.replica().rescan(SmallPeer.PROFILE);
        here.sync(there);
        List<Key> keys = there.get(
                session -> session.createSelectionQuery("from Key k join fetch k.room order by k.name", Key.class)
                        .getResultList());
        assertThat(keys).extracting(k -> k.room.name).containsExactly("c", "a", "b");
        assertSame();
    }

    @Test
    void valueOfADeletedRowIsFreeForANewOne() {
        here.run(session -> {
            Room a = new Room("a");
            session.persist(a);
            session.persist(new Seat(a, 1, "x"));
        });
        here.sync(there);
        here.run(session -> session.createMutationQuery("delete from Seat").executeUpdate());
        here.run(session -> session.persist(new Seat(session.find(Room.class, 1L), 1, "new")));
        here.sync(there);
        assertThat(seats(there)).extracting(s -> s.name).containsExactly("new");
        assertSame();
    }

    @Test
    void sameUniqueValuesAtTwoPeersWaitUntilOneIsMended() {
        here.run(session -> session.persist(new Room("a")));
        here.sync(there);
        here.run(session -> session.persist(new Seat(session.find(Room.class, 1L), 1, "x")));
        there.run(session -> session.persist(
                new Seat(session.createSelectionQuery("from Room", Room.class).getSingleResult(), 1, "y")));
        here.sync(there);
        assertThat(there.reasons()).singleElement().satisfies(r -> assertThat(r).contains("already in use by"));
        there.run(session ->
                session.createMutationQuery("update Seat set number = 2").executeUpdate());
        there.sync(here);
        here.sync(there);
        assertThat(seats(there)).extracting(s -> s.name, s -> s.number).containsExactly(tuple("x", 1), tuple("y", 2));
        assertThat(seats(here)).extracting(s -> s.name, s -> s.number).containsExactly(tuple("x", 1), tuple("y", 2));
        assertSame();
    }
}
