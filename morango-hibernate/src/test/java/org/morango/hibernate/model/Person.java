package org.morango.hibernate.model;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MapKeyEnumerated;
import jakarta.persistence.OrderColumn;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.SortNatural;
import org.hibernate.type.SqlTypes;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.SyncFormat;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.mapping.TextFormat;

/** An entity with embedded values, collections, several references to its own model, and local values. */
@Entity
@Syncable(profile = "facilitydata", model = "person")
public class Person extends SyncableEntity {
    public String name;

    @SyncName("e_mail")
    public String mailAddress;

    @ManyToOne(fetch = FetchType.LAZY)
    public Person mother;

    @ManyToOne(fetch = FetchType.LAZY)
    public Person father;

    public Address home;

    @AttributeOverride(name = "street", column = @Column(name = "office_street"))
    @AttributeOverride(name = "at.latitude", column = @Column(name = "office_latitude"))
    @AttributeOverride(name = "at.longitude", column = @Column(name = "office_longitude"))
    @AttributeOverride(name = "door", column = @Column(name = "office_door"))
    public Address office = new Address("Main Street", null, null);

    @SyncFormat(HexColor.class)
    public int color;

    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, String> settings;

    public List<Integer> marks = new ArrayList<>();
    public String[] words;

    @ElementCollection
    public Set<String> nicknames = new HashSet<>();

    @ElementCollection
    public List<LocalDate> visits = new ArrayList<>();

    @ElementCollection
    @OrderColumn
    public List<Phone> phones = new ArrayList<>();

    @ElementCollection
    @MapKeyColumn(name = "subject")
    public Map<String, BigDecimal> grades = new HashMap<>();

    @ElementCollection
    @MapKeyEnumerated(EnumType.STRING)
    @SortNatural
    public Map<Kind, Integer> counts = new TreeMap<>();

    @ElementCollection
    @SortNatural
    public Set<Integer> numbers = new TreeSet<>();

    @ManyToMany
    public Set<Person> friends = new HashSet<>();

    @ManyToMany
    @OrderColumn
    @SyncName("favourites")
    public List<Team> teams = new ArrayList<>();

    @NotSynced
    public String note = "default";

    @NotSynced
    @ManyToOne(fetch = FetchType.LAZY)
    public Device device;

    @NotSynced
    public Phone spare;

    @NotSynced
    @ElementCollection
    public Set<String> labels = new HashSet<>();

    protected Person() {}

    public Person(String name) {
        this.name = name;
    }

    @Override
    protected String partition() {
        return "people";
    }

    /** The purpose of a number. */
    public enum Kind {
        HOME,
        WORK
    }

    /** A place. */
    @Embeddable
    public record Point(double latitude, BigDecimal longitude) {}

    /** An embeddable with an embedded value and a local one. */
    @Embeddable
    public static class Address {
        public String street;
        public Point at;

        @NotSynced
        public String door;

        protected Address() {}

        public Address(String street, Point at, String door) {
            this.street = street;
            this.at = at;
            this.door = door;
        }
    }

    /** An element with several parts. */
    @Embeddable
    public record Phone(
            String number, @Enumerated(EnumType.STRING) Kind kind) {}

    /** A color in the format of the web. */
    public static final class HexColor implements TextFormat<Integer> {
        @Override
        public String format(Integer value) {
            return String.format(Locale.ROOT, "#%06x", value);
        }

        @Override
        public Integer parse(String text) {
            return Integer.valueOf(text.substring(1), 16);
        }
    }
}
