package org.morango.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import org.hibernate.annotations.DynamicUpdate;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A model that is the base of another in the same table. */
@Entity
@DynamicUpdate
@Inheritance(strategy = InheritanceType.SINGLE_TABLE)
@Syncable(profile = "facilitydata", model = "vehicle")
public class Vehicle extends SyncableEntity {
    public int wheels;

    @Override
    protected String partition() {
        return "vehicles";
    }

    /** A model in the same table. */
    @Entity
    @Syncable(profile = "facilitydata", model = "car")
    public static class Car extends Vehicle {
        public Integer seats;
    }
}
