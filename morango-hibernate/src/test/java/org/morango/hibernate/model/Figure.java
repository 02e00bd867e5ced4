package org.morango.hibernate.model;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.util.HashSet;
import java.util.Set;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Base of models with a table each. A figure may refer to any of them. */
@Entity
@Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
public abstract class Figure extends SyncableEntity {
    @ManyToOne(fetch = FetchType.LAZY)
    public Figure inside;

    @ManyToOne(fetch = FetchType.LAZY)
    public Medium from;

    @Override
    protected String partition() {
        return "figures";
    }

    /** A concrete class. */
    @Entity
    @Syncable(profile = "facilitydata", model = "circle")
    public static class Circle extends Figure {
        public double radius;
    }

    /** A model that extends another. */
    @Entity
    @Syncable(profile = "facilitydata", model = "ring")
    public static class Ring extends Circle {
        public double width;

        @ElementCollection
        @CollectionTable(name = "ring_metals", joinColumns = @JoinColumn(name = "ring_id"))
        @Column(name = "metal")
        public Set<String> metals = new HashSet<>();
    }

    /** Another concrete class. */
    @Entity
    @Syncable(profile = "facilitydata", model = "square")
    public static class Square extends Figure {
        public double side;
    }
}
