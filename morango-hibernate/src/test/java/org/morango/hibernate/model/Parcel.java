package org.morango.hibernate.model;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OrderColumn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.ListIndexBase;
import org.hibernate.annotations.NaturalId;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity with columns that the application writes once, or never. */
@Entity
@Inheritance(strategy = InheritanceType.JOINED)
@Syncable(profile = "facilitydata", model = "parcel")
public class Parcel extends SyncableEntity {
    public String code;

    @NaturalId
    public String label;

    @Column(updatable = false)
    public String sender;

    @Column(insertable = false)
    @ColumnDefault("'new'")
    public String state;

    @Enumerated(EnumType.STRING)
    @Column(insertable = false, length = 10)
    public Sample.Color color;

    @ManyToOne
    @JoinColumn(updatable = false)
    public Parcel inside;

    @Embedded
    public Size size;

    @ElementCollection(fetch = FetchType.EAGER)
    @OrderColumn
    @ListIndexBase(1)
    public List<String> stops = new ArrayList<>();

    public String note;

    protected Parcel() {}

    public Parcel(String code, String sender, String label) {
        this.code = code;
        this.sender = sender;
        this.label = label;
    }

    @Override
    protected String sourceId() {
        return code;
    }

    @Override
    protected String partition() {
        return "parcels";
    }

    /** Embedded values, some of them fixed. */
    @Embeddable
    public static class Size {
        @Column(updatable = false, precision = 10, scale = 2)
        public BigDecimal weight;

        public Integer height;

        protected Size() {}

        public Size(String weight, int height) {
            this.weight = new BigDecimal(weight);
            this.height = height;
        }
    }

    /** A parcel with fixed columns in its own table. */
    @Entity(name = "Letter")
    @Syncable(profile = "facilitydata", model = "letter")
    public static class Letter extends Parcel {
        @Column(updatable = false)
        public String stamp;

        protected Letter() {}

        public Letter(String code, String stamp) {
            super(code, "post", code);
            this.stamp = stamp;
        }
    }

    /** An entity whose insert leaves null values to the column's default. */
    @Entity
    @DynamicInsert
    @Syncable(profile = "facilitydata", model = "crate")
    public static class Crate extends SyncableEntity {
        @ColumnDefault("'new'")
        public String state = "x";

        public Integer height;

        @Override
        protected String partition() {
            return "crates";
        }
    }
}
