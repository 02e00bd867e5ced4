package org.morango.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.morango.hibernate.mapping.Syncable;

/** Entities of many shapes, whose rows each peer numbers itself. */
final class OwnKeyShapes {
    private OwnKeyShapes() {}

    interface Thing {
        Number id();

        String name();

        void name(String name);

        Thing inside();

        void inside(Thing thing);

        Set<String> tags();
    }

    interface Detailed extends Thing {
        String detail();

        void detail(String detail);
    }

    @Entity(name = "OneBase")
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    @Syncable(profile = "p", model = "one")
    static class OneBase implements Thing {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @ManyToOne
        OneBase inside;

        @ElementCollection
        Set<String> tags = new LinkedHashSet<>();

        @Override
        public Number id() {
            return id;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void name(String newName) {
            name = newName;
        }

        @Override
        public Thing inside() {
            return inside;
        }

        @Override
        public void inside(Thing thing) {
            inside = (OneBase) thing;
        }

        @Override
        public Set<String> tags() {
            return tags;
        }
    }

    @Entity(name = "OneSub")
    @Syncable(profile = "p", model = "onesub")
    static class OneSub extends OneBase implements Detailed {
        String detail;

        @Override
        public String detail() {
            return detail;
        }

        @Override
        public void detail(String newDetail) {
            detail = newDetail;
        }
    }

    @Entity(name = "JoinedBase")
    @Inheritance(strategy = InheritanceType.JOINED)
    @Syncable(profile = "p", model = "joined")
    static class JoinedBase implements Thing {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @ManyToOne
        JoinedBase inside;

        @ElementCollection
        Set<String> tags = new LinkedHashSet<>();

        @Override
        public Number id() {
            return id;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void name(String newName) {
            name = newName;
        }

        @Override
        public Thing inside() {
            return inside;
        }

        @Override
        public void inside(Thing thing) {
            inside = (JoinedBase) thing;
        }

        @Override
        public Set<String> tags() {
            return tags;
        }
    }

    @Entity(name = "JoinedSub")
    @Syncable(profile = "p", model = "joinedsub")
    static class JoinedSub extends JoinedBase implements Detailed {
        String detail;

        @Override
        public String detail() {
            return detail;
        }

        @Override
        public void detail(String newDetail) {
            detail = newDetail;
        }
    }

    @Entity(name = "TableBase")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    @Syncable(profile = "p", model = "table")
    static class TableBase implements Thing {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        Integer id;

        String name;

        @ManyToOne
        TableBase inside;

        @ElementCollection
        Set<String> tags = new LinkedHashSet<>();

        @Override
        public Number id() {
            return id;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void name(String newName) {
            name = newName;
        }

        @Override
        public Thing inside() {
            return inside;
        }

        @Override
        public void inside(Thing thing) {
            inside = (TableBase) thing;
        }

        @Override
        public Set<String> tags() {
            return tags;
        }
    }

    @Entity(name = "TableSub")
    @Syncable(profile = "p", model = "tablesub")
    static class TableSub extends TableBase implements Detailed {
        String detail;

        @Override
        public String detail() {
            return detail;
        }

        @Override
        public void detail(String newDetail) {
            detail = newDetail;
        }
    }

    /** It refers to rows of each hierarchy. */
    @Entity(name = "Owner")
    @Syncable(profile = "p", model = "owner")
    static class Owner {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @ManyToOne
        OneBase one;

        @ManyToOne
        JoinedBase joined;

        @ManyToOne
        TableBase table;

        @ManyToMany
        @JoinTable(name = "owner_things")
        Set<JoinedBase> things = new LinkedHashSet<>();
    }

    @Entity(name = "Room")
    @Syncable(profile = "p", model = "room")
    static class Room {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        protected Room() {}

        Room(String name) {
            this.name = name;
        }
    }

    @Embeddable
    static class Place {
        String street;

        @ManyToOne
        Room at;
    }

    @Entity(name = "Rich")
    @SecondaryTable(name = "rich_more")
    @Syncable(profile = "p", model = "rich")
    static class Rich {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @Column(table = "rich_more")
        String more;

        @Column(updatable = false)
        String fixed;

        @Column(insertable = false)
        String later;

        @ManyToOne
        @JoinColumn(updatable = false)
        Room born;

        @ManyToOne
        @JoinColumn(insertable = false)
        Room moved;

        @Embedded
        Place place;

        @ElementCollection
        Map<String, String> words = new LinkedHashMap<>();

        @ElementCollection
        @OrderColumn
        List<String> lines = new ArrayList<>();

        @ManyToMany
        @OrderColumn
        @JoinTable(name = "rich_rooms")
        List<Room> rooms = new ArrayList<>();

        @ManyToMany
        @JoinTable(name = "rich_named")
        Map<String, Room> named = new LinkedHashMap<>();

        @ManyToMany
        @JoinTable(name = "rich_others")
        Set<Rich> others = new LinkedHashSet<>();
    }

    /** Two of its rows may not have the same number in a room. */
    @Entity(name = "Seat")
    @Table(uniqueConstraints = @UniqueConstraint(columnNames = {"room_id", "number"}))
    @Syncable(profile = "p", model = "seat")
    static class Seat {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @ManyToOne(optional = false)
        Room room;

        int number;
        String name;

        protected Seat() {}

        Seat(Room room, int number, String name) {
            this.room = room;
            this.number = number;
            this.name = name;
        }
    }

    /** Each opens one room. */
    @Entity(name = "Key")
    @Table(name = "room_key")
    @Syncable(profile = "p", model = "key")
    static class Key {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @OneToOne(optional = false)
        Room room;

        String name;

        protected Key() {}

        Key(Room room, String name) {
            this.room = room;
            this.name = name;
        }
    }
}
