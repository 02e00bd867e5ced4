package org.morango.cli;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.SQLDelete;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** Entities that keep keys of their own, of each type. */
final class OwnKeys {
    static final Class<?>[] ENTITIES = {
        Room.class,
        Locker.class,
        Shelf.class,
        Pupil.class,
        Badge.class,
        Device.class,
        Laptop.class,
        Phone.class,
        Visitor.class,
        Guest.class,
        Booking.class,
        Lunch.class
    };

    private OwnKeys() {}

    /** A row with a key of text. */
    @Entity(name = "Room")
    @Table(name = "room")
    @Syncable(profile = "school", model = "room", identity = Identity.KEY)
    static class Room {
        @Id
        @Column(length = 20)
        private String code = "";

        protected Room() {}

        Room(String code) {
            this.code = code;
        }
    }

    record ShelfKey(String room, int number) implements Serializable {}

    /** A row whose key has two columns. */
    @Entity(name = "Shelf")
    @IdClass(ShelfKey.class)
    @Table(name = "shelf")
    @Syncable(profile = "school", model = "shelf", identity = Identity.NATURAL)
    static class Shelf {
        @Id
        @ManyToOne
        private @Nullable Room room;

        @Id
        @Column(name = "shelf_number")
        private int number;

        protected Shelf() {}

        Shelf(Room room, int number) {
            this.room = room;
            this.number = number;
        }
    }

    /** A row with a large number as its key. */
    @Entity(name = "Locker")
    @Table(name = "locker")
    @Syncable(profile = "school", model = "locker", identity = Identity.KEY)
    static class Locker {
        @Id
        @Column(precision = 15, scale = 0)
        private BigInteger number = BigInteger.ZERO;

        protected Locker() {}

        Locker(long number) {
            this.number = BigInteger.valueOf(number);
        }
    }

    /** A row that the database numbers. It has no partition while it has no house. */
    @Entity(name = "Pupil")
    @Table(name = "pupil")
    @Syncable(profile = "school", model = "pupil", partition = "${root}:${house}")
    static class Pupil {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private @Nullable Long id;

        @Column(length = 20)
        private @Nullable String house;

        protected Pupil() {}

        Pupil(@Nullable String house) {
            this.house = house;
        }
    }

    /** A row with a UUID, which some databases keep as bytes. */
    @Entity(name = "Badge")
    @Table(name = "badge")
    @Syncable(profile = "school", model = "badge")
    static class Badge {
        @Id
        @GeneratedValue
        private @Nullable UUID id;

        @ManyToOne
        private @Nullable Pupil owner;

        protected Badge() {}

        Badge(@Nullable Pupil owner) {
            this.owner = owner;
        }
    }

    /** A base whose subclasses have tables of their own. All databases keep its UUIDs as bytes. */
    @Entity(name = "Device")
    @Table(name = "device")
    @Syncable(profile = "school", model = "device")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    static class Device {
        @Id
        @GeneratedValue
        @JdbcTypeCode(SqlTypes.BINARY)
        private @Nullable UUID serial;
    }

    @Entity(name = "Laptop")
    @Table(name = "laptop")
    @Syncable(profile = "school", model = "laptop")
    static class Laptop extends Device {}

    @Entity(name = "Phone")
    @Table(name = "phone")
    @Syncable(profile = "school", model = "phone")
    static class Phone extends Device {}

    /** A row that is not synced, in the table of some that are. */
    @Entity(name = "Visitor")
    @Table(name = "visitor")
    static class Visitor {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private @Nullable Long id;
    }

    @Entity(name = "Guest")
    @Syncable(profile = "school", model = "guest")
    static class Guest extends Visitor {}

    /** A row that stays in its table when it is deleted. */
    @Entity(name = "Booking")
    @Table(name = "booking")
    @SoftDelete
    @Syncable(profile = "school", model = "booking")
    static class Booking {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private @Nullable Long id;
    }

    /** The same, by the application's own SQL. */
    @Entity(name = "Lunch")
    @Table(name = "lunch")
    @SQLDelete(sql = "update lunch set cancelled = 1 where id = ?")
    @SQLRestriction("cancelled = 0")
    @Syncable(profile = "school", model = "lunch")
    static class Lunch {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private @Nullable Long id;

        private int cancelled;
    }
}
