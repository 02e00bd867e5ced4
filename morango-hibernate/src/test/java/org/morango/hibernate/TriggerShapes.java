package org.morango.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.type.SqlTypes;
import org.morango.hibernate.mapping.Capture;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Entities whose changes triggers note. */
final class TriggerShapes {
    static final String PROFILE = "farm";

    static final List<Class<?>> ALL = List.of(
            Animal.class,
            Cow.class,
            Farm.class,
            Field.class,
            Fence.class,
            Barn.class,
            Plot.class,
            Tool.class,
            Sign.class,
            Size.class,
            Entry.class,
            Machine.class,
            Truck.class,
            Code.class);

    /** The partition of entries. */
    static String root = "";

    private TriggerShapes() {}

    static Farm farm(String name) {
        Farm farm = new Farm();
        farm.name = name;
        farm.remark = "remark of " + name;
        return farm;
    }

    static Cow cow(String name) {
        Cow cow = new Cow();
        cow.name = name;
        cow.milk = 7;
        return cow;
    }

    @Entity(name = "Animal")
    @Table(name = "animal")
    @Inheritance(strategy = InheritanceType.JOINED)
    @Syncable(profile = PROFILE, model = "animal", capture = Capture.TRIGGERS)
    static class Animal {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Integer id;

        String name;

        @ManyToOne
        @OnDelete(action = OnDeleteAction.CASCADE)
        Animal mother;

        @ElementCollection
        @OnDelete(action = OnDeleteAction.CASCADE)
        Set<String> tags = new LinkedHashSet<>();

        @ManyToMany(mappedBy = "animals")
        @OnDelete(action = OnDeleteAction.CASCADE)
        Set<Farm> farms = new LinkedHashSet<>();
    }

    @Entity(name = "Cow")
    @Table(name = "cow")
    @OnDelete(action = OnDeleteAction.CASCADE)
    @Syncable(profile = PROFILE, model = "cow", capture = Capture.TRIGGERS)
    static class Cow extends Animal {
        Integer milk;
    }

    @Entity(name = "Farm")
    @Table(name = "farm")
    @SecondaryTable(name = "farm_more")
    @Syncable(profile = PROFILE, model = "farm", capture = Capture.TRIGGERS)
    static class Farm {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Integer id;

        String name;

        @Column(table = "farm_more")
        String remark;

        @ManyToMany
        @JoinTable(
                name = "farm_animals",
                joinColumns = @JoinColumn(name = "farm_id"),
                inverseJoinColumns = @JoinColumn(name = "animals_id"))
        @OnDelete(action = OnDeleteAction.CASCADE)
        Set<Animal> animals = new LinkedHashSet<>();

        @ElementCollection
        @NotSynced
        Set<String> secrets = new LinkedHashSet<>();

        @OneToMany
        @JoinColumn(name = "farm_id")
        Set<Fence> fences = new LinkedHashSet<>();
    }

    @Entity(name = "Fence")
    @Table(name = "fence")
    @Syncable(profile = PROFILE, model = "fence", capture = Capture.TRIGGERS)
    static class Fence {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Integer id;

        String name;
    }

    @Entity(name = "Field")
    @Table(name = "\"field\"")
    @Syncable(profile = PROFILE, model = "field", capture = Capture.TRIGGERS)
    static class Field {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        @Column(name = "\"key\"")
        Integer id;

        String name;

        @ManyToOne
        Farm owner;
    }

    /** The database deletes it with its farm. */
    @Entity(name = "Barn")
    @Table(name = "barn")
    @Syncable(profile = PROFILE, model = "barn", capture = Capture.TRIGGERS)
    static class Barn {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Integer id;

        String name;

        @ManyToOne
        @OnDelete(action = OnDeleteAction.CASCADE)
        Farm farm;
    }

    @Embeddable
    record PlotKey(
            @ManyToOne Farm farm, @Column(length = 20) String code) {}

    @Entity(name = "Plot")
    @Table(name = "plot")
    @Syncable(profile = PROFILE, model = "plot", identity = Identity.NATURAL, capture = Capture.TRIGGERS)
    static class Plot {
        @EmbeddedId
        PlotKey key;

        String crop;
    }

    @Entity(name = "Tool")
    @Table(name = "tool")
    @Syncable(profile = PROFILE, model = "tool", capture = Capture.TRIGGERS)
    static class Tool {
        @Id
        UUID id;

        String name;
    }

    @Entity(name = "Sign")
    @Table(name = "sign")
    @Syncable(profile = PROFILE, model = "sign", identity = Identity.KEY, capture = Capture.TRIGGERS)
    static class Sign {
        @Id
        @Column(length = 40)
        String text;

        String place;
    }

    enum Width {
        NARROW,
        WIDE
    }

    @Entity(name = "Size")
    @Table(name = "size_of")
    @Syncable(profile = PROFILE, model = "size", identity = Identity.KEY, capture = Capture.TRIGGERS)
    static class Size {
        @Id
        @Enumerated(EnumType.ORDINAL)
        Width width;

        String name;
    }

    /** Its key is kept as text. */
    @Entity(name = "Code")
    @Table(name = "code")
    @Syncable(profile = PROFILE, model = "code", capture = Capture.TRIGGERS)
    static class Code {
        @Id
        @JdbcTypeCode(SqlTypes.VARCHAR)
        UUID id;
    }

    @Entity(name = "Machine")
    @Table(name = "machine")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    @Syncable(profile = PROFILE, model = "machine", identity = Identity.KEY, capture = Capture.TRIGGERS)
    static class Machine {
        @Id
        @Column(length = 20)
        String code;

        String name;

        @ElementCollection
        Set<String> parts = new LinkedHashSet<>();
    }

    @Entity(name = "Truck")
    @Table(name = "truck")
    @Syncable(profile = PROFILE, model = "truck", identity = Identity.KEY, capture = Capture.TRIGGERS)
    static class Truck extends Machine {
        Integer wheels;
    }

    @Entity(name = "Entry")
    @Table(name = "entry")
    @Syncable(profile = PROFILE, model = "entry", capture = Capture.TRIGGERS)
    static class Entry extends SyncableEntity {
        String text;

        @Override
        protected String partition() {
            return root;
        }
    }
}
